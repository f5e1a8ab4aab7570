import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import type { BackendOptions } from '../support/backend.ts'
import { connection, hostConnection, profileNames } from '../support/host.ts'

const STATIC = {
  address: '198.51.100.20/24',
  gateway: '198.51.100.1',
  dns: ['198.51.100.1'],
  routes: ['10.9.0.0/16 198.51.100.254'],
}

let lab: Lab
let backend: TestBackend

async function startBackend(options: BackendOptions = {}): Promise<TestBackend> {
  backend = await TestBackend.start(lab, { answerSeconds: 30, ...options })
  await backend.until(({ interfaces }) => interfaces.some(({ name }) => name === 'eth0'))
  return backend
}

/** Makes br0 on eth0 up to the question "Keep?". */
async function createUpToQuestion() {
  const plan = await backend.api.planCreateBridge({ nic: 'eth0', name: 'br0', network: null })
  return backend.api.applyPlan(plan.id)
}

async function removeBridge() {
  const plan = await backend.api.planRemoveBridge({ bridge: 'br0' })
  const change = await backend.api.applyPlan(plan.id)
  await backend.api.keepChange(change.id)
}

async function failureOf(promise: Promise<unknown>) {
  return promise.then(
    () => expect.unreachable('it did not fail'),
    (error: { data: { code: string; outcome?: { code: string } } }) => error.data,
  )
}

describe.each([
  ['DHCP', 'dhcp' as const],
  ['a static address, routes and DNS', STATIC],
])('a host with %s', (_, eth0) => {
  beforeAll(async () => {
    lab = await Lab.start({ eth0, guests: false })
  })
  afterAll(() => lab.stop())
  afterEach(() => backend.stop())

  it('has the same connection before, with the bridge, and after its removal', async () => {
    await startBackend()
    const before = await lab.snapshotHost()
    const profiles = await profileNames(lab)

    const change = await createUpToQuestion()
    expect(change.checks.map(({ state }) => state)).toEqual([
      'passed',
      'passed',
      'passed',
      'passed',
      // The lab's NetworkManager asks no page whether it is on the Internet.
      'skipped',
    ])
    await backend.api.keepChange(change.id)
    const bridged = await lab.snapshotHost()
    expect(connection(bridged)).toEqual(connection(before))
    expect(bridged.macs).toEqual({ ...before.macs, br0: before.macs.eth0 })
    expect(await profileNames(lab)).toEqual([...profiles, 'br0', 'br0 port eth0'].sort())

    await removeBridge()
    expect(await lab.snapshotHost()).toEqual(before)
    expect(await profileNames(lab)).toEqual(profiles)
    expect(await lab.nmcli('-g', 'GENERAL.CONNECTION', 'device', 'show', 'eth0')).toBe('Office LAN')
  })

  it('comes back to the bridge when NetworkManager is restarted, and can still be undone', async () => {
    await startBackend()
    const before = await lab.snapshotHost()
    await backend.api.keepChange((await createUpToQuestion()).id)
    await backend.stop()

    await lab.daemons.networkManager.restart()
    await until('the address is back', async () => {
      const now = await lab.snapshotHost()
      return JSON.stringify(connection(now)) === JSON.stringify(connection(before))
    })
    expect((await lab.snapshotHost()).macs.br0).toBe(before.macs.eth0)

    await startBackend()
    await backend.until(({ interfaces }) => interfaces.some((item) => item.madeByPuente))
    await removeBridge()
    expect(await lab.snapshotHost()).toEqual(before)
  })

  it('is as it was after Revert', async () => {
    await startBackend()
    const before = await lab.snapshotHost()
    const profiles = await profileNames(lab)
    const change = await createUpToQuestion()
    const reverted = await backend.api.revertChange(change.id)
    expect(reverted.phase).toBe('reverted')
    expect(await lab.snapshotHost()).toEqual(before)
    expect(await profileNames(lab)).toEqual(profiles)
  })

  it('keeps the bridge when its removal is reverted', async () => {
    await startBackend()
    const before = await lab.snapshotHost()
    await backend.api.keepChange((await createUpToQuestion()).id)
    const plan = await backend.api.planRemoveBridge({ bridge: 'br0' })
    const change = await backend.api.applyPlan(plan.id)
    expect((await backend.api.revertChange(change.id)).phase).toBe('reverted')
    const after = await lab.snapshotHost()
    expect(connection(after)).toEqual(connection(before))
    expect(after.macs.br0).toBe(before.macs.eth0)
    await removeBridge()
    expect(await lab.snapshotHost()).toEqual(before)
  })
})

