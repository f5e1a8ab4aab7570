import { afterEach, describe, expect, it } from 'vitest'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'

let lab: Lab

describe.each(['slaac', 'dhcpv6'] as const)('a host with IPv4 by DHCP and IPv6 by %s', (ipv6) => {
  afterEach(() => lab.stop())

  it('keeps its global addresses, with the bridge and after its removal', async () => {
    lab = await Lab.start({ guests: false, ipv6 })
    await until('the host has a global IPv6 address', async () =>
      (await lab.snapshotHost()).addresses.some((address) => address.startsWith('2001:db8:')),
    )
    await using backend = await TestBackend.start(lab, { answerSeconds: 30 })
    const hasIpv6 = ({ ipv6: state }: { ipv6: { addresses: { address: string }[] } }) =>
      state.addresses.some(({ address }) => address.startsWith('2001:db8:'))
    await backend.until(({ interfaces }) => interfaces.some(hasIpv6))
    const before = await lab.snapshotHost()

    const plan = await backend.api.planCreateBridge({ nic: 'eth0', name: 'br0', network: null })
    const change = await backend.api.applyPlan(plan.id)
    const bridged = await lab.snapshotHost()
    expect(bridged.addresses).toEqual(before.addresses)
    expect(bridged.dns).toEqual(before.dns)
    // A new bridge may hear an advertisement before NetworkManager has told the kernel to leave
    // those to it: then there is one more default route, of a metric (1024) that loses.
    expect(bridged.defaultRoutes).toEqual(expect.arrayContaining(before.defaultRoutes))
    await backend.api.keepChange(change.id)

    const removal = await backend.api.planRemoveBridge({ bridge: 'br0' })
    const removed = await backend.api.applyPlan(removal.id)
    await backend.api.keepChange(removed.id)
    expect(await lab.snapshotHost()).toEqual(before)
  })
})
