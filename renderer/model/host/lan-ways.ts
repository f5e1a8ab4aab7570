/** By what a machine of this host can come to the LAN, as things are now. Pure. */
import { hasCable, isNic, type HostInterface } from '../../../shared/model/host.ts'
import type { Network } from '../../../shared/model/network.ts'
import { toNetwork } from '../../../shared/model/nic-settings.ts'
import type { ChosenWire } from '../../../shared/model/nic-settings.ts'
import { hostBridges } from '../../../shared/rules/networks/defaults.ts'
import { isTranslated } from '../../../shared/rules/networks/kinds.ts'
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
  place: ChosenWire
  name: string
  kind: 'macvtap' | 'nat'
}

/** Empty where a bridge can be made. An access point takes no second MAC: not macvtap on Wi-Fi. */
export function nearestWays(networks: Network[], interfaces: HostInterface[]): NearestWay[] {
  const nics = interfaces.filter(isNic)
  if (nics.some(({ notBridgeable }) => notBridgeable === null)) return []
  const wired = nics.filter(
    // The ends of containers' cables are none of ours.
    (nic) => hasCable(nic) && nic.kind !== 'veth' && nic.carrier && nic.controller === null,
  )
  const macvtap = wired.map(({ name }): NearestWay => {
    return { place: { type: 'direct', device: name, mode: 'bridge' }, name, kind: 'macvtap' }
  })
  const nat = networks
    .filter(({ kind, active }) => isTranslated(kind) && active)
    .map(({ name }): NearestWay => {
      return { place: toNetwork(name), name, kind: 'nat' }
    })
  return [...macvtap, ...nat]
}
