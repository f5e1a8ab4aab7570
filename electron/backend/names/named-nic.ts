/** A machine's NIC as its names are found: where it is, and what its network knows of it. Pure. */
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import { isActive, macsOf } from '../../../shared/model/machine.ts'
import type { NameFrom } from '../../../shared/model/machine-names.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import type { Network } from '../../../shared/model/network.ts'
import { neighbourName } from '../../../shared/rules/guest-names/network-names.ts'
import type { Named } from '../../../shared/rules/guest-names/network-names.ts'
import { isLinkLocal, parseAddress } from '../../../shared/rules/ip.ts'
import { isDomainName } from '../../../shared/rules/networks/dns-problems.ts'
import { hasPart } from '../../../shared/rules/networks/kinds.ts'
import { heldLeases } from '../../../shared/rules/networks/leases.ts'

export interface NamedNic {
  machine: Machine
  nic: MachineNic
  network: Network | undefined
  /** Of its network, where that has addresses of its own; what waits for a restart is in `stored`. */
  running: NetworkDefinition | null
  stored: NetworkDefinition | null
  named: Named
}

export function namedNic(
  machine: Machine,
  nic: MachineNic,
  network: Network | undefined,
  { running, stored }: Pick<NamedNic, 'running' | 'stored'>,
): NamedNic {
  const macs = macsOf(nic)
  const leases = heldLeases(network?.leases ?? [])
  const lent = leases.filter(({ mac }) => macs.includes(mac.toLowerCase()))
  const found = [...lent, ...nic.addresses].map(({ address }) => address)
  const addresses = [...new Set(found)].filter((text) => {
    const address = parseAddress(text)
    return address !== null && !isLinkLocal(address)
  })
  const isOn = isActive(machine) && nic.plugged
  const named = { macs, leases, addresses: isOn ? addresses : [] }
  return { machine, nic, network, running, stored, named }
}

export function isLent({ named: { macs, leases } }: NamedNic): boolean {
  return leases.some(({ mac }) => macs.includes(mac.toLowerCase()))
}

/** Has its network addresses, and so a DNS server, of its own? */
export function hasOwnNames({ network }: Pick<NamedNic, 'network'>): boolean {
  return network !== undefined && hasPart(network.kind, 'subnets')
}

/** As its neighbours know it; null where that is the LAN's affair. */
export function nameAmongNeighbours(one: NamedNic): NameFrom | null {
  const { nic, network, running, named } = one
  if (nic.backend) return { name: null, why: 'user-mode' }
  if (!network || !hasOwnNames(one)) {
    // A network of machines alone, without addresses of its own.
    return network && hasPart(network.kind, 'bridge') ? { name: null, why: 'no-server' } : null
  }
  return running ? neighbourName(running, named) : { name: null, why: 'off' }
}

/** What the host may know it by, the best first. */
export function candidates({ machine, running }: NamedNic, neighbours: NameFrom | null): string[] {
  const plain = neighbours?.name ?? null
  const domain = running?.domain?.name
  const within = plain !== null && domain !== undefined ? [`${plain}.${domain}`] : []
  const found = [...within, ...(plain === null ? [] : [plain]), machine.name]
  return [...new Set(found)].filter(isDomainName)
}
