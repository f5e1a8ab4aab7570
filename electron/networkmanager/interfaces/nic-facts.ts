/** What is known of a NIC before it goes under a bridge. Pure. */
import { PuenteError } from '../../../shared/errors.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import type { OriginFacts } from './address-origin.ts'
import { IFACE } from '../client/constants.ts'
import { hostInterfaces } from './interfaces.ts'
import { activeUuid, devicePath, property, realDevices, settingsOf } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import { setting } from '../client/settings.ts'

/** A NIC; a bond or a VLAN may be one. */
export interface NicFacts extends OriginFacts {
  name: string
  /** The MAC that it uses now, cloned or not: the DHCP lease hangs on it. */
  mac: string
  /** The card's own, where that is another one, or null. */
  permanentMac: string | null
}

/** @throws PuenteError `interface-gone`, `interface-not-bridgeable` */
export function bridgeableNic(state: NmState, nic: string): NicFacts {
  const item = hostInterfaces(state).find(({ name }) => name === nic)
  if (!item) throw new PuenteError('interface-gone', { interface: nic })
  if (item.notBridgeable) {
    throw new PuenteError('interface-not-bridgeable', { nic }, { cause: item.notBridgeable.key })
  }
  return factsOf(state, item)
}

export function factsOf(state: NmState, item: HostInterface): NicFacts {
  if (!item.mac) throw new PuenteError('interface-gone', { interface: item.name })
  const { name, mac } = item
  return { name, mac, permanentMac: permanentMac(state, name, mac), ...connectionOf(state, item) }
}

function permanentMac(state: NmState, name: string, mac: string): string | null {
  const path = devicePath(state, name) ?? ''
  const found = property<string>(state, path, IFACE.wired, 'PermHwAddress')?.toLowerCase()
  return found && found !== mac ? found : null
}

/** What there is to know of an interface's addresses, whatever it is. */
export function connectionOf(state: NmState, item: HostInterface): OriginFacts {
  const device = devicePath(state, item.name) ?? ''
  return {
    original: settingsOf(state, activeUuid(state, item.name)),
    ipv4: item.ipv4,
    ipv6: item.ipv6,
    dhcp4: leaseOptions(state, device, 'Dhcp4Config', IFACE.dhcp4),
    dhcp6: leaseOptions(state, device, 'Dhcp6Config', IFACE.dhcp6),
    deprecated: state.deprecated ?? new Set(),
    permanent: state.permanent ?? new Set(),
  }
}

/** The addresses that DHCP has given a device now; undefined without. */
export function givenTo(state: NmState, name: string): Record<'ipv4' | 'ipv6', unknown> {
  const device = devicePath(state, name) ?? ''
  return {
    ipv4: leaseOptions(state, device, 'Dhcp4Config', IFACE.dhcp4).ip_address,
    ipv6: leaseOptions(state, device, 'Dhcp6Config', IFACE.dhcp6).ip6_address,
  }
}

/** A bond's own ports: profiles that are active and name it as their controller. */
export function portsOfBond(state: NmState, bond: NicFacts): NicFacts[] {
  const own = bond.original && setting<string>(bond.original, 'connection', 'type') === 'bond'
  if (!own) return []
  const isOn = (item: HostInterface) => item.controller === bond.name
  return hostInterfaces(state)
    .filter(isOn)
    .map((item) => factsOf(state, item))
    .filter(({ original }) => original !== null)
}

/** Names of the VLANs on top of the NIC. */
export function vlansOn(state: NmState, nic: string): string[] {
  const parent = devicePath(state, nic)
  const isOn = ([path]: [string, unknown]) => property(state, path, IFACE.vlan, 'Parent') === parent
  if (!parent) return []
  return [...realDevices(state)].filter(isOn).map(([, device]) => device.Interface as string)
}

function leaseOptions(
  state: NmState,
  device: string,
  name: 'Dhcp4Config' | 'Dhcp6Config',
  iface: string,
): Record<string, unknown> {
  const path = property<string>(state, device, IFACE.device, name)
  return (path && property<Record<string, unknown>>(state, path, iface, 'Options')) || {}
}
