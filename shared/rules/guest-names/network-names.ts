/** By which name a network's own DNS server knows a NIC, and how it comes to know one. Pure. */
import type { NameFrom } from '../../model/machine-names.ts'
import type { NetworkDefinition, Reservation } from '../../model/network-definition.ts'
import type { Lease } from '../../model/network.ts'
import { parseAddress } from '../ip.ts'
import { isDomainName } from '../networks/dns-problems.ts'
import { withReservation } from '../networks/reservations.ts'

/** A NIC on its network. */
export interface Named {
  macs: string[]
  /** All that it is known by, the best first. */
  addresses: string[]
  /** Held now, of all its network's clients. */
  leases: Lease[]
}

type Known = Pick<NetworkDefinition, 'dns' | 'subnets'>

/**
 * dnsmasq takes a reservation's name before what the client says, and both only for who has a lease;
 * a record of the network's own is for any address.
 */
export function neighbourName({ dns, subnets }: Known, nic: Named): NameFrom {
  if (!dns.enabled) return { name: null, why: 'no-dns' }
  if (nic.addresses.length === 0) return { name: null, why: 'off' }
  const own = nic.leases.filter((lease) => isOwn(lease, nic))
  const given = subnets
    .flatMap(({ reservations }) => reservations)
    .filter((one) => own.some((lease) => isFor(one, lease)))
    .flatMap(({ name }) => name ?? [])
  const records = dns.hosts
    .filter(({ address }) => nic.addresses.some((one) => isSame(one, address)))
    .flatMap(({ names }) => names)
  const told = own.flatMap(({ hostname }) => hostname ?? [])
  const [name] = [...given, ...records, ...told].filter(isDomainName)
  if (name === undefined) return { name: null, why: 'not-told' }
  const isShared = nic.leases.some(
    (other) => !isOwn(other, nic) && other.hostname?.toLowerCase() === name.toLowerCase(),
  )
  // The one that came last has it, and the other none.
  return isShared && given.length === 0 && records.length === 0
    ? { name: null, why: 'shared' }
    : { name }
}

/** The definition in which this NIC has this name, by its lease, or by a record where it has none. */
export function withGuestName(
  definition: NetworkDefinition,
  nic: Named,
  name: string,
): NetworkDefinition {
  const lease = nic.leases.find((one) => isOwn(one, nic))
  const [address = ''] = nic.addresses
  if (!lease) {
    const { hosts } = definition.dns
    const there = hosts.find((one) => isSame(one.address, address))
    const record = { address, names: [...(there?.names ?? []), name] }
    const others = hosts.filter((one) => one !== there)
    return { ...definition, dns: { ...definition.dns, hosts: [...others, record] } }
  }
  const isReserved = definition.subnets.some(({ reservations }) =>
    reservations.some((one) => isFor(one, lease)),
  )
  if (!isReserved) {
    const { mac, address: lent, duid = null } = lease
    return withReservation(definition, { mac, address: lent, name, duid })
  }
  const subnets = definition.subnets.map((subnet) => ({
    ...subnet,
    reservations: subnet.reservations.map((one) => (isFor(one, lease) ? { ...one, name } : one)),
  }))
  return { ...definition, subnets }
}

/** A host name of a machine's name that nobody on the network has: `Web server` is `web-server`. */
export function freeHostName(machine: string, definition: Known, leases: Lease[]): string {
  const plain = machine
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 50)
  const base = plain === '' ? 'machine' : plain
  const taken = new Set(
    [
      ...leases.map(({ hostname }) => hostname),
      ...definition.subnets.flatMap(({ reservations }) => reservations.map(({ name }) => name)),
      ...definition.dns.hosts.flatMap(({ names }) => names),
    ].map((name) => name?.toLowerCase()),
  )
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!taken.has(name)) return name
  }
}

function isOwn({ mac, address }: Lease, { macs, addresses }: Named): boolean {
  return macs.includes(mac.toLowerCase()) || addresses.some((one) => isSame(one, address))
}

function isFor({ mac, id, address }: Reservation, lease: Lease): boolean {
  if (mac !== null) return mac.toLowerCase() === lease.mac.toLowerCase()
  return id === null ? isSame(address, lease.address) : id === lease.duid
}

function isSame(a: string, b: string): boolean {
  const [one, two] = [parseAddress(a), parseAddress(b)]
  return one !== null && one.family === two?.family && one.value === two.value
}
