/** An interface's own connection is changed, kept, taken back and given back, and the host is as before. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { InterfaceSettings } from '../../shared/contract/contract.ts'
import type { HistoryEntry } from '../../shared/model/history.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'
import { hostState } from '../faults/support/bridge.ts'
import type { HostState } from '../faults/support/bridge.ts'
import { requireHost } from '../faults/support/host.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import type { BackendOptions } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { letThrough } from '../support/switch-port.ts'

const STATIC = {
  address: '198.51.100.20/24',
  gateway: '198.51.100.1',
  dns: ['198.51.100.1'],
  routes: ['10.9.0.0/16 198.51.100.254'],
}

let lab: Lab
let backend: TestBackend

async function startBackend(options: BackendOptions = {}): Promise<void> {
  backend = await TestBackend.start(lab, { answerSeconds: 30, ...options })
  await backend.until(({ interfaces }) => interfaces.some(({ name }) => name === 'eth0'))
}

const begin = async (planned: Promise<Plan>): Promise<Change> =>
  backend.api.applyPlan((await planned).id)

async function keep(planned: Promise<Plan>): Promise<Change> {
  return backend.api.keepChange((await begin(planned)).id)
}

/** What the profile of eth0 says, with something else in it. */
async function planChange(part: Partial<InterfaceSettings>, nic = 'eth0'): Promise<Plan> {
  const now = await backend.api.getInterfaceSettings(nic)
  return backend.api.planChangeInterface({ interface: nic, settings: { ...now, ...part } })
}

/** What the history has of a kept change; nobody waits for that. */
async function remembered(id: string): Promise<HistoryEntry | undefined> {
  let found: HistoryEntry | undefined
  await until('it is remembered', async () => {
    found = (await backend.api.getHistory()).find((entry) => entry.id === id)
    return found?.outcome === 'kept'
  })
  return found
}

const giveBack = (nic = 'eth0') => backend.api.planRestoreInterface({ interface: nic })

const other = {
  method: 'manual' as const,
  ...{ addresses: ['198.51.100.77/24', '198.51.100.78/32'], gateway: '198.51.100.1' },
}

/** Each profile's file, byte for byte, by its name. */
async function files(): Promise<string> {
  const folder = '/etc/NetworkManager/system-connections'
  const { stdout } = await lab.run(['sh', '-c', `cd ${folder}; grep -r . . | sort`])
  return stdout
}

interface Whole {
  host: HostState
  files: string
}

async function mtu(): Promise<number | undefined> {
  const [link] = await lab.ip<{ mtu: number }>('link', 'show', 'dev', 'eth0')
  return link?.mtu
}

const whole = async (): Promise<Whole> => ({ host: await hostState(lab), files: await files() })

async function requireWhole(wanted: Whole): Promise<void> {
  await requireHost(lab, wanted.host)
  expect(await files()).toEqual(wanted.files)
}

