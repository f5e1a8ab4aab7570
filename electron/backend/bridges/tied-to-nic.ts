/** What is tied to a NIC by its name, and does not follow it under a bridge. Pure. */
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { Machine } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'

interface Things {
  networks: Iterable<Network>
  machines: Iterable<Machine>
}

/**
 * One warning each. A NAT network whose packets may leave only through the NIC is cut off once the
 * route goes by the bridge; macvtap and a bridge can't both receive a NIC's frames (EBUSY), so what
 * is on it does not start any more.
 */
export function tiedToNics(nics: string[], bridge: string, things: Things): Message[] {
  const networks = [...things.networks]
  return nics.flatMap((nic) => {
    const params = { nic, bridge }
    const tied = networks.filter(({ forwardDevices }) => forwardDevices.includes(nic))
    return [
      ...tied.map(({ name, kind }) =>
        message(`warning.network-tied${isPool(kind) ? '-pool' : ''}`, { ...params, network: name }),
      ),
      ...[...things.machines]
        .filter((machine) => isDirect(machine, nic))
        .map(({ name }) => message('warning.machine-tied', { ...params, machine: name })),
    ]
  })
}

/** The same the other way round: a network that leaves by the bridge, which goes. */
export function tiedToBridge(bridge: string, nic: string | null, things: Things): Message[] {
  const params = { nic: nic ?? '-', bridge }
  return [...things.networks]
    .filter(({ forwardDevices, kind }) => forwardDevices.includes(bridge) && !isPool(kind))
    .map(({ name }) => message('warning.network-tied-to-bridge', { ...params, network: name }))
}

function isPool(kind: Network['kind']): boolean {
  return kind === 'macvtap' || kind === 'hostdev'
}

function isDirect({ nics }: Machine, nic: string): boolean {
  return nics.some(({ source }) => source.type === 'direct' && source.device === nic)
}
