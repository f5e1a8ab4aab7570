/**
 * The profiles that put NICs under a bridge: what the original carries goes to the bridge, what
 * belongs to the wire goes to the port. Pure; the original is never written to.
 */
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import type { BridgeAddresses, BridgeOptions } from '../../../shared/model/bridge-settings.ts'
import { givenAddresses } from './addressing/addresses.ts'
import { bridgeSection } from '../interfaces/bridge-options.ts'
import { carriedIpv4, carriedIpv6 } from './addressing/carried-addresses.ts'
import type { NicFacts } from '../interfaces/nic-facts.ts'
import { Variant } from '../../dbus/bus.ts'
import { markSection, setting } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'

export interface BridgeNames {
  bridge: string
  bridgeUuid: string
}

/** Keys of `connection` that say how the host uses the connection, not which device it is on. */
export const usageKeys = [
  'zone',
  'metered',
  'permissions',
  'secondaries',
  'mdns',
  'llmnr',
  'dns-over-tls',
  // What only newer versions have is in no profile of an older one.
  ...['dnssec', 'mptcp-flags', 'down-on-poweroff'],
]

/** Sections that say more of the host than of its addresses, and move with them. */
export const hostSections = ['proxy', 'hostname', 'prefix-delegation']

/** Sections that belong to the wire, or make the device that the port is. */
export const wireSections = [
  '802-3-ethernet',
  '802-1x',
  'bond',
  'vlan',
  'ethtool',
  'link',
  'sriov',
  'tc',
  'dcb',
]

/** @param ip the addresses asked for; null for those of the NIC, by DHCP where it has no profile */
export function bridgeProfile(
  nic: NicFacts | null,
  names: BridgeNames,
  options: BridgeOptions = defaultBridgeOptions,
  ip: BridgeAddresses | null = null,
): Settings {
  const original = nic?.original ?? {}
  const given = ip ?? addressesWithoutProfile(nic)
  return {
    connection: {
      ...pick(original.connection, usageKeys),
      id: new Variant('s', names.bridge),
      uuid: new Variant('s', names.bridgeUuid),
      type: new Variant('s', 'bridge'),
      'interface-name': new Variant('s', names.bridge),
      autoconnect: new Variant('b', true),
      // The keys of 1.42: newer versions read them too, and 1.42 rejects `controller`.
      'autoconnect-slaves': new Variant('i', 1),
    },
    bridge: bridgeSection(options),
    ...ethernetSection(nic, names, options),
    ...(given || !nic
      ? givenAddresses(given ?? { method: 'none' })
      : { ipv4: carriedIpv4(nic), ipv6: carriedIpv6(nic) }),
    ...copies(pick(original, hostSections)),
    user: markSection({
      ...{ nic: nic?.name ?? null, original: nic && originalUuid(nic) },
      ...(nic ? { mac: nic.mac } : {}),
      ...(nic?.permanentMac ? { permanentMac: nic.permanentMac } : {}),
    }),
  }
}

/** `controller`: the bridge's UUID, or the bond's whose own port it is. */
export function portProfile(
  nic: NicFacts,
  names: BridgeNames & { portUuid: string; controller?: { uuid: string; type: string } },
): Settings {
  const original = nic.original ?? {}
  const priority = setting<number>(original, 'connection', 'autoconnect-priority') ?? 0
  const controller = names.controller ?? { uuid: names.bridgeUuid, type: 'bridge' }
  return {
    connection: {
      ...pick(original.connection, ['lldp']),
      id: new Variant('s', `${names.bridge} port ${nic.name}`),
      uuid: new Variant('s', names.portUuid),
      type: new Variant('s', profileType(nic)),
      'interface-name': new Variant('s', nic.name),
      master: new Variant('s', controller.uuid),
      'slave-type': new Variant('s', controller.type),
      autoconnect: new Variant('b', true),
      // So that after a reboot the NIC goes under the bridge, not back to its original profile.
      'autoconnect-priority': new Variant('i', Math.min(priority + 1, 999)),
      // A bond that goes under the bridge takes its own ports along.
      ...(profileType(nic) === 'bond' ? { 'autoconnect-slaves': new Variant('i', 1) } : {}),
    },
    '802-3-ethernet': {},
    ...copies(pick(original, wireSections)),
    user: markSection({ nic: nic.name, original: originalUuid(nic) }),
  }
}

export function originalUuid({ original }: NicFacts): string | null {
  return (original && setting<string>(original, 'connection', 'uuid')) ?? null
}

/** A NIC that nothing is active on is asked for nothing of its own: DHCP gives the addresses. */
function addressesWithoutProfile(nic: NicFacts | null): BridgeAddresses | null {
  return nic && nic.original === null ? { method: 'dhcp' } : null
}

function profileType({ original }: NicFacts): string {
  return (original && setting<string>(original, 'connection', 'type')) ?? '802-3-ethernet'
}

function ethernetSection(
  nic: NicFacts | null,
  { bridgeUuid }: BridgeNames,
  options: BridgeOptions,
): Settings {
  const mac = options.mac ?? nic?.mac ?? macOf(bridgeUuid)
  const mtu =
    options.mtu ?? (nic?.original && setting<number>(nic.original, '802-3-ethernet', 'mtu'))
  const section = {
    'assigned-mac-address': new Variant('s', mac.toUpperCase()),
    ...(mtu ? { mtu: new Variant('u', mtu) } : {}),
  }
  return { '802-3-ethernet': section }
}

/** The kernel would make up another one each time: a locally administered one that stays. */
function macOf(uuid: string): string {
  return ['02', ...(uuid.replaceAll('-', '').match(/../g) ?? []).slice(0, 5)].join(':')
}

function copies(sections: Settings): Settings {
  return Object.fromEntries(Object.entries(sections).map(([name, keys]) => [name, { ...keys }]))
}

function pick<T>(section: Record<string, T> = {}, keys: string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(section).filter(([key]) => keys.includes(key)))
}
