/** Ports of this host that lead to machines, by whatever engine, as one list. Pure. */
import type { Forward } from '../../../shared/model/forward.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'
import type { PortForward } from '../../../shared/model/port-forward.ts'
import { asPortForward } from '../../../shared/rules/forward-engines.ts'
import { hasPart } from '../../../shared/rules/networks/kinds.ts'
import { nicKey } from '../nic/nics.ts'
import { forwardText } from '../../../shared/rules/port-forwards.ts'

export type ListedForward =
  | { key: string; how: Forward['engine']; port: PortForward; forward: Forward }
  /** Of a NIC's own definition, and changed with it. */
  | { key: string; how: 'passt'; port: PortForward; nic: MachineNic; machine: string }

/** A NIC that a port can be led to. */
export interface ForwardTarget {
  key: string
  machine: Machine
  nic: MachineNic
  network: string
}

export function forwardsTo({ uuid, nics }: Machine, forwards: Forward[]): ListedForward[] {
  const ofNics = nics.flatMap((nic, index) =>
    (nic.forwards ?? []).map((port): ListedForward => {
      const key = `${index} ${forwardText(port)}`
      return { key, how: 'passt', port, nic, machine: uuid }
    }),
  )
  return [...listed(forwards.filter(({ machine }) => machine === uuid)), ...ofNics]
}

/** Also those whose machine is gone: nobody else shows them. */
export function forwardsOn({ bridge }: Network, forwards: Forward[]): ListedForward[] {
  return listed(forwards.filter((forward) => forward.bridge === bridge))
}

function listed(forwards: Forward[]): ListedForward[] {
  return forwards.map((forward) => ({
    ...{ key: forward.id, how: forward.engine, forward },
    port: asPortForward(forward),
  }))
}

/** NICs on networks that this host stands in front of. */
export function forwardTargets(machines: Machine[], networks: Network[]): ForwardTarget[] {
  const names = new Set(
    networks.filter(({ kind }) => hasPart(kind, 'subnets')).map(({ name }) => name),
  )
  return machines.flatMap((machine) =>
    machine.nics.flatMap((nic) => {
      const { source } = nic
      if (source.type !== 'network' || !names.has(source.network)) return []
      return [{ key: nicKey(machine, nic), machine, nic, network: source.network }]
    }),
  )
}
