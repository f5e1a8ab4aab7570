/** Which interfaces can carry VLANs, the same in the form and in the plan. Pure. */
import type { KeyIn } from '../../locales.ts'
import { message } from '../../message.ts'
import type { Message } from '../../message.ts'
import type { HostInterface, HostInterfaceKind } from '../../model/host.ts'

/** By its nature; null where it can. Asked by the compiler of a new kind. */
const byKind: Record<HostInterfaceKind, KeyIn<'refusal'> | null> = {
  ethernet: null,
  veth: null,
  bond: null,
  vlan: 'trunk-vlan',
  bridge: 'trunk-bridge',
  wifi: 'trunk-wifi',
  mobile: 'mobile',
  vpn: 'vpn',
  loopback: 'loopback',
  tun: 'virtual',
  macvlan: 'virtual',
  other: 'virtual',
}

/** @param all of the host; a NIC may be a bridge's port, but not a bond's: there the bond is the NIC */
export function whyNoTrunk(nic: HostInterface, all: readonly HostInterface[]): Message | null {
  const controller = all.find(({ name }) => name === nic.controller)
  // NetworkManager's own words for what it does not manage are in the other reason.
  if (nic.state === 'unmanaged') return nic.notBridgeable ?? refusal('unmanaged', nic)
  const kind = byKind[nic.kind]
  if (kind) return refusal(kind, nic)
  if (controller?.kind === 'bond') return refusal('trunk-bond-port', nic, controller.name)
  return nic.carrier ? null : refusal('no-carrier', nic)
}

function refusal(key: KeyIn<'refusal'>, { name: nic }: HostInterface, bond = ''): Message {
  return message(`refusal.${key}`, { nic, bond })
}
