/** What a person copies of a thing: its addresses, without their prefixes, and its MACs. Pure. */
import type { HostInterface } from '../../shared/model/host.ts'
import type { Machine, MachineNic } from '../../shared/model/machine.ts'
import type { Network } from '../../shared/model/network.ts'

/** A menu that is longer than the window helps nobody; the page has them all. */
const MOST = 8

export const copyable = {
  nic: ({ mac, addresses }: MachineNic) => list(addresses, mac),
  machine: ({ nics }: Machine) => nics.flatMap((nic) => copyable.nic(nic)).slice(0, MOST),
  network: ({ mac, subnets }: Network) => list(subnets, mac),
  hostInterface: ({ mac, ipv4, ipv6 }: HostInterface) =>
    list([...ipv4.addresses, ...ipv6.addresses], mac),
}

function list(addresses: { address: string }[], mac: string | null): string[] {
  const all = addresses.map(({ address }) => address).slice(0, MOST - 1)
  return mac === null ? all : [...all, mac]
}
