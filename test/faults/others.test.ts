/** Rows 5, 9, 11 to 15 and 18: what others do or have done to this host. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { begin, carryOut, hostState } from './support/bridge.ts'
import type { HostState } from './support/bridge.ts'
import {
  checkpoints,
  destroyCheckpoint,
  letCheckpointExpire,
  otherCheckpoint,
  requireHost,
} from './support/host.ts'
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

it('the app asleep: an app that slept past the timeout says that the host went back', async () => {
  backend = await startBackend(lab, { answerSeconds: 120 })
  const { id } = await begin(backend, 'create')
  sleep(backend)
  await letCheckpointExpire(lab)
  await requireHost(lab, before)
  wake(backend)
  expect(await failureOf(backend.api.keepChange(id))).toMatchObject({
    code: 'checkpoint-lost',
    outcome: { code: 'rolled-back' },
  })
  await backend.until(({ change }) => change?.phase === 'reverted')
  await requireHost(lab, before)
})

it('no NetworkManager: without NetworkManager the app says so, and libvirt works', async () => {
  await lab.daemons.networkManager.stop()
  backend = await TestBackend.start(lab)
  const { services, networks } = await backend.until(({ networks }) => networks.length > 0)
  expect(services.networkManager).toMatchObject({
    status: 'unavailable',
    error: { code: 'networkmanager-unavailable' },
  })
  expect(services.libvirt.status).toBe('connected')
  expect(networks.map(({ name }) => name)).toEqual(['default'])
  expect((await failureOf(begin(backend, 'create'))).code).toBe('networkmanager-missing')
  await lab.daemons.networkManager.start()
  await backend.until(({ services: now }) => now.networkManager.status === 'connected')
  await requireHost(lab, before)
})

it('two at once: of two that make br0 at once one wins, and the other is told why', async () => {
  backend = await startBackend(lab)
  await using other = await startBackend(lab, { env: { XDG_STATE_HOME: '/home/alex/other' } })
  const both = [backend, other]
  const results = await Promise.allSettled(both.map((one) => begin(one, 'create')))
  const winner = results.findIndex(({ status }) => status === 'fulfilled')
  const [loser] = results.filter(({ status }) => status === 'rejected')
  // Whose it is can be seen only a moment later.
  const code = expect.stringMatching(/^checkpoint-(busy|held)$/) as string
  expect(loser).toMatchObject({ reason: { data: { code } } })
  const bridges = (await hostState(lab)).profiles.filter((name) => name.startsWith('br0'))
  expect(bridges).toEqual(['br0', 'br0 port eth0'])
  const change = both[winner]?.inventory?.change
  await both[winner]?.api.revertChange(change?.id ?? '')
  await requireHost(lab, before)
})

it("somebody else’s checkpoint: somebody else's checkpoint is respected", async () => {
  backend = await startBackend(lab)
  const theirs = await otherCheckpoint(lab)
  try {
    const failure = await failureOf(begin(backend, 'create'))
    expect(failure.code).toBe('checkpoint-busy')
    expect(await checkpoints(lab)).toEqual([theirs])
    await requireHost(lab, before)
    // Nor is it taken for ours by the next start.
    await backend.stop()
    backend = await startBackend(lab)
    expect(await checkpoints(lab)).toEqual([theirs])
    expect(backend.inventory?.notices).toEqual([])
  } finally {
    await destroyCheckpoint(lab, theirs)
  }
})

it.each([
  ['a bridge on eth0', 'eth0'],
  ['a bridge without a NIC, which needs none', null],
])('somebody else’s checkpoint: on another NIC it is as much in the way of %s', async (_, nic) => {
  backend = await startBackend(lab)
  const theirs = await otherCheckpoint(lab, 'eth1')
  try {
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const plan = await backend.api.planCreateBridge({ nic, name: 'br0', network: null })
    const { code, params } = await failureOf(backend.api.applyPlan(plan.id))
    expect([code, params.devices]).toEqual(['checkpoint-busy', 'eth1'])
    expect(params.seconds).toBeGreaterThanOrEqual(1)
    expect(params.seconds).toBeLessThan(60)
    expect(await checkpoints(lab)).toEqual([theirs])
    await requireHost(lab, before)
  } finally {
    await destroyCheckpoint(lab, theirs)
  }
})

it('profiles made meanwhile: that profiles made meanwhile get lost is said before', async () => {
  backend = await startBackend(lab)
  const intent = { nic: 'eth0', name: 'br0', network: null }
  const { warnings } = await backend.api.planCreateBridge(intent)
  expect(warnings.map(({ key }) => key)).toContain('warning.new-profiles-lost')
})

it.each([
  ['a bridge', ['ip', 'link', 'add', 'br0', 'type', 'bridge'], ['ip', 'link', 'delete', 'br0']],
  [
    'a veth',
    ['ip', 'link', 'add', 'br0', 'type', 'veth', 'peer', 'br0x'],
    ['ip', 'link', 'delete', 'br0'],
  ],
  [
    'a profile',
    [
      'nmcli',
      'connection',
      'add',
      'type',
      'bridge',
      'ifname',
      'br0',
      'con-name',
      'x',
      'autoconnect',
      'no',
    ],
    ['nmcli', 'connection', 'delete', 'x'],
  ],
])(
  'a name that is taken: a br0 that is %s already is refused and left alone',
  async (_, make, remove) => {
    backend = await startBackend(lab)
    await lab.run(make)
    try {
      await until('it is seen', async () => {
        const plan = backend.api.planCreateBridge({ nic: 'eth0', name: 'br0', network: null })
        return plan.then(
          () => false,
          (error: { data: { code: string } }) => error.data.code === 'interface-name-taken',
        )
      })
      const now = await hostState(lab)
      expect(now.connection).toEqual(before.connection)
      expect(now.active).toBe(before.active)
    } finally {
      await lab.run(remove)
    }
    await requireHost(lab, before)
  },
)

it('what can’t be a port: what cannot be a port says why', async () => {
  await lab.nmcli('device', 'set', 'eth1', 'managed', 'no')
  backend = await startBackend(lab)
  await carryOut(backend, 'create')
  const { interfaces } = await backend.until((now) =>
    now.interfaces.some(({ name, controller }) => name === 'eth0' && controller === 'br0'),
  )
  const reasons = interfaces.map(({ name, notBridgeable }) => [name, notBridgeable?.key])
  expect(Object.fromEntries(reasons)).toMatchObject({
    lo: 'refusal.loopback',
    eth0: 'refusal.already-port',
    // From 1.48 on NetworkManager also says that it was by hand.
    eth1: expect.stringMatching(/^refusal\.unmanaged/),
    br0: 'refusal.bridge',
    virbr0: 'refusal.bridge',
  })
  await carryOut(backend, 'remove')
  await lab.nmcli('device', 'set', 'eth1', 'managed', 'yes')
  await requireHost(lab, before)
})

it('a NIC that vanishes: a NIC that vanishes in the middle leaves nothing of ours behind', async () => {
  backend = await stoppingBackend(lab, { behind: 'AddConnection2', count: 2 })
  const hasStopped = stopped(backend)
  const failed = failureOf(begin(backend, 'create'))
  await hasStopped
  await lab.run(['ip', 'link', 'delete', 'eth0'])
  resume(backend)
  expect((await failed).outcome).toMatchObject({ code: 'not-restored', params: { nic: 'eth0' } })
  const now = await hostState(lab)
  expect(now).toMatchObject({ links: ['eth1'], profiles: before.profiles, stored: before.stored })
  expect(now.original).toBe(before.original)
  expect((await backend.api.getInventory()).services.networkManager.status).toBe('connected')
})

/** What runs it inside the lab stops with it, and goes on by itself. */
function sleep(one: TestBackend): void {
  one.process.kill('SIGSTOP')
}

function wake(one: TestBackend): void {
  process.kill(one.process.pid ?? 0, 'SIGCONT')
  one.process.kill('SIGCONT')
}
