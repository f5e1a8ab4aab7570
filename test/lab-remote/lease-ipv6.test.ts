/** As lease.test.ts, of a host that is reached by the address which DHCPv6 has given it. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Change } from '../../shared/model/plan.ts'
import { begin, carryOut } from '../faults/support/bridge.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { useHost } from '../support/fresh-host.ts'
import { reachHostByNic } from './support/far-host.ts'
import type { FarHost } from './support/far-host.ts'

const PREFIX = '2001:db8:51:64::'
/** How long the app waits for DHCP here. */
const PATIENCE_MS = 8_000

let lab: Lab
let host: FarHost

useHost(
  async () => void (lab = await Lab.start({ guests: false, ipv6: 'dhcpv6' })),
  () => lab.stop(),
)
beforeEach(async () => {
  const address = await until('DHCPv6 has given an address', async () => (await leased('eth0'))[0])
  host = await reachHostByNic(lab, 'root', { address, backend: { addressMs: PATIENCE_MS } })
})
afterEach(() => host[Symbol.asyncDispose]())

interface Address {
  local: string
  dynamic?: boolean
  tentative?: boolean
}

async function addresses(device: string): Promise<Address[]> {
  const all = await lab.ip<{ ifname: string; addr_info: Address[] }>('-6', 'address')
  const found = all.find(({ ifname }) => ifname === device)?.addr_info ?? []
  return found.filter(({ local, tentative }) => local.startsWith(PREFIX) && !tentative)
}

const leased = async (device: string) => (await addresses(device)).map(({ local }) => local)
const written = async () => {
  return (await lab.nmcli('-e', 'no', '-g', 'ipv6.addresses', 'connection', 'show', 'br0')).trim()
}
const leaseCheck = ({ checks }: Change) => checks.find(({ id }) => id === 'lease')?.state
const told = (change: Change) => [
  change.phase,
  change.deadline,
  change.doubt?.key,
  leaseCheck(change),
]

it('that gives the same again: nothing is left written beside it', async () => {
  const change = await begin(host.backend, 'create')
  expect([change.doubt, leaseCheck(change)]).toEqual([null, 'passed'])
  expect(await leased('br0')).toEqual([host.address])
  await host.backend.api.keepChange(change.id)
  expect(await written()).toBe('')
  // Not away for a moment: nothing looks for duplicates of it.
  expect(await leased('br0')).toEqual([host.address])
  await lab.nmcli('connection', 'up', 'br0')
  await until('the lease alone is left', async () => {
    const found = await addresses('br0')
    return found.length === 1 && found[0]?.local === host.address && found[0].dynamic === true
  })
  await carryOut(host.backend, 'remove')
})

it('that has none any more: it is asked without a deadline, and the address stays', async () => {
  const extra = ['enable-ra', `dhcp-range=${PREFIX},static,64,12h`]
  await lab.lan.dhcp.restart({ extra })
  const change = await begin(host.backend, 'create')
  expect(told(change)).toEqual(['awaiting-answer', null, 'doubt.dhcp-silent', 'failed'])
  expect(change.doubt?.params).toMatchObject({ address: host.address })
  expect(await leased('br0')).toContain(host.address)
  expect((await host.backend.api.keepChange(change.id)).phase).toBe('done')
  expect(await leased('br0')).toContain(host.address)
  expect(await written()).toBe(`${host.address}/128`)
  await lab.lan.dhcp.restart({ ipv6: 'dhcpv6' })
  await carryOut(host.backend, 'remove')
})

it('that gives another address: the one that it is reached by stays, too', async () => {
  const extra = ['enable-ra', `dhcp-range=${PREFIX}2222,${PREFIX}2222,64,12h`]
  await lab.lan.dhcp.restart({ extra })
  const change = await begin(host.backend, 'create')
  expect(told(change)).toEqual(['awaiting-answer', null, 'doubt.dhcp-other', 'failed'])
  const other = `${PREFIX}2222`
  expect(change.doubt?.params).toMatchObject({ other, address: host.address })
  await host.backend.api.keepChange(change.id)
  expect((await leased('br0')).sort()).toEqual([host.address, other].sort())
  expect(await written()).toBe(`${host.address}/128`)
})
