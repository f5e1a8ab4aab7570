/** Where a machine's NIC is to be reached by a forward: its network, and the address that it keeps. Pure. */
import { PuenteError } from '../../../shared/errors.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import { macsOf } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'
import { isLinkLocal, parseAddress } from '../../../shared/rules/ip.ts'
import type { Family } from '../../../shared/rules/ip.ts'
import { hasPart, isRouted } from '../../../shared/rules/networks/kinds.ts'
import { heldLeases } from '../../../shared/rules/networks/leases.ts'

export interface GuestPlace {
  network: Network
  bridge: string
  address: string
  /** `lent`: to be reserved now; `own`: the guest has given it to itself. */
  standing: 'reserved' | 'lent' | 'own'
  /** As its guest calls itself, for the reservation. */
  hostname: string | null
}

/**
 * @param family preferred; the other one is taken where there is no address of this one
 * @throws PuenteError `forward-not-needed`, `forward-no-network`, `forward-no-address`
 */
export function guestPlace(
  machine: Machine,
  nic: MachineNic,
  networks: Network[],
  family: Family,
): GuestPlace {
  const network = networkOf(nic, networks)
  if (!network) throw new PuenteError('forward-no-network', { machine: machine.name })
  const { bridge, kind } = network
  if (!hasPart(kind, 'subnets') || bridge === null) {
    throw new PuenteError('forward-not-needed', { machine: machine.name, network: network.name })
  }
  const other: Family = family === 'ipv4' ? 'ipv6' : 'ipv4'
  const found = addressOf(nic, network, family) ?? addressOf(nic, network, other)
  if (!found) throw new PuenteError('forward-no-address', { machine: machine.name })
  return { network, bridge, ...found }
}

export function networkOf({ source }: MachineNic, networks: Network[]): Network | undefined {
  if (source.type === 'network') return networks.find(({ name }) => name === source.network)
  return source.type === 'bridge'
    ? networks.find(({ bridge, active }) => active && bridge === source.bridge)
    : undefined
}

function addressOf(
  nic: MachineNic,
  network: Network,
  family: Family,
): Pick<GuestPlace, 'address' | 'standing' | 'hostname'> | null {
  const macs = macsOf(nic)
  const leases = heldLeases(network.leases).filter(
    ({ mac, address }) => macs.includes(mac.toLowerCase()) && familyOf(address) === family,
  )
  const reserved = network.subnets
    .filter((subnet) => subnet.family === family)
    .flatMap(({ reservations }) => reservations)
    .find(
      ({ mac, address }) =>
        (mac !== null && macs.includes(mac)) || leases.some((lease) => lease.address === address),
    )
  const [lease] = leases
  const hostname = lease?.hostname ?? null
  if (reserved) return { address: reserved.address, standing: 'reserved', hostname }
  if (lease) return { address: lease.address, standing: 'lent', hostname }
  const own = nic.addresses.find(
    ({ address }) => familyOf(address) === family && !isLinkLocal(address),
  )
  return own ? { address: own.address, standing: 'own', hostname } : null
}

/** Does its guest reach beyond the host by itself? Else it can answer only what comes from the host. */
export function sourceFor({ kind }: Network): 'kept' | 'host' {
  return isRouted(kind) ? 'kept' : 'host'
}

function familyOf(address: string): Family | null {
  return parseAddress(address)?.family ?? null
}
