/** Rows 1, 21 and 22: a silent DHCP server, a host configured by hand, a machine on the bridge. */
import { afterEach, expect, it } from 'vitest'
import { Lab } from '../lab/lab.ts'
import type { LabOptions } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import type { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { MachineDriver } from '../support/machines.ts'
import { begin, carryOut, hostState } from './support/bridge.ts'
import { requireHost } from './support/host.ts'
import { startBackend } from './support/stopped.ts'

let lab: Lab
let backend: TestBackend

afterEach(async () => {
  await backend.stop()
  await lab.stop()
})

async function start(options: LabOptions): Promise<void> {
  lab = await Lab.start(options)
  backend = await startBackend(lab, { addressMs: 4_000 })
}

it('a silent DHCP server: a silent DHCP server is named, and "restored" is not claimed while it is silent', async () => {
  await start({ guests: false })
  const before = await hostState(lab)
  await lab.lan.dhcp.pause()
  const failure = await failureOf(begin(backend, 'create'))
  expect(failure).toMatchObject({
    code: 'no-address-from-dhcp',
    outcome: { code: 'not-restored' },
  })
  await lab.lan.dhcp.resume()
  await requireHost(lab, before, 70_000)
})

it('addresses by hand: addresses, routes and DNS given by hand are the same with the bridge and after', async () => {
  await start({
    guests: false,
    eth0: {
      address: '198.51.100.20/24',
      gateway: '198.51.100.1',
      dns: ['198.51.100.1'],
      routes: ['10.9.0.0/16 198.51.100.254'],
    },
  })
  const before = await hostState(lab)
  await carryOut(backend, 'create')
  expect((await hostState(lab)).connection).toEqual(before.connection)
  await carryOut(backend, 'remove')
  await requireHost(lab, before)
})

it('a machine on the bridge: a machine on the bridge is named, and goes where it was told, once it is kept', async () => {
  await start({ guests: ['web'] })
  const machines = new MachineDriver(lab, backend)
  const intent = { nic: 'eth0', name: 'br0', network: 'host-bridge' }
  const made = await backend.api.applyPlan((await backend.api.planCreateBridge(intent)).id)
  await backend.api.keepChange(made.id)
  await backend.until(({ networks }) => networks.some(({ name }) => name === 'host-bridge'))
  const mac = await machines.add('web', 'host-bridge', 'now-and-stored')
  const left = await backend.api.planRemoveBridge({ bridge: 'br0' })
  expect(left.warnings[0]).toMatchObject({
    key: 'warning.machines-cut',
    params: { machines: 'web' },
  })
  const removal = await backend.api.planRemoveBridge({ bridge: 'br0', moveTo: 'default' })
  const change = await backend.api.applyPlan(removal.id)
  await backend.api.revertChange(change.id)
  const tap = () => machines.nic('web', mac).tap ?? ''
  const bridgeOf = async () =>
    (await lab.ip<{ master?: string }>('link', 'show', tap()))[0]?.master ?? null
  expect(await lab.virsh('domiflist', 'web')).toContain('host-bridge')
  await until('the machine is on the bridge again', async () => (await bridgeOf()) === 'br0')
  const again = await backend.api.planRemoveBridge({ bridge: 'br0', moveTo: 'default' })
  await backend.api.keepChange((await backend.api.applyPlan(again.id)).id)
  await until('the machine has gone over', async () => (await bridgeOf()) === 'virbr0')
})