describe.each([
  ['DHCP', 'dhcp' as const],
  ['a static address, routes and DNS', STATIC],
])('a host with %s', (_, eth0) => {
  let before: Whole

  beforeAll(async () => {
    lab = await Lab.start({ eth0, guests: false })
    before = await whole()
  })
  afterAll(() => lab.stop())
  afterEach(() => backend.stop())

  it('gets another address, and its own profile back exactly', async () => {
    await startBackend()
    const plan = await planChange({ ipv4: other, dns: ['198.51.100.1'], search: ['office.test'] })
    const change = await backend.api.applyPlan(plan.id)
    expect(change.checks.map(({ state }) => state)).toEqual([
      ...['passed', 'passed', 'passed', 'passed', 'skipped'],
    ])
    await backend.api.keepChange(change.id)
    const changed = await lab.snapshotHost()
    expect(changed.addresses).toEqual(other.addresses)
    expect(changed.defaultRoutes).toEqual(before.host.connection.defaultRoutes)
    expect(changed.routes).toEqual(before.host.connection.routes)
    expect(await lab.nmcli('-g', 'ipv4.dns-search', 'connection', 'show', 'puente-eth0')).toBe(
      'office.test',
    )
    // The person's own is the same file.
    expect((await hostState(lab)).original).toBe(before.host.original)
    await backend.until(({ interfaces }) => interfaces.some(({ ownProfile }) => ownProfile))
    await keep(giveBack())
    await requireWhole(before)
  })

  it('has the other address after a restart of NetworkManager, and is undone months later', async () => {
    await startBackend()
    const { id } = await keep(planChange({ ipv4: other }))
    await remembered(id)
    await backend.stop()
    await lab.daemons.networkManager.stop()
    await lab.run(['sh', '-c', 'rm -rf /run/NetworkManager; ip address flush dev eth0'])
    await lab.daemons.networkManager.start()
    await until('the address is back', async () => {
      const { addresses } = await lab.snapshotHost()
      return JSON.stringify(addresses) === JSON.stringify(other.addresses)
    })
    await startBackend()
    await backend.until(({ interfaces }) => interfaces.some(({ ownProfile }) => ownProfile))
    expect(await remembered(id)).toMatchObject({
      undo: { do: 'restore-interface', interface: 'eth0' },
    })
    await keep(giveBack())
    await requireWhole(before)
  })

  it('is as it was after Revert, of the change and of the giving back', async () => {
    await startBackend()
    const change = await begin(planChange({ ipv4: other }))
    expect((await backend.api.revertChange(change.id)).phase).toBe('reverted')
    await requireWhole(before)
    await keep(planChange({ ipv4: other }))
    await backend.until(({ interfaces }) => interfaces.some(({ ownProfile }) => ownProfile))
    const changed = await whole()
    const back = await begin(giveBack())
    expect((await backend.api.revertChange(back.id)).phase).toBe('reverted')
    await requireWhole(changed)
    await keep(giveBack())
    await requireWhole(before)
  })

  it('is changed twice, and what it had first comes back', async () => {
    await startBackend()
    await keep(planChange({ ipv4: other }))
    await backend.until(({ interfaces }) => interfaces.some(({ ownProfile }) => ownProfile))
    const first = await whole()
    const reverted = await begin(planChange({ mtu: 1400 }))
    expect((await backend.api.revertChange(reverted.id)).phase).toBe('reverted')
    await requireWhole(first)
    const route = { destination: '10.8.0.0/16', nextHop: '198.51.100.9', metric: 7 }
    const { id } = await keep(planChange({ mtu: 1400, routes: [route] }))
    expect(await mtu()).toBe(1400)
    expect((await lab.snapshotHost()).routes).toEqual(['10.8.0.0/16 via 198.51.100.9 metric 7'])
    expect(await lab.nmcli('-g', 'NAME', 'connection', 'show')).toMatch(/^puente-eth0$/m)
    expect((await hostState(lab)).profiles).toEqual(['Office LAN', 'puente-eth0'])
    expect(await remembered(id)).toMatchObject({
      undo: { do: 'change-interface', intent: { settings: { mtu: null } } },
    })
    await keep(giveBack())
    await requireWhole(before)
    expect(await mtu()).toBe(1500)
  })

  it('takes no answer for Revert', async () => {
    await startBackend({ answerSeconds: 2 })
    await begin(planChange({ ipv4: other }))
    const { change } = await backend.until(({ change: now }) => now?.phase === 'reverted')
    expect(change?.error?.code).toBe('not-answered')
    await requireWhole(before)
  })

  it('goes back when the gateway that was asked for does not answer', async () => {
    await startBackend()
    const silent = { ...other, gateway: '198.51.100.250' }
    const failure = await failureOf(begin(planChange({ ipv4: silent })))
    expect(failure).toMatchObject({ code: 'gateway-unreachable', outcome: { code: 'rolled-back' } })
    await requireWhole(before)
  })

  it('goes under a bridge with the other address, and comes back with it', async () => {
    await startBackend()
    await keep(planChange({ ipv4: other }))
    await backend.until(({ interfaces }) => interfaces.some(({ ownProfile }) => ownProfile))
    const changed = await whole()
    await keep(backend.api.planCreateBridge({ nic: 'eth0', name: 'br0', network: null }))
    expect((await lab.snapshotHost()).addresses).toEqual(other.addresses)
    await keep(backend.api.planRemoveBridge({ bridge: 'br0' }))
    await requireWhole(changed)
    await keep(giveBack())
    await requireWhole(before)
  })
})

describe('an interface that nothing is active on', () => {
  let before: Whole

  beforeAll(async () => {
    lab = await Lab.start({ guests: false })
    await letThrough(lab, 'eth1', false)
    before = await whole()
    await startBackend()
  })
  afterAll(async () => {
    await backend.stop()
    await lab.stop()
  })

  it('gets an address of its own, and is let go again', async () => {
    const ipv4 = { method: 'manual' as const, addresses: ['192.0.2.7/24'], gateway: null }
    const off = { method: 'none' as const, addresses: [], gateway: null }
    await keep(planChange({ ipv4, ipv6: off }, 'eth1'))
    expect((await lab.snapshotHost()).addresses).toContain('192.0.2.7/24')
    await backend.until(({ interfaces }) => interfaces.some(({ ownProfile }) => ownProfile))
    await keep(giveBack('eth1'))
    await requireWhole(before)
  })

  it('refuses what can’t be, and what is not Puente’s', async () => {
    expect(await failureOf(planChange({ dns: ['x'] }, 'eth1'))).toMatchObject({
      ...{ code: 'interface-settings-invalid', params: { field: 'dns.0' } },
    })
    expect((await failureOf(giveBack('eth0'))).code).toBe('interface-not-ours')
    expect((await failureOf(planChange({ mtu: 1400 }, 'lo'))).code).toBe('interface-no-settings')
  })
})
