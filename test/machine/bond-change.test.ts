/**
 * A bond that is there is changed, on a kernel that has bonds: a NIC out and in, what it looks at, its
 * mode, and bridges for the VLANs over it, which go in one; each taken back exactly, whoever takes it
 * back, and the same by the plan’s commands.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type {
  ChangeBondIntent,
  CreateBondIntent,
  CreateTrunkIntent,
} from '../../shared/contract/contract.ts'
import { failureOf } from '../support/failure.ts'
import type { TestBackend } from '../support/backend.ts'
import { Computer } from './computer.ts'
import { applied, kept } from './support/answered.ts'
import { bringApp, startBackend } from './support/app.ts'
import { becomes, linksOf, wholeHost, withoutMaker } from './support/vlans.ts'

const BOND: CreateBondIntent = {
  name: 'bond0',
  nics: ['eth0', 'eth1'],
  options: { mode: 'active-backup', primary: 'eth0', monitoring: 50 },
}
const NOTHING: ChangeBondIntent = { bond: 'bond0', options: null, add: [], remove: [] }
const APART: ChangeBondIntent = {
  ...NOTHING,
  options: { mode: 'active-backup', primary: null, monitoring: 200 },
  remove: ['eth1'],
}
const MODE: ChangeBondIntent = {
  ...NOTHING,
  options: { mode: 'balance-tlb', primary: null, monitoring: 50 },
}
const TRUNK: CreateTrunkIntent = {
  nic: 'bond0',
  vlans: [
    { id: 10, bridge: 'br10', network: 'vlan10' },
    { id: 20, bridge: 'br20', network: null },
  ],
}
const SETTLED_MS = 300_000
const BEFORE = ['active-backup 1', 'eth0', '50']

let computer: Computer
let backend: TestBackend
let bonded: Record<string, unknown>
let apart: Record<string, unknown>
let inMode: Record<string, unknown>

const change = (asked: ChangeBondIntent) => backend.api.planChangeBond(asked)

/** As the kernel has it; a primary that is none is an empty file. */
async function facts(): Promise<string[]> {
  const script = 'cd /sys/class/net/bond0/bonding; for one in mode primary miimon; do'
  return (await computer.sh(`${script} echo "$(cat $one)"; done`)).split('\n')
}

async function undo(): Promise<string> {
  const [entry] = await backend.api.getHistory()
  if (entry?.undo?.do !== 'change-bond') throw new Error('the history has no way back')
  return kept(backend, change(entry.undo.intent))
}

beforeAll(async () => {
  computer = await Computer.start()
  await bringApp(computer)
  backend = await startBackend(computer)
  expect(await kept(backend, backend.api.planCreateBond(BOND))).toBe('done')
  bonded = await wholeHost(computer)
})
afterAll(async () => {
  await backend?.stop()
  await computer?.stop()
})

