/** Rows 2, 3, 10, 19 and 20: what is on the other end of the cable. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import type { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { begin, carryOut, hostState } from './support/bridge.ts'
import type { HostState } from './support/bridge.ts'
import { reconnect, requireHost } from './support/host.ts'
import { resume, startBackend, stopped, stoppingBackend } from './support/stopped.ts'

let lab: Lab
let backend: TestBackend
let before: HostState

beforeAll(async () => {
  lab = await Lab.start({ guests: false })
})
afterAll(() => lab.stop())
beforeEach(async () => {
  before = await hostState(lab)
})
afterEach(() => backend.stop())

it('a slow DHCP server: a slow DHCP server is waited for', async () => {
  backend = await startBackend(lab, { addressMs: 40_000 })
  await lab.lan.dhcp.pause()
  const asked = begin(backend, 'create')
  await backend.until(({ change }) => change?.phase === 'verifying')
  await sleep(5_000)
  expect(backend.inventory?.change).toMatchObject({
    phase: 'verifying',
    checks: expect.arrayContaining([expect.objectContaining({ id: 'address', state: 'running' })]),
  })
  await lab.lan.dhcp.resume()
  const { id, phase } = await asked
  expect(phase).toBe('awaiting-answer')
  await backend.api.revertChange(id)
  await requireHost(lab, before)
})

it('another address than before: another address than before is noticed, undone and told', async () => {
  backend = await startBackend(lab, { addressMs: 10_000 })
  await lab.lan.dhcp.restart({ range: ['198.51.100.10', '198.51.100.20'] })
  try {
    const failure = await failureOf(begin(backend, 'create'))
    const [address] = before.connection.addresses
    expect(failure).toMatchObject({
      code: 'address-changed',
      params: { before: address, after: expect.stringMatching(/^198\.51\.100\.(1\d|20)\//) },
      // The router gives the NIC itself another address now as well.
      outcome: { code: 'not-restored' },
    })
    const now = await hostState(lab)
    expect({ ...now, connection: null }).toEqual({ ...before, connection: null })
  } finally {
    await lab.lan.dhcp.restart()
    await reconnect(lab)
  }
  await requireHost(lab, before)
})

it('no carrier: without a carrier it is refused', async () => {
  backend = await startBackend(lab)
  const cable = lab.cable('eth0')
  await cable.unplug()
  try {
    const { interfaces } = await backend.until((now) =>
      now.interfaces.some(({ name, notBridgeable }) => name === 'eth0' && notBridgeable),
    )
    const eth0 = interfaces.find(({ name }) => name === 'eth0')
    expect(eth0?.notBridgeable?.key).toBe('refusal.no-carrier')
    expect(await failureOf(begin(backend, 'create'))).toMatchObject({
      code: 'interface-not-bridgeable',
      cause: 'refusal.no-carrier',
    })
  } finally {
    await cable.plug()
  }
  await requireHost(lab, before)
})

it('no carrier: a cable pulled in the middle undoes it, and the address returns with the cable', async () => {
  backend = await stoppingBackend(lab, { behind: 'ActivateConnection', count: 1 })
  const cable = lab.cable('eth0')
  const hasStopped = stopped(backend)
  const failed = failureOf(begin(backend, 'create'))
  await hasStopped
  await cable.unplug()
  resume(backend)
  const failure = await failed
  expect(['link-lost', 'activation-failed', 'no-address-from-dhcp']).toContain(failure.code)
  expect(failure.outcome).toMatchObject({ code: 'not-restored', params: { nic: 'eth0' } })
  await cable.plug()
  await requireHost(lab, before, 60_000)
})

it.each([
  ['a name server that is dead', ['port=0'], 'dns'],
  ['no gateway', ['dhcp-option=option:router'], 'gateway'],
] as const)(
  'what was broken before: %s before is not demanded afterwards',
  async (_, extra, check) => {
    await lab.lan.dhcp.restart({ extra: [...extra] })
    try {
      await reconnect(lab)
      backend = await startBackend(lab)
      const change = await begin(backend, 'create')
      const states = Object.fromEntries(change.checks.map(({ id, state }) => [id, state]))
      expect(states).toMatchObject({ link: 'passed', address: 'passed', [check]: 'skipped' })
      await backend.api.revertChange(change.id)
    } finally {
      await lab.lan.dhcp.restart()
      await reconnect(lab)
    }
    await requireHost(lab, before)
  },
)

it.each([-1, 50, 600])(
  'another default route: beside a default route with metric %i (-1: as it comes) it stays the same',
  async (metric) => {
    const add = ['connection', 'add', 'type', 'ethernet', 'ifname', 'eth1', 'con-name', 'second']
    await lab.nmcli(...add, 'ipv4.route-metric', String(metric), 'ipv6.method', 'disabled')
    try {
      await until('eth1 has its route', async () => (await routes()).length === 2)
      const two = await routes()
      backend = await startBackend(lab)
      await carryOut(backend, 'create')
      const under = (device: string) => (device === 'eth0' ? 'br0' : device)
      expect(await routes()).toEqual(two.map(([device, number]) => [under(device), number]))
      await carryOut(backend, 'remove')
      await until('the routes are the same', async () => isDeepStrictEqual(await routes(), two))
      const change = await begin(backend, 'create')
      await backend.api.revertChange(change.id)
      await until('the routes are the same', async () => isDeepStrictEqual(await routes(), two))
    } finally {
      await lab.nmcli('connection', 'delete', 'second')
    }
  },
)

/** The default routes, the one that is used first. */
async function routes(): Promise<[device: string, metric: number][]> {
  const found = await lab.ip<{ dev: string; metric: number }>('-4', 'route', 'show', 'default')
  return found
    .map(({ dev, metric }): [string, number] => [dev, metric])
    .sort(([, a], [, b]) => a - b)
}
