/**
 * Two NICs as one, on a kernel that has bonds: the host’s connection goes over, goes under a bridge and
 * comes back, and each NIC has in the end what it had.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CreateBondIntent } from '../../shared/contract/contract.ts'
import type { TestBackend } from '../support/backend.ts'
import { ROUTER } from '../lab/lan.ts'
import { until } from '../lab/wait.ts'
import { Computer } from './computer.ts'
import { applied, kept } from './support/answered.ts'
import { bringApp, startBackend } from './support/app.ts'
import { isUp } from './support/up.ts'
import { becomes, linksOf, wholeHost } from './support/vlans.ts'

const BOND: CreateBondIntent = {
  name: 'bond0',
  nics: ['eth0', 'eth1'],
  options: { mode: 'active-backup', primary: 'eth0', monitoring: 50 },
}
const PING = `ping -c 1 -W 20 ${ROUTER} >/dev/null`
const PATIENT = { timeoutMs: 60_000, everyMs: 500 }
const BONDED = ['bond0', 'eth0 in bond0', 'eth1 in bond0']

let computer: Computer
let backend: TestBackend
let before: Record<string, unknown>
let bonded: Record<string, unknown>

beforeAll(async () => {
  computer = await Computer.start()
  await bringApp(computer)
  backend = await startBackend(computer)
  before = await wholeHost(computer)
})
afterAll(async () => {
  await backend?.stop()
  await computer?.stop()
})

describe('a bond of the host’s own NIC and another', () => {
  it('is gone where it is not kept, and the host is as before', async () => {
    const id = await applied(backend, backend.api.planCreateBond(BOND))
    expect(await linksOf(computer)).toEqual(expect.arrayContaining(BONDED))
    expect((await backend.api.revertChange(id)).phase).toBe('reverted')
    expect(await becomes(computer, before)).toEqual(before)
  })

  it('has the host’s connection, and what was asked of it', async () => {
    expect(await kept(backend, backend.api.planCreateBond(BOND))).toBe('done')
    bonded = await wholeHost(computer)
    expect(bonded.connection).toEqual(before.connection)
    expect(bonded.links).toEqual(expect.arrayContaining(BONDED))
    const facts = await computer.sh('cd /sys/class/net/bond0/bonding; cat mode primary miimon')
    expect(facts.split('\n')).toEqual(['active-backup 1', 'eth0', '50'])
  })

  it('carries on by the other NIC when a cable is pulled out', async () => {
    const active = '/sys/class/net/bond0/bonding/active_slave'
    const becomesActive = (nic: string) =>
      until(`${nic} carries`, async () => (await computer.sh(`cat ${active}`)) === nic, PATIENT)
    await computer.setCable('eth0', false)
    await becomesActive('eth1')
    expect(await computer.does(PING)).toBe(true)
    await computer.setCable('eth0', true)
    await becomesActive('eth0')
    expect(await computer.does(PING)).toBe(true)
  })

  it('goes under a bridge, and comes back', async () => {
    const bridge = { nic: 'bond0', name: 'br0', network: null }
    expect(await kept(backend, backend.api.planCreateBridge(bridge))).toBe('done')
    const bridged = await wholeHost(computer)
    expect(bridged.connection).toEqual(before.connection)
    expect(bridged.links).toEqual(
      expect.arrayContaining(['bond0 in br0', 'br0', 'eth0 in bond0', 'eth1 in bond0']),
    )
    expect(await kept(backend, backend.api.planRemoveBridge({ bridge: 'br0' }))).toBe('done')
    expect(await becomes(computer, bonded)).toEqual(bonded)
  })

  it('is there after a boot', async () => {
    await backend.stop()
    await computer.reboot()
    await isUp(computer)
    expect(await becomes(computer, bonded)).toEqual(bonded)
    expect(await computer.does(PING)).toBe(true)
    backend = await startBackend(computer)
  })

  it('is taken apart, and each NIC has what it had', async () => {
    const id = await applied(backend, backend.api.planRemoveBond({ bond: 'bond0' }))
    expect((await backend.api.revertChange(id)).phase).toBe('reverted')
    expect(await becomes(computer, bonded)).toEqual(bonded)
    expect(await kept(backend, backend.api.planRemoveBond({ bond: 'bond0' }))).toBe('done')
    expect(await becomes(computer, before)).toEqual(before)
  })
})