describe('of a bond that has the host’s connection', () => {
  it('a NIC is out of it and its options are others, until that is taken back', async () => {
    const id = await applied(backend, change(APART))
    expect(await linksOf(computer)).not.toContain('eth1 in bond0')
    expect(await facts()).toEqual(['active-backup 1', '', '200'])
    expect((await backend.api.revertChange(id)).phase).toBe('reverted')
    expect(await becomes(computer, bonded)).toEqual(bonded)
    expect(await facts()).toEqual(BEFORE)
  })

  it('the same is kept, and undone by the history', async () => {
    expect(await kept(backend, change(APART))).toBe('done')
    apart = await wholeHost(computer)
    expect(apart.connection).toEqual(bonded.connection)
    expect(await computer.nmcli('-g', 'bond.options', 'connection', 'show', 'bond0')).toBe(
      'mode=active-backup,miimon=200',
    )
    expect(await undo()).toBe('done')
    const after = await becomes(computer, bonded, withoutMaker)
    expect(withoutMaker(after)).toBe(withoutMaker(bonded))
    expect(await facts()).toEqual(BEFORE)
    bonded = after
  })

  it('another mode is taken back', async () => {
    const id = await applied(backend, change(MODE))
    expect(await facts()).toEqual(['balance-tlb 5', '', '50'])
    expect(await linksOf(computer)).toEqual(
      expect.arrayContaining(['bond0', 'eth0 in bond0', 'eth1 in bond0']),
    )
    expect((await backend.api.revertChange(id)).phase).toBe('reverted')
    expect(await becomes(computer, bonded)).toEqual(bonded)
    expect(await facts()).toEqual(BEFORE)
  })

  it('another mode is kept, and undone by the history', async () => {
    expect(await kept(backend, change(MODE))).toBe('done')
    inMode = await wholeHost(computer)
    expect(inMode.connection).toEqual(bonded.connection)
    expect(await undo()).toBe('done')
    expect(await becomes(computer, bonded)).toEqual(bonded)
    expect(await facts()).toEqual(BEFORE)
  })

  it('another mode is taken back by the next start of a Puente that was killed', async () => {
    await applied(backend, change(MODE))
    await backend.kill()
    backend = await startBackend(computer)
    const { notices } = await backend.until((now) => now.notices.length > 0, SETTLED_MS)
    expect(notices[0]?.text.key).toBe('notice.change-bond-undone')
    expect(await becomes(computer, bonded)).toEqual(bonded)
    expect(await facts()).toEqual(BEFORE)
  })

  it('bridges for the VLANs over it stand in the way of another mode, and go in one', async () => {
    const remove = () => backend.api.planRemoveTrunk({ nic: 'bond0' })
    expect(await kept(backend, backend.api.planCreateTrunk(TRUNK))).toBe('done')
    const withTrunk = await wholeHost(computer)
    expect(await failureOf(() => change(MODE))).toMatchObject({ code: 'bond-in-use' })
    const id = await applied(backend, remove())
    expect(await linksOf(computer)).not.toContain('br20')
    expect((await backend.api.revertChange(id)).phase).toBe('reverted')
    expect(await becomes(computer, withTrunk)).toEqual(withTrunk)
    expect(await kept(backend, remove())).toBe('done')
    expect(await becomes(computer, bonded)).toEqual(bonded)
    expect(await computer.virsh('net-list', '--all', '--name')).not.toContain('vlan10')
  })

  it('they come back by the history, and go again by it', async () => {
    const [removal] = await backend.api.getHistory()
    if (removal?.undo?.do !== 'create-trunk') throw new Error('the history has no way back')
    expect(removal.undo.intent).toEqual(TRUNK)
    expect(await kept(backend, backend.api.planCreateTrunk(removal.undo.intent))).toBe('done')
    const [creation] = await backend.api.getHistory()
    if (creation?.undo?.do !== 'remove-trunk') throw new Error('the history has no way back')
    expect(await kept(backend, backend.api.planRemoveTrunk(creation.undo.intent))).toBe('done')
    expect(await becomes(computer, bonded)).toEqual(bonded)
  })

  it('the same comes of the plans’ commands', async () => {
    const mode = await change(MODE)
    await computer.sh(mode.commands.join('\n'))
    const after = await becomes(computer, inMode)
    expect(after).toEqual(inMode)
    expect(await facts()).toEqual(['balance-tlb 5', '', '50'])
    const { commands } = await change(APART)
    await computer.sh(commands.join('\n'))
    const left = await becomes(computer, apart, withoutMaker)
    expect(withoutMaker(left)).toBe(withoutMaker(apart))
  })
})

describe('of one that another program has made', () => {
  const OTHERS = `
nmcli connection add type bond con-name team ifname bond0 ipv4.method disabled ipv6.method disabled \
  bond.options mode=active-backup,miimon=50
nmcli connection add type ethernet con-name 'team eth1' ifname eth1 master bond0 slave-type bond
nmcli connection up 'team eth1'`
  let made: Record<string, unknown>

  beforeAll(async () => {
    expect(await kept(backend, backend.api.planRemoveBond({ bond: 'bond0' }))).toBe('done')
    await computer.sh(OTHERS)
    await backend.until(({ interfaces }) =>
      interfaces.some(({ bond, ports }) => bond && ports.includes('eth1')),
    )
    made = await wholeHost(computer)
  })

  it('another mode takes its port along, and is taken back', async () => {
    const id = await applied(backend, change(MODE))
    expect(await facts()).toEqual(['balance-tlb 5', '', '50'])
    expect(await linksOf(computer)).toContain('eth1 in bond0')
    expect((await backend.api.revertChange(id)).phase).toBe('reverted')
    expect(await becomes(computer, made)).toEqual(made)
  })

  it('the same is kept, and undone by the history', async () => {
    expect(await kept(backend, change(MODE))).toBe('done')
    expect(await computer.nmcli('-g', 'bond.options', 'connection', 'show', 'team')).toBe(
      'mode=balance-tlb,miimon=50',
    )
    expect(await undo()).toBe('done')
    expect(await becomes(computer, made)).toEqual(made)
  })
})
