/** What is changed of a bridge on a far host, with the ssh that leads there over it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultBridgeOptions } from '../../shared/model/bridge-settings.ts'
import { begin, carryOut, hostState } from '../faults/support/bridge.ts'
import type { HostState } from '../faults/support/bridge.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { failureOf } from '../support/failure.ts'
import { useHost } from '../support/fresh-host.ts'
import { letThrough } from '../support/switch-port.ts'
import { reachHostByNic } from './support/far-host.ts'
import type { FarHost } from './support/far-host.ts'

/** Without a beat, and what NetworkManager takes for going back. */
const BACK_MS = 50_000

let lab: Lab
let host: FarHost
let without: HostState

async function whole(wanted: HostState): Promise<void> {
  let last: HostState | null = null
  await until('the host is whole', async () => {
    last = await hostState(lab)
    return JSON.stringify(last) === JSON.stringify(wanted)
  }).catch(() => expect(last).toEqual(wanted))
}

useHost(
  async () => {
    lab = await Lab.start({ guests: false })
    // Two cables of a bridge to one switch would be a loop.
    await letThrough(lab, 'eth1', false)
  },
  () => lab.stop(),
)
beforeEach(async () => {
  host = await reachHostByNic(lab, 'root')
  without = await hostState(lab)
  await carryOut(host.backend, 'create')
})
afterEach(async () => {
  await carryOut(host.backend, 'remove')
  await whole(without)
  await host[Symbol.asyncDispose]()
})

describe('a kept bridge over there', () => {
  it('gets an option and a second port, and after Revert it has neither', async () => {
    const bridged = await hostState(lab)
    const { id } = await begin(host.backend, 'change')
    await host.backend.api.revertChange(id)
    await whole(bridged)
    expect((await carryOut(host.backend, 'change')).phase).toBe('done')
    const changed = await hostState(lab)
    expect(changed.links).toContain('eth1 in br0')
    expect(changed.ageing).toEqual({ kernel: 7700, profile: '77' })
    expect(changed.connection).toEqual(bridged.connection)
  })

  it('with another address is lost to whoever knew the old one, and has that again by itself', async () => {
    const bridged = await hostState(lab)
    const addresses = {
      ...{ method: 'static' as const, addresses: ['198.51.100.77/24'], dns: [] },
      ...{ gateway: '198.51.100.1', gateway6: null },
    }
    const options = defaultBridgeOptions
    const asked = { bridge: 'br0', options, addresses, add: [], remove: [] }
    const begun = Date.now()
    const plan = await host.backend.api.planChangeBridge(asked)
    expect((await failureOf(host.backend.api.applyPlan(plan.id))).code).toBe('host-cut-off')
    expect(Date.now() - begun).toBeLessThan(BACK_MS)
    await whole(bridged)
  })
})
