/** Bridges made over the very NIC that the ssh runs over: it is kept, and a host that is cut off comes back. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Change } from '../../shared/model/plan.ts'
import { begin, carryOut } from '../faults/support/bridge.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { failureOf } from '../support/failure.ts'
import { useHost } from '../support/fresh-host.ts'
import { connection, profileNames } from '../support/host.ts'
import { letThrough } from '../support/switch-port.ts'
import { reachHostByNic } from './support/far-host.ts'
import type { FarHost } from './support/far-host.ts'

const STATIC = {
  address: '198.51.100.20/24',
  gateway: '198.51.100.1',
  dns: ['198.51.100.1'],
  routes: ['10.9.0.0/16 198.51.100.254'],
}
/** Without a beat, and what NetworkManager takes for going back. */
const ONCE_REACHED_MS = 22_000
const WHILE_TRIED_MS = 47_000
/** Between the last beat that was answered and the cut. */
const BEAT_MS = 3_000

let lab: Lab
let host: FarHost

async function reach(user: 'root' | 'alex' = 'root'): Promise<void> {
  host = await reachHostByNic(lab, user)
}

/** Of all logins that the person has open there: the very processes. */
async function logins(): Promise<string[]> {
  return (await lab.run(['pgrep', '-u', 'alex', '-x', 'ssh'])).stdout.trim().split('\n')
}

const hasBridge = async () => (await lab.ip('link')).some(({ ifname }) => ifname === 'br0')

async function msUntilBack(): Promise<number> {
  const begun = Date.now()
  await until('br0 is gone', async () => !(await hasBridge()), { timeoutMs: 70_000 })
  return Date.now() - begun
}

const hasPhase = (phase: Change['phase'], timeoutMs = 20_000) =>
  host.backend.until(({ change }) => change?.phase === phase, timeoutMs)

describe.each([
  ['DHCP', 'dhcp' as const],
  ['a static address, routes and DNS', STATIC],
])('a host with %s', (kind, eth0) => {
  useHost(
    async () => void (lab = await Lab.start({ eth0, guests: false })),
    () => lab.stop(),
  )
  afterEach(() => host[Symbol.asyncDispose]())

  it('keeps the ssh that the bridge is made and removed over, and all its addresses', async () => {
    await reach()
    const [before, profiles, open] = [
      await lab.snapshotHost(),
      await profileNames(lab),
      await logins(),
    ]
    const probe = await lab.lan.probe(host.address)
    const begun = Date.now()
    const change = await begin(host.backend, 'create')
    const took = Date.now() - begun
    const { gapMs } = await probe.stop()
    console.log(`${kind}: away for ${gapMs} ms; from Apply to "Keep?" ${took} ms`)
    const states = change.checks.map(({ id, state }) => `${id} ${state}`)
    expect(states).toEqual(
      ['link passed', 'address passed', 'gateway passed', 'dns passed', 'internet skipped'].concat(
        'login passed',
        eth0 === 'dhcp' ? 'lease passed' : 'lease skipped',
      ),
    )
    await host.backend.api.keepChange(change.id)
    const bridged = await lab.snapshotHost()
    expect(connection(bridged)).toEqual(connection(before))
    expect(bridged.macs.br0).toBe(before.macs.eth0)
    expect(await profileNames(lab)).toEqual([...profiles, 'br0', 'br0 port eth0'].sort())

    await carryOut(host.backend, 'remove')
    expect(await lab.snapshotHost()).toEqual(before)
    expect(await profileNames(lab)).toEqual(profiles)
    expect(await logins()).toEqual(expect.arrayContaining(open))
    expect((await host.backend.api.getHistory()).map(({ outcome }) => outcome)).toEqual([
      'kept',
      'kept',
    ])
  })

  it('is as it was after Revert, and the ssh is the same', async () => {
    await reach()
    const [before, profiles, open] = [
      await lab.snapshotHost(),
      await profileNames(lab),
      await logins(),
    ]
    const reverted = await host.backend.api.revertChange((await begin(host.backend, 'create')).id)
    expect(reverted.phase).toBe('reverted')
    expect(await lab.snapshotHost()).toEqual(before)
    expect(await profileNames(lab)).toEqual(profiles)
    expect(await logins()).toEqual(expect.arrayContaining(open))
  })
})