describe('what goes wrong', () => {
  beforeAll(async () => {
    lab = await Lab.start({ guests: false })
  })
  afterAll(() => lab.stop())
  afterEach(() => backend.stop())

  it('takes no answer for Revert', async () => {
    await startBackend({ answerSeconds: 2 })
    const before = await lab.snapshotHost()
    await createUpToQuestion()
    const { change } = await backend.until(({ change: now }) => now?.phase === 'reverted')
    expect(change?.error?.code).toBe('not-answered')
    expect(await lab.snapshotHost()).toEqual(before)
  })

  it('goes back when the DHCP server is silent, and says that it was DHCP', async () => {
    await startBackend({ addressMs: 4_000 })
    const before = await hostConnection(lab)
    const profiles = await profileNames(lab)
    await lab.lan.dhcp.pause()
    try {
      const failure = await failureOf(createUpToQuestion())
      expect(failure.code).toBe('no-address-from-dhcp')
      // The old profile asks the same silent server: there is no address yet, and it says so.
      expect(failure.outcome?.code).toBe('not-restored')
      expect(await profileNames(lab)).toEqual(profiles)
    } finally {
      await lab.lan.dhcp.resume()
    }
    await until(
      'the address is back',
      async () => JSON.stringify(await hostConnection(lab)) === JSON.stringify(before),
      { timeoutMs: 70_000 },
    )
  })

  it.each(['checkpoint-rollback', 'settings.modify.system', 'network-control'])(
    'touches nothing when polkit refuses %s',
    async (right) => {
      const action = `org.freedesktop.NetworkManager.${right}`
      await startBackend()
      const before = await lab.snapshotHost()
      const profiles = await profileNames(lab)
      const probe = await lab.lan.probe('198.51.100.1')
      await lab.polkit.revoke(action)
      try {
        expect((await failureOf(createUpToQuestion())).code).toBe('not-authorized')
      } finally {
        await lab.polkit.grant(action)
      }
      expect((await probe.stop()).lost).toBe(0)
      expect(await lab.snapshotHost()).toEqual(before)
      expect(await profileNames(lab)).toEqual(profiles)
    },
  )

  it('ends in the old state when the app is killed, and the next start says so', async () => {
    await startBackend()
    const before = await lab.snapshotHost()
    const profiles = await profileNames(lab)
    await createUpToQuestion()
    await backend.kill()
    await startBackend()
    const { notices } = await backend.until((inventory) => inventory.notices.length > 0)
    expect(notices[0]?.text.key).toBe('notice.create-bridge-undone')
    expect(await lab.snapshotHost()).toEqual(before)
    expect(await profileNames(lab)).toEqual(profiles)
  })

  it('ends in the old state by itself when the app is killed and never started again', async () => {
    await startBackend({ answerSeconds: 1 })
    const before = await lab.snapshotHost()
    const profiles = await profileNames(lab)
    await createUpToQuestion()
    await backend.kill()
    await until(
      'NetworkManager rolls back',
      async () => JSON.stringify(await profileNames(lab)) === JSON.stringify(profiles),
      { timeoutMs: 30_000 },
    )
    await until(
      'the address is back',
      async () => JSON.stringify(await lab.snapshotHost()) === JSON.stringify(before),
    )
    await startBackend()
    const { notices } = await backend.until((inventory) => inventory.notices.length > 0)
    expect(notices[0]?.text.key).toBe('notice.create-bridge-undone')
  })

  it('goes back by itself when NetworkManager is killed and forgets its checkpoint', async () => {
    await startBackend()
    const before = await lab.snapshotHost()
    const profiles = await profileNames(lab)
    await createUpToQuestion()
    await lab.daemons.networkManager.restart('SIGKILL')
    const { change } = await backend.until(({ change: now }) => now?.error, 60_000)
    expect(change?.error?.code).toBe('checkpoint-lost')
    await until(
      'the address is back',
      async () => JSON.stringify(await lab.snapshotHost()) === JSON.stringify(before),
    )
    expect(await profileNames(lab)).toEqual(profiles)
  })

  it('refuses names that are taken or that some tool would not take', async () => {
    await startBackend()
    const plan = (name: string) =>
      backend.api.planCreateBridge({ nic: 'eth0', name, network: null })
    expect((await failureOf(plan('eth1'))).code).toBe('interface-name-taken')
    expect((await failureOf(plan("br'0"))).code).toBe('interface-name-invalid')
    expect((await failureOf(plan('a-name-of-16-byte'))).code).toBe('interface-name-invalid')
  })

  it('refuses a NIC that cannot be a port, and a plan whose world has changed', async () => {
    await startBackend()
    const onLoopback = backend.api.planCreateBridge({ nic: 'lo', name: 'br0', network: null })
    expect((await failureOf(onLoopback)).code).toBe('interface-not-bridgeable')
    const plan = await backend.api.planCreateBridge({ nic: 'eth0', name: 'br0', network: null })
    await lab.nmcli('connection', 'add', 'type', 'bridge', 'ifname', 'br0', 'autoconnect', 'no')
    await until('the new profile is seen', async () => {
      const answer = backend.api.planCreateBridge({ nic: 'eth0', name: 'br0', network: null })
      return answer.then(
        () => false,
        () => true,
      )
    })
    expect((await failureOf(backend.api.applyPlan(plan.id))).code).toBe('interface-name-taken')
    await lab.nmcli('connection', 'delete', 'bridge-br0')
  })
})
