/**
 * Plans for the seeded hosts that test/lab-bridges makes for real: each address of the NIC is kept
 * by what the bridge's profile says, or named as lost; or the plan is refused with a sentence.
 */
import { expect, it } from 'vitest'
import { planCreateBridge } from '../../../electron/networkmanager/bridge/create.ts'
import type { CreateBridgePlan } from '../../../electron/networkmanager/bridge/plan.ts'
import { hostPart } from '../../../electron/networkmanager/bridge/addressing/carried-addresses.ts'
import type { NmState } from '../../../electron/networkmanager/client/objects.ts'
import { setting } from '../../../electron/networkmanager/client/settings.ts'
import { Variant } from '../../../electron/dbus/bus.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import { Random } from '../../faults/walk/random.ts'
import { randomHost } from '../../lab-bridges/support/random-host.ts'
import type { RandomHost } from '../../lab-bridges/support/host-parts.ts'
import { OFFICE_LAN, ipConfigOf, profileOf, recorded } from '../../support/nm-state.ts'

const SEED = 2026
const HOSTS = 200
/** Those of the recorded workstation. */
const LEASE = { address: '198.51.100.135', prefix: 24 }
const LEASE6 = { address: '2001:db8:51:64::1365', prefix: 128 }

interface Address {
  address: string
  prefix: number
}

type Family = 'ipv4' | 'ipv6'

it(`makes ${HOSTS} plans, none of which loses an address without a word`, () => {
  const outcomes = { planned: 0, refused: 0 }
  for (let index = 0; index < HOSTS; index++) {
    const host = randomHost(SEED, index)
    const { state, addresses } = stateOf(host, new Random(SEED, -index))
    const plan = planOf(state, host)
    if (plan === null) outcomes.refused++
    else {
      outcomes.planned++
      const lost = addresses.filter((one) => !isKept(plan, one) && !isNamed(plan, one))
      expect(lost, `host ${index}: ${host.name}`).toEqual([])
    }
  }
  expect(outcomes.planned + outcomes.refused).toBe(HOSTS)
  expect(outcomes.planned).toBeGreaterThan(HOSTS / 2)
})

/** Null for one that is refused with a sentence. */
function planOf(state: NmState, { asked, nic }: RandomHost): CreateBridgePlan | null {
  const name = asked.nic === nic ? 'eth0' : asked.nic
  const intent = { nic: name, ports: [], options: defaultBridgeOptions, addresses: null }
  try {
    return planCreateBridge(state, { bridge: asked.name, ...intent }, (of) => `uuid of ${of}`)
  } catch (error) {
    expect(error).toBeInstanceOf(PuenteError)
    return null
  }
}

function stateOf(host: RandomHost, random: Random): { state: NmState; addresses: Address[] } {
  const state = recorded()
  const profile = profileOf(state, OFFICE_LAN)
  for (const family of ['ipv4', 'ipv6'] as const) profile[family] = sectionOf(host.profile[family])
  const v4 = [
    ...writtenIn(host.profile.ipv4),
    ...(host.profile.ipv4.includes('method=auto') ? [LEASE] : []),
    ...(host.more.some((line) => line.includes('192.0.2.77'))
      ? [{ address: '192.0.2.77', prefix: 32 }]
      : []),
  ]
  const isLeased = host.awaited.some(({ source }) => source.endsWith('128$'))
  const advertised = advertisedTo(host, random)
  const v6 = [
    ...writtenIn(host.profile.ipv6),
    ...(isLeased ? [LEASE6] : []),
    ...advertised.map(({ prefix }) => prefix),
  ]
  ipConfigOf(state, 'eth0', 4).AddressData = v4
  ipConfigOf(state, 'eth0', 6).AddressData = v6
  const passing = advertised.filter(({ isPassing }) => isPassing)
  state.deprecated = new Set(passing.map(({ prefix: { address } }) => address))
  state.permanent = new Set()
  return { state, addresses: [...v4, ...v6] }
}

function sectionOf(lines: string[]): Record<string, Variant> {
  const entries = lines
    .map((line): [string, string] => {
      const at = line.indexOf('=')
      return [line.slice(0, at), line.slice(at + 1)]
    })
    .filter(([key]) => /^(method|dhcp-client-id|dhcp-duid|dhcp-iaid|token)$/.test(key))
    .map(([key, value]) => [key, new Variant('s', value)] as const)
  const data = writtenIn(lines).map(({ address, prefix }) => ({
    address: new Variant('s', address),
    prefix: new Variant('u', prefix),
  }))
  const written = data.length > 0 ? { 'address-data': new Variant('aa{sv}', data) } : {}
  return { ...Object.fromEntries(entries), ...written }
}

function writtenIn(lines: string[]): Address[] {
  return lines.flatMap((line) => {
    const [, address = '', prefix = ''] = /^address\d=([^/]+)\/(\d+)/.exec(line) ?? []
    return address ? [{ address, prefix: Number(prefix) }] : []
  })
}

/** Each prefix has a host part of its own, unless it is made of the MAC or given. */
function advertisedTo(host: RandomHost, random: Random) {
  const isOne = host.profile.ipv6.some((line) => line === 'addr-gen-mode=eui64')
  const fixed = '4c:41ff:fe42:10'
  const part = () => (isOne ? fixed : `${hex(random)}:${hex(random)}:${hex(random)}:${hex(random)}`)
  const ranges = host.announced.filter((line) => /ra-only|slaac/.test(line))
  const prefixes = [
    ...(host.ipv6 === 'slaac' ? [{ text: '2001:db8:51:64', isPassing: false }] : []),
    ...ranges.flatMap((line) => {
      const [, text = ''] = /dhcp-range=([0-9a-f:]+?)::/.exec(line) ?? []
      return text ? [{ text, isPassing: line.includes('deprecated') }] : []
    }),
  ]
  return prefixes.map(({ text, isPassing }) => ({
    prefix: { address: `${text}:${part()}`, prefix: 64 },
    isPassing,
  }))
}

const hex = (random: Random) => (1 + random.below(0xffff)).toString(16)

function isKept({ bridgeProfile, nic }: CreateBridgePlan, { address, prefix }: Address): boolean {
  const family: Family = address.includes(':') ? 'ipv6' : 'ipv4'
  const of = <T>(key: string) => setting<T>(bridgeProfile, family, key)
  const written = of<{ address: { value: string } }[]>('address-data') ?? []
  if (written.some((entry) => entry.address.value === address)) return true
  if (address === LEASE.address) {
    const used = nic?.dhcp4.dhcp_client_identifier
    return (
      of('method') === 'auto' && (of('dhcp-client-id') === used || isGiven(of('dhcp-client-id')))
    )
  }
  if (address === LEASE6.address) return of('dhcp-iaid') === nic?.dhcp6.iaid
  return prefix === 64 && of('token') === hostPart(address)
}

/** Text of the person's own, which hangs on no interface. */
function isGiven(id: unknown): boolean {
  return id === 'desk 7' || id === '01:02:03:04:05:06:07'
}

function isNamed({ view }: CreateBridgePlan, { address, prefix }: Address): boolean {
  const named = (view.lost ?? []).map(({ params }) => String(params?.addresses ?? ''))
  return named.some((text) => text.split(', ').includes(`${address}/${prefix}`))
}
