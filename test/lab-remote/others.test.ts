/** What another Puente has begun on a host, and left there: it is seen, and kept or taken back from here. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OthersChange } from '../../shared/model/plan.ts'
import { begin, carryOut, hostState } from '../faults/support/bridge.ts'
import type { HostState } from '../faults/support/bridge.ts'
import { destroyCheckpoint, otherCheckpoint, requireHost } from '../faults/support/host.ts'
import { startBackend } from '../faults/support/stopped.ts'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { useHost } from '../support/fresh-host.ts'
import { reachHostByNic } from './support/far-host.ts'

let computers = 0
/** Of a person at another computer, to whom this one’s journals are unknown. */
const elsewhere = () => ({ XDG_STATE_HOME: `/home/alex/elsewhere-${++computers}` })

let lab: Lab
let before: HostState

useHost(
  async () => void (lab = await Lab.start({ guests: false })),
  () => lab.stop(),
)
beforeEach(async () => {
  before = await hostState(lab)
})
afterEach(() => requireHost(lab, before))

async function left(backend: TestBackend): Promise<OthersChange> {
  const { others } = await backend.until((inventory) => inventory.others.length > 0)
  return others[0] ?? expect.fail()
}

async function end(backend: TestBackend, id: string, how: 'keep' | 'revert'): Promise<void> {
  const plan = await backend.api.planTakeOver({ id, how })
  expect((await backend.api.applyPlan(plan.id)).phase).toBe('done')
  await backend.until(({ others }) => others.length === 0)
}

const stored = async () => {
  const file = '/etc/NetworkManager/system-connections/br0.nmconnection'
  return (await lab.run(['cat', file])).stdout
}

describe.each(['keep', 'revert'] as const)(
  'of a far host, whose app and NetworkManager died',
  (how) => {
    it(`half a bridge is seen, said whose it is, and ended: ${how}`, async () => {
      await using host = await reachHostByNic(lab, 'root', { backend: { env: elsewhere() } })
      const change = await begin(host.backend, 'create')
      expect(change.phase).toBe('awaiting-answer')
      expect(host.backend.inventory?.others).toEqual([])
      await host.backend.kill()
      await lab.daemons.networkManager.restart('SIGKILL')

      const args = [`qemu+ssh://root@${host.address}:${host.server.port}/system`]
      await using here = await TestBackend.start(lab, { args, where: 'lan' })
      const found = await left(here)
      expect(found.what).toEqual({
        key: 'plan.create-bridge',
        params: { bridge: 'br0', nic: 'eth0', nics: 'eth0' },
      })
      expect(found.by).toMatch(/^alex@./)
      expect(Math.abs(Date.now() - found.since)).toBeLessThan(120_000)
      expect(found.isHeld).toBe(false)

      await end(here, found.id, how)
      if (how === 'revert') return requireHost(lab, before)
      const kept = await hostState(lab)
      expect(kept.stored).toEqual(
        [...before.stored, 'br0 port eth0.nmconnection', 'br0.nmconnection'].sort(),
      )
      expect(kept.volatile).toEqual(before.volatile)
      expect(kept.connection.addresses).toEqual(before.connection.addresses)
      expect(await stored()).toContain('puente.nic')
      expect(await stored()).not.toMatch(/unfinished|address1/)
      await carryOut(here, 'remove')
    })
  },
)

describe('of this computer’s own host', () => {
  it('what an app has left is taken back while NetworkManager still waits', async () => {
    const other = await startBackend(lab, { env: elsewhere() })
    await begin(other, 'create')
    await other.kill()
    await using here = await startBackend(lab)
    const found = await left(here)
    expect(found.isHeld).toBe(true)
    const another = await here.api.planCreateBridge({ nic: 'eth1', name: 'br1', network: null })
    const busy = await failureOf(here.api.applyPlan(another.id))
    expect([busy.code, busy.params]).toMatchObject([
      'checkpoint-held',
      { by: found.by, devices: 'eth0' },
    ])
    const plan = await here.api.planTakeOver({ id: found.id, how: 'revert' })
    expect(plan.warnings.map(({ key }) => key)).toEqual(['warning.others-at-it'])
    await here.api.applyPlan(plan.id)
    await requireHost(lab, before)
    expect(here.inventory?.others).toEqual([])
    expect((await failureOf(here.api.planTakeOver({ id: found.id, how: 'keep' }))).code).toBe(
      'others-ended',
    )
  })

  it('what is kept from here is not undone by who began it, and says so there', async () => {
    await using other = await startBackend(lab, { env: elsewhere() })
    const { id } = await begin(other, 'create')
    await using here = await startBackend(lab)
    await end(here, (await left(here)).id, 'keep')
    await other.api.revertChange(id)
    const { notices, change } = await other.until(({ notices }) => notices.length > 0)
    expect([change?.phase, notices[0]?.text.key]).toEqual(['done', 'notice.kept-elsewhere'])
    expect((await hostState(lab)).stored).toContain('br0.nmconnection')
    await carryOut(here, 'remove')
  })

  it('what is kept from here is not undone by the next start of who began it', async () => {
    const env = elsewhere()
    const other = await startBackend(lab, { env })
    await begin(other, 'create')
    await other.kill()
    await using here = await startBackend(lab)
    await end(here, (await left(here)).id, 'keep')
    await using again = await startBackend(lab, { env })
    const { notices } = await again.until(({ notices }) => notices.length > 0)
    expect(notices.map(({ text }) => text.key)).toEqual(['notice.kept-elsewhere'])
    expect((await hostState(lab)).stored).toContain('br0.nmconnection')
    await carryOut(here, 'remove')
  })

  it('another program’s checkpoint is seen with its NICs, since when, and until it ends', async () => {
    await using here = await startBackend(lab)
    const path = await otherCheckpoint(lab, 'eth1')
    const found = await left(here)
    expect(found).toMatchObject({
      ...{ id: path, by: null, isHeld: true },
      what: { key: 'plan.others-trial', params: { devices: 'eth1' } },
    })
    expect(Math.abs(Date.now() - found.since)).toBeLessThan(10_000)
    await destroyCheckpoint(lab, path)
    await here.until(({ others }) => others.length === 0)
  })
})
