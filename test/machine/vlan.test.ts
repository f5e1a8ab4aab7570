/**
 * A switch port that carries several VLANs, on a kernel that has them: a bridge for each by one plan,
 * with packets by tag between guests and a LAN with a tagged side, and all of it gone again.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CreateTrunkIntent } from '../../shared/contract/contract.ts'
import { until } from '../lab/wait.ts'
import type { TestBackend } from '../support/backend.ts'
import { Computer } from './computer.ts'
import { applied, kept } from './support/answered.ts'
import { bringApp, startBackend } from './support/app.ts'
import { isUp } from './support/up.ts'
import {
  becomes,
  linksOf,
  plugGuest,
  reaches,
  tagTheLan,
  unplugGuest,
  wholeHost,
  withoutMaker,
} from './support/vlans.ts'

const TRUNK: CreateTrunkIntent = {
  nic: 'eth0',
  vlans: [
    { id: 10, bridge: 'br10', network: 'vlan10' },
    { id: 20, bridge: 'br20', network: null },
  ],
}
const MADE = ['br10', 'br20', 'eth0.10 = eth0, 10 in br10', 'eth0.20 = eth0, 20 in br20']

let computer: Computer
let backend: TestBackend
let before: Record<string, unknown>
let withTrunk: Record<string, unknown>

beforeAll(async () => {
  computer = await Computer.start()
  await bringApp(computer)
  await tagTheLan(computer, [10, 20])
  backend = await startBackend(computer)
  before = await wholeHost(computer)
})
afterAll(async () => {
  await backend?.stop()
  await computer?.stop()
})

describe('bridges for the VLANs of a switch port', () => {
  it('are all gone where they are not kept, and the host is as before', async () => {
    const id = await applied(backend, backend.api.planCreateTrunk(TRUNK))
    expect(await linksOf(computer)).toEqual(expect.arrayContaining(MADE))
    expect((await backend.api.revertChange(id)).phase).toBe('reverted')
    expect(await becomes(computer, before)).toEqual(before)
  })

  it('are made by one change, which leaves the NIC’s own connection alone', async () => {
    expect(await kept(backend, backend.api.planCreateTrunk(TRUNK))).toBe('done')
    withTrunk = await wholeHost(computer)
    expect(withTrunk.connection).toEqual(before.connection)
    expect(withTrunk.links).toEqual(expect.arrayContaining(MADE))
    expect(await computer.virsh('net-list', '--name')).toContain('vlan10')
  })

  it('carry each VLAN’s frames, and no other’s', async () => {
    await plugGuest(computer, 10)
    await plugGuest(computer, 20)
    expect(await reaches(computer, 10, 10)).toBe(true)
    expect(await reaches(computer, 20, 20)).toBe(true)
    expect(await reaches(computer, 10, 20, 2)).toBe(false)
    expect(await reaches(computer, 20, 10, 2)).toBe(false)
    await unplugGuest(computer, 10)
    await unplugGuest(computer, 20)
  })

  it('come back whole where the removal of one is not kept', async () => {
    const id = await applied(backend, backend.api.planRemoveBridge({ bridge: 'br20' }))
    const isGone = async () => !(await linksOf(computer)).includes('br20')
    await until('br20 is gone', isGone, { timeoutMs: 60_000, everyMs: 1_000 })
    expect((await backend.api.revertChange(id)).phase).toBe('reverted')
    expect(await becomes(computer, withTrunk)).toEqual(withTrunk)
  })

  it('are removed one by one, and nothing is left of them', async () => {
    expect(await kept(backend, backend.api.planRemoveBridge({ bridge: 'br10' }))).toBe('done')
    expect(await kept(backend, backend.api.planRemoveBridge({ bridge: 'br20' }))).toBe('done')
    expect(await becomes(computer, before)).toEqual(before)
    expect(await computer.virsh('net-list', '--all', '--name')).not.toContain('vlan10')
  })

  it('are the same by the plan’s commands', async () => {
    const { commands } = await backend.api.planCreateTrunk(TRUNK)
    await computer.sh(commands.join('\n'))
    const after = await becomes(computer, withTrunk, withoutMaker)
    expect(withoutMaker(after)).toBe(withoutMaker(withTrunk))
  })

  it('are there after a reboot', async () => {
    await computer.sh(`nmcli connection delete 'br10 port eth0.10' br10 'br20 port eth0.20' br20
virsh -q net-destroy vlan10; virsh -q net-undefine vlan10`)
    await backend.until(({ networks }) => networks.every(({ name }) => name !== 'vlan10'))
    expect(await kept(backend, backend.api.planCreateTrunk(TRUNK))).toBe('done')
    withTrunk = await wholeHost(computer)
    await backend.stop()
    await computer.reboot()
    await isUp(computer)
    expect(await becomes(computer, withTrunk)).toEqual(withTrunk)
    await tagTheLan(computer, [10])
    await plugGuest(computer, 10)
    expect(await reaches(computer, 10, 10)).toBe(true)
  })
})
