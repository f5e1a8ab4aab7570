/** By what a machine of this host can come to the LAN, as things are now. Pure. */
import { hasCable, isNic, isRadio, type HostInterface } from '../../../shared/model/host.ts'
import type { LanSlice } from '../../../shared/model/lan-slice.ts'
import type { Network } from '../../../shared/model/network.ts'
import { toNetwork } from '../../../shared/model/nic-settings.ts'
import type { ChosenWire } from '../../../shared/model/nic-settings.ts'
import { hostBridges } from '../../../shared/rules/networks/defaults.ts'
import { isTranslated } from '../../../shared/rules/networks/kinds.ts'
import { placeKey } from '../nic/nic-places.ts'
import { lanNetworks } from '../reach.ts'

/** A network on a bridge that leads to the LAN, or such a bridge that has no network yet. */
export interface LanWay {
  place: ChosenWire & { type: 'network' | 'bridge' }
  bridge: string | null
  /** The NICs by which the bridge leads there; empty where that is not known. */
  nics: string[]
  active: boolean
}

/**
 * Whoever made the bridge. The best first: a network that is active.
 * @param interfaces null where they are not known, so that a network is taken at its word
 */
export function lanWays(networks: Network[], interfaces: HostInterface[] | null): LanWay[] {
  const bridges = interfaces && leadingOut(networks, interfaces)
  const byNetwork = lanNetworks(networks).flatMap((network): LanWay[] => {
    const nics = bridges?.find(({ name }) => name === network.bridge)?.nics
    if (bridges && !nics) return []
    const place = { type: 'network' as const, network: network.name, portGroup: null }
    return [{ place, bridge: network.bridge, nics: nics ?? [], active: network.active }]
  })
  const used = byNetwork.map(({ bridge }) => bridge)
  const byBridge = (bridges ?? [])
    .filter(({ name }) => !used.includes(name))
    .map(({ name, nics }): LanWay => {
      return { place: { type: 'bridge', bridge: name }, bridge: name, nics, active: true }
    })
  return [...byNetwork.sort((a, b) => Number(b.active) - Number(a.active)), ...byBridge]
}

function leadingOut(networks: Network[], interfaces: HostInterface[]) {
  const nics = interfaces.filter(isNic).map(({ name }) => name)
  return hostBridges({ networks, interfaces }).flatMap(({ name, ports }) => {
    const own = ports.filter((port) => nics.includes(port))
    return own.length > 0 ? [{ name, nics: own }] : []
  })
}

/** What comes nearest where no bridge can be made, and says what it can't do. */
export interface NearestWay {
  key: string
  /** Where the NIC is led to; null: to a network that is made for it. */
  place: ChosenWire | null
  name: string
  kind: 'macvtap' | 'nat' | 'user' | 'slice' | 'on-slice'
}

/** Empty where a bridge can be made. An access point takes no second MAC: not macvtap on Wi-Fi. */
export function nearestWays(
  networks: Network[],
  interfaces: HostInterface[],
  slices: LanSlice[] = [],
): NearestWay[] {
  const nics = interfaces.filter(isNic)
  if (nics.some(({ notBridgeable }) => notBridgeable === null)) return []
  const wired = nics.filter(
    // The ends of containers' cables are none of ours.
    (nic) => hasCable(nic) && nic.kind !== 'veth' && nic.carrier && nic.controller === null,
  )
  const macvtap = wired.map(({ name }): NearestWay => {
    return nearest({ type: 'direct', device: name, mode: 'bridge' }, name, 'macvtap')
  })
  const radios = nics.filter((nic) => isRadio(nic) && isOnLan(nic))
  const nat = networks
    .filter(({ kind, active }) => isTranslated(kind) && active)
    .map(({ name }) => nearest(toNetwork(name), name, 'nat'))
  return distinct([
    ...macvtap,
    ...radios.flatMap(({ name }) => oneMacWays(name, networks, slices)),
    ...nat,
  ])
}

/** Under the one MAC that signed in: by the host's own address, or by addresses that the host answers for. */
export function oneMacWays(nic: string, networks: Network[], slices: LanSlice[]): NearestWay[] {
  const place: ChosenWire = { type: 'user' }
  const bridges = slices.filter((slice) => slice.nic === nic).map(({ bridge }) => bridge)
  const made = networks.filter(({ bridge, active }) => active && bridges.includes(bridge ?? ''))
  return [
    ...made.map(({ name }) => nearest(toNetwork(name), name, 'on-slice')),
    { key: placeKey(place), place, name: nic, kind: 'user' },
    { key: `slice ${nic}`, place: null, name: nic, kind: 'slice' },
  ]
}

/** User mode is the same by each. */
function distinct(ways: NearestWay[]): NearestWay[] {
  return ways.filter(({ key }, index) => ways.findIndex((one) => one.key === key) === index)
}

/** Has it an address there, of which a part could be had? */
export function isOnLan({ ipv4 }: HostInterface): boolean {
  return ipv4.addresses.length > 0
}

function nearest(place: ChosenWire, name: string, kind: NearestWay['kind']): NearestWay {
  return { key: placeKey(place), place, name, kind }
}

/** What a way under one MAC can't do, to be known before it is chosen. */
const limits = {
  'on-slice': ['second', 'broadcasts', 'ipv4', 'elsewhere'],
  user: ['address', 'privileged', 'taken', 'broadcasts'],
  slice: ['administrator', 'lent', 'second', 'broadcasts', 'ipv4', 'elsewhere'],
} as const

type Limited = keyof typeof limits

export function limitsOf(kind: NearestWay['kind']): readonly (typeof limits)[Limited][number][] {
  return kind in limits ? limits[kind as Limited] : []
}