describe('a host that a change cuts off', () => {
  let profiles: string[]
  let before: Awaited<ReturnType<Lab['snapshotHost']>>

  useHost(
    async () => void (lab = await Lab.start({ guests: false })),
    () => lab.stop(),
  )
  afterEach(async () => {
    await letThrough(lab, 'eth0', true)
    await host[Symbol.asyncDispose]()
  })

  const reachAsIs = async () => {
    await reach()
    ;[before, profiles] = [await lab.snapshotHost(), await profileNames(lab)]
  }

  const requireBefore = async () => {
    await until('all is as before', async () => {
      return JSON.stringify(await lab.snapshotHost()) === JSON.stringify(before)
    })
    expect(await profileNames(lab)).toEqual(profiles)
  }

  it('comes back by itself where the switch does not let the bridge through, and is found again', async () => {
    await reachAsIs()
    const failed = failureOf(begin(host.backend, 'create'))
    await until('br0 comes up', hasBridge, { everyMs: 20 })
    await letThrough(lab, 'eth0', false)
    const away = await msUntilBack()
    await letThrough(lab, 'eth0', true)
    console.log(`the switch does not forward: back after ${away} ms`)
    expect(away).toBeLessThan(WHILE_TRIED_MS + BEAT_MS)
    expect(await failed).toMatchObject({ code: 'host-cut-off', outcome: { code: 'rolled-back' } })
    expect((await hasPhase('reverted')).change?.error?.code).toBe('host-cut-off')
    await requireBefore()
  })

  it('comes back sooner once it has worked; the change says that it is looked for', async () => {
    await reachAsIs()
    await begin(host.backend, 'create')
    const phases: (string | undefined)[] = []
    host.backend.on('changed', () => phases.push(host.backend.inventory?.change?.phase))
    await letThrough(lab, 'eth0', false)
    const away = await msUntilBack()
    await letThrough(lab, 'eth0', true)
    console.log(`cut off at "Keep?": back after ${away} ms`)
    expect(away).toBeLessThan(ONCE_REACHED_MS)
    const { change } = await hasPhase('reverted', 60_000)
    expect(change?.error).toMatchObject({ code: 'host-cut-off', outcome: { code: 'rolled-back' } })
    expect(phases).toContain('seeking')
    await requireBefore()
  })

  it('goes on waiting for the answer where it is reached again in time', async () => {
    await reachAsIs()
    const { id } = await begin(host.backend, 'create')
    await letThrough(lab, 'eth0', false)
    await hasPhase('seeking')
    await letThrough(lab, 'eth0', true)
    await hasPhase('awaiting-answer')
    expect((await host.backend.api.keepChange(id)).phase).toBe('done')
    expect(await hasBridge()).toBe(true)
    await carryOut(host.backend, 'remove')
    await requireBefore()
  })

  it('comes back by itself when the app is killed at the question, and the next one says so', async () => {
    await reachAsIs()
    await begin(host.backend, 'create')
    await host.backend.kill()
    const away = await msUntilBack()
    console.log(`the app killed at "Keep?": back after ${away} ms`)
    expect(away).toBeLessThan(ONCE_REACHED_MS)
    await requireBefore()
    await host[Symbol.asyncDispose]()
    await reach()
    const { notices } = await host.backend.until((now) => now.notices.length > 0)
    expect(notices.map(({ text }) => text.key)).toEqual(['notice.create-bridge-undone'])
    await requireBefore()
  })
})

describe('as an ordinary user', () => {
  useHost(
    async () => void (lab = await Lab.start({ guests: false })),
    () => lab.stop(),
  )
  afterEach(() => host[Symbol.asyncDispose]())

  it('whom a rule of polkit lets, it is made and removed', async () => {
    await reach('alex')
    await carryOut(host.backend, 'create')
    await carryOut(host.backend, 'remove')
    expect(await hasBridge()).toBe(false)
  })
})
