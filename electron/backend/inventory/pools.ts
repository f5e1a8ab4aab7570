/** Running NICs that a network has given one of its devices: they are on that network. Pure. */
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import { hasPart } from '../../../shared/rules/networks/kinds.ts'
import type { NetworkKind } from '../../../shared/model/network-kind.ts'

/**
 * libvirt shows such a NIC as a device of the host, without its network; whether the network that
 * is stored for it has such devices is for the networks to say.
 * @param kindOf a network's kind; undefined when it is not known (yet)
 */
export function withPools(
  machine: Machine,
  kindOf: (network: string) => NetworkKind | undefined,
): Machine {
  if (!machine.nics.some(({ pool }) => pool !== undefined)) return machine
  return { ...machine, nics: machine.nics.map((nic) => withPool(nic, kindOf)) }
}

function withPool(
  { pool, ...nic }: MachineNic,
  kindOf: (network: string) => NetworkKind | undefined,
): MachineNic {
  if (pool === undefined) return nic
  const kind = kindOf(pool)
  return kind === undefined || hasPart(kind, 'sr-iov')
    ? { ...nic, source: { type: 'network', network: pool, bridge: null } }
    : { ...nic, pending: ['source', ...nic.pending] }
}
