/**
 * `systemctl reboot` of a whole computer: what was made, changed or removed is the same afterwards,
 * by itself. Rows 7 and 54 of the fault table, with a real boot.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyDefinition } from '../../shared/model/network-definition.ts'
import { ROUTER } from '../lab/lan.ts'
import { NEEDED, polkitRule } from '../lab/polkit.ts'
import { until } from '../lab/wait.ts'
import { carryOut, hostState, type HostState } from '../faults/support/bridge.ts'
import type { TestBackend } from '../support/backend.ts'
import { Computer } from './computer.ts'
import { bringApp, installHelper, startBackend } from './support/app.ts'
import { comesToBeReached, plugIn } from './support/slice-guest.ts'
import { requireHost } from './support/whole.ts'
import { isUp } from './support/up.ts'

let computer: Computer
let original: HostState

beforeAll(async () => {
  computer = await Computer.start()
  await bringApp(computer, ['build/package/files'])
  await installHelper(computer)
  const rule = polkitRule([...NEEDED, 'org.puente.Puente.arp'])
  await computer.write('/etc/polkit-1/rules.d/10-lab.rules', rule)
  // Two cables of a bridge to one switch would be a loop.
  await computer.runOutside(['ip', 'link', 'set', 'lan-eth1', 'nomaster'])
  original = await hostState(computer)
})
afterAll(() => computer.stop())

async function rebootedLike(wanted: HostState): Promise<void> {
  await computer.reboot()
  await isUp(computer)
  await requireHost(computer, wanted)
}

const office = {
  ...emptyDefinition('office', 'nat'),
  bridge: 'virbr7',
  subnets: [
    {
      ...{ family: 'ipv4' as const, address: '10.50.0.1', prefix: 24, reservations: [] },
      dhcpRanges: [{ start: '10.50.0.10', end: '10.50.0.99', leaseSeconds: null }],
    },
  ],
}

async function makeNetwork({ api }: TestBackend): Promise<void> {
  const asked = { definition: office, autostart: true, copyOf: null, despiteCollision: false }
  await api.applyPlan((await api.planCreateNetwork(asked)).id)
}

const activeNetworks = async () =>
  (await computer.virsh('net-list', '--name')).split('\n').filter(Boolean).sort()

describe('a reboot', () => {
  it('leaves a kept bridge, the network on it and one that starts by itself as they were', async () => {
    await using backend = await startBackend(computer)
    const { api } = backend
    const plan = await api.planCreateBridge({ nic: 'eth0', name: 'br0', network: 'lan' })
    const change = await api.keepChange((await api.applyPlan(plan.id)).id)
    expect(change.phase).toBe('done')
    await makeNetwork(backend)
    await backend.stop()
    const made = await hostState(computer)
    expect(made.connection).toEqual(original.connection)
    expect(made.links).toContain('eth0 in br0')
    await rebootedLike(made)
    const active = async () => (await activeNetworks()).join(' ') === 'default lan office'
    await until('the networks are active', active, { timeoutMs: 120_000 })
    expect(await computer.sh('cat /sys/class/net/virbr7/operstate')).toBeTruthy()
  })

  it('leaves nothing to explain to the app, which can change the bridge', async () => {
    await using backend = await startBackend(computer)
    expect(backend.inventory?.notices).toEqual([])
    expect((await carryOut(backend, 'change')).phase).toBe('done')
    await backend.stop()
    const changed = await hostState(computer)
    expect(changed.ageing).toEqual({ kernel: 7700, profile: '77' })
    await rebootedLike(changed)
  })

  it('leaves the NIC its own profile again once the bridge was removed', async () => {
    await using backend = await startBackend(computer)
    expect((await carryOut(backend, 'remove')).phase).toBe('done')
    await backend.stop()
    await requireHost(computer, original)
    await rebootedLike(original)
    await until('the networks are active', async () => (await activeNetworks()).includes('office'))
  })

  it('leaves machines their part of the LAN’s subnet, until the network is deleted', async () => {
    const asked = { nic: 'eth0', slice: '198.51.100.224/28', name: 'part', bridge: 'virbr5' }
    const isReached = async () => {
      await plugIn(computer, asked.bridge, '198.51.100.230', 28)
      const outside = async (ping: string[]) =>
        (await computer.runOutside(ping, { check: false })).code === 0
      await comesToBeReached(computer, outside, '198.51.100.230', ROUTER)
    }
    const answersFor = () => computer.sh('ip neighbour show proxy')
    const untouched = await answersFor()
    await using before = await startBackend(computer)
    await before.applyAgreed((await before.api.planAddLanSlice(asked)).id)
    await isReached()
    const made = await answersFor()
    await before.stop()
    await computer.reboot()
    await isUp(computer)
    await until('the network is active', async () => (await activeNetworks()).includes('part'))
    await isReached()
    expect(await answersFor()).toBe(made)
    await using after = await startBackend(computer)
    const uuid = after.inventory?.networks.find(({ name }) => name === 'part')?.uuid ?? ''
    await after.applyAgreed((await after.api.planDeleteNetwork({ network: uuid })).id)
    expect(await answersFor()).toBe(untouched)
    expect(await computer.does('ls /etc/puente')).toBe(false)
  })
})
