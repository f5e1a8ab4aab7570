/** What is tied to a device by its name, and does not follow it under a bridge, or back. Pure. */
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'
import { hasPart, socketOf } from '../../../shared/rules/networks/kinds.ts'

export interface Things {
  networks: Iterable<Network>
  machines: Iterable<Machine>
}

/** From NICs to the bridge that they go under, or from a bridge that goes to its NIC. */
export interface Way {
  from: string[]
  to: string
  isToBridge: boolean
}

export type Tied = { device: string } & (
  { network: Network } | { machine: Machine; nics: MachineNic[] }
)

/**
 * A NAT network whose packets may leave only through the NIC is cut off once the route goes by the
 * bridge; macvtap and a bridge can't both receive a NIC's frames (EBUSY), so what is on it does not
 * start any more.
 */
export function tiedTo({ from, isToBridge }: Way, things: Things): Tied[] {
  return from.flatMap((device): Tied[] => [
    ...[...things.networks]
      .filter(({ forwardDevices, kind }) => {
        // A host bridge's own network goes with it.
        return forwardDevices.includes(device) && (isToBridge || !isPool(kind))
      })
      .map((network) => ({ device, network })),
    ...[...things.machines].flatMap((machine) => {
      const nics = machine.nics.filter(
        ({ source }) => source.type === 'direct' && source.device === device,
      )
      return nics.length > 0 ? [{ device, machine, nics }] : []
    }),
  ])
}

/** Can it be led there by us? A pool of several devices, and what nobody has stored, can't. */
export function canFollow(tied: Tied, { isToBridge }: Way): boolean {
  if ('machine' in tied) return tied.machine.persistent && tied.nics.some(({ stored }) => stored)
  const { kind, persistent, forwardDevices } = tied.network
  if (!persistent) return false
  return !isPool(kind) || (isToBridge && hasPart(kind, 'macvtap') && forwardDevices.length === 1)
}

/** What becomes of one that stays as it is. */
export function tiedWarning(tied: Tied, { to, isToBridge }: Way): Message {
  const [nic, bridge] = isToBridge ? [tied.device, to] : [to, tied.device]
  if ('machine' in tied) {
    const { name: machine } = tied.machine
    return message(`warning.machine-tied${isToBridge ? '' : '-to-bridge'}`, {
      ...{ nic, bridge, machine },
    })
  }
  const { name: network, kind } = tied.network
  const which = isToBridge ? (isPool(kind) ? '-pool' : '') : '-to-bridge'
  return message(`warning.network-tied${which}`, { nic, bridge, network })
}

/** libvirt's part comes after Keep: until then a running network leaves by what leads nowhere. */
export function waitingWarnings(tied: Tied, { to }: Way): Message[] {
  if ('machine' in tied || !tied.network.active || isPool(tied.network.kind)) return []
  const { name: network } = tied.network
  return [message('warning.network-tied-waits', { network, device: tied.device, to })]
}

export function isPool(kind: Network['kind']): boolean {
  return socketOf(kind) === 'device'
}
