/** What is around a NIC: whom its rules keep away, and who answers it about names. */
import type { HostInterface } from '../../../shared/model/host.ts'
import type { Network } from '../../../shared/model/network.ts'
import { formatAddress, formatSubnet, parseSubnet } from '../../../shared/rules/ip.ts'
import type { Family } from '../../../shared/rules/ip.ts'
import { parseNameServer } from '../../../shared/rules/name-servers.ts'
import { ownsBridge } from '../../../shared/rules/networks/kinds.ts'
import { isNear } from '../../libvirt/xml/filter/lines.ts'
import type { Around } from '../../libvirt/xml/filter/lines.ts'

/** Shorter ones are a way to everywhere, which a VPN halves or quarters. */
const SHORTEST: Record<Family, number> = { ipv4: 8, ipv6: 16 }

/** Where its cable leads. */
export interface Led {
  source: { type: string; network?: string; bridge?: string | null }
}

export interface World {
  networks: (Pick<Network, 'name' | 'kind' | 'bridge'> & { subnets: { address: string }[] })[]
  interfaces: HostInterface[]
  /** Subnets that this host has, or has a route to. */
  occupied: string[]
}

export function aroundOf(nic: Led, world: World): Around {
  const subnets = world.occupied.flatMap((text) => {
    const subnet = parseSubnet(text)
    if (!subnet || subnet.prefix < SHORTEST[subnet.family] || isNear(subnet)) return []
    return [formatSubnet(subnet)]
  })
  return {
    subnets: [...new Set(subnets)].sort(),
    nameServers: [...new Set(nameServersOf(nic, world))].sort(),
  }
}

/** libvirt's own networks answer themselves; on a host bridge it is who answers this host. */
function nameServersOf({ source }: Led, { networks, interfaces }: World): string[] {
  const network =
    source.type === 'network' ? networks.find(({ name }) => name === source.network) : undefined
  if (network && ownsBridge(network.kind)) return network.subnets.map(({ address }) => address)
  const bridge = network?.bridge ?? (source.type === 'bridge' ? source.bridge : null)
  const at = interfaces.find(({ name }) => name === bridge)
  if (!at) return []
  return [at.ipv4, at.ipv6].flatMap(({ dns, gateway }) =>
    [...dns, ...(gateway === null ? [] : [gateway])].flatMap((text) => {
      const server = parseNameServer(text)
      return server ? formatAddress(server.address) : []
    }),
  )
}
