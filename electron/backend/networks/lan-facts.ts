/** Whose the addresses of the LAN by a NIC are, as far as this host knows. Pure. */
import type { HostInterface } from '../../../shared/model/host.ts'
import type { LanFacts, TakenAddress } from '../../../shared/model/lan-slice.ts'
import type { Network } from '../../../shared/model/network.ts'
import { formatSubnet, isIn, parseAddress, subnetOf } from '../../../shared/rules/ip.ts'
import type { Subnet } from '../../../shared/rules/ip.ts'
import type { Neighbour } from '../../host/neighbours.ts'

export function lanFacts(
  nic: string,
  item: HostInterface | undefined,
  neighbours: Neighbour[],
  networks: Network[],
): LanFacts {
  const { addresses = [], gateway = null, dns = [] } = item?.ipv4 ?? {}
  const lan = lanOf(addresses, gateway)
  const seen = neighbours.filter(({ device }) => device === nic).map(({ address }) => address)
  const taken = [
    ...of(
      'host',
      addresses.map(({ address }) => address),
    ),
    ...of('gateway', gateway === null ? [] : [gateway]),
    ...of('name-server', dns),
    ...of('neighbour', seen),
  ]
  return {
    nic,
    lan: lan && formatSubnet(lan),
    taken: distinct(lan ? taken.filter(({ address }) => isWithin(address, lan)) : []),
    networks: networks.flatMap(({ name, subnets }) =>
      subnets.flatMap(({ address, prefix }) => {
        const subnet = subnetOf(address, prefix)
        return subnet?.family === 'ipv4' ? [{ name, subnet: formatSubnet(subnet) }] : []
      }),
    ),
    hindrance: lan ? null : 'no-lan',
  }
}

/** Of several the one that the way out is in. */
function lanOf(
  addresses: HostInterface['ipv4']['addresses'],
  gateway: string | null,
): Subnet | null {
  const subnets = addresses.flatMap(({ address, prefix }) => subnetOf(address, prefix) ?? [])
  const out = subnets.find((subnet) => gateway !== null && isWithin(gateway, subnet))
  return out ?? subnets[0] ?? null
}

function of(by: TakenAddress['by'], addresses: string[]): TakenAddress[] {
  return addresses.map((address) => ({ address, by }))
}

/** By the first who has it: that a gateway is a neighbour too says nothing more. */
function distinct(taken: TakenAddress[]): TakenAddress[] {
  return taken.filter(
    ({ address }, index) => taken.findIndex((one) => one.address === address) === index,
  )
}

function isWithin(address: string, subnet: Subnet): boolean {
  const parsed = parseAddress(address)
  return parsed !== null && isIn(parsed, subnet)
}
