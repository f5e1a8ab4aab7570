/**
 * The types of what we read of NetworkManager, as its D-Bus reference has them. A value of another
 * type, from a version or a plugin that nobody knows yet, counts as not there: whoever reads it has
 * an answer for that, and none for a number where a list should be.
 */
import { z } from 'zod'
import { CHECKPOINT, IFACE } from './constants.ts'

const text = z.string()
const number = z.number()
/** Of 64 bits, which the bus library gives as a bigint. */
const long = z.union([z.bigint(), number]).transform(Number)
const yes = z.boolean()
const address = z.looseObject({ address: text, prefix: number })
const route = z.looseObject({
  dest: text,
  prefix: number,
  'next-hop': text.optional(),
  metric: number.optional(),
})
const ipv6 = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 16)
/** From 1.52 on a server asked by TLS has no address, but a URI. */
const nameServer = z
  .looseObject({ address: text.optional(), uri: text.optional() })
  .refine(({ address, uri }) => (address ?? uri) !== undefined)
const ipConfig = { AddressData: listOf(address), Gateway: text, RouteData: listOf(route) }

const properties: Record<string, Record<string, z.ZodType>> = {
  [IFACE.manager]: { Version: text, Checkpoints: z.array(text), ConnectivityCheckEnabled: yes },
  [IFACE.device]: {
    Interface: text,
    Driver: text,
    HwAddress: text,
    Mtu: number,
    InterfaceFlags: number,
    State: number,
    StateReason: z.tuple([number, number]),
    DeviceType: number,
    Managed: yes,
    Real: yes,
    ActiveConnection: text,
    Ip4Config: text,
    Ip6Config: text,
    Dhcp4Config: text,
    Dhcp6Config: text,
  },
  [IFACE.wired]: { PermHwAddress: text, Speed: number },
  [IFACE.active]: {
    Uuid: text,
    Id: text,
    State: number,
    StateFlags: number,
    Controller: text,
    Master: text,
  },
  [IFACE.ip4]: { ...ipConfig, NameserverData: listOf(nameServer) },
  [IFACE.ip6]: { ...ipConfig, Nameservers: listOf(ipv6) },
  [IFACE.dhcp4]: { Options: z.record(text, z.unknown()) },
  [IFACE.dhcp6]: { Options: z.record(text, z.unknown()) },
  [IFACE.vlan]: { Parent: text },
  [IFACE.macvlan]: { Parent: text },
  [IFACE.profile]: { Flags: number, Filename: text },
  [CHECKPOINT]: { Devices: z.array(text), Created: long },
}

const settings: Record<string, z.ZodType> = {
  'connection.id': text,
  'connection.uuid': text,
  'connection.interface-name': text,
  'connection.type': text,
  'connection.master': text,
  'connection.slave-type': text,
  'connection.autoconnect': yes,
  'connection.autoconnect-priority': number,
  'ipv4.method': text,
  'ipv6.method': text,
  'ipv4.gateway': text,
  'ipv6.gateway': text,
  'ipv4.address-data': z.array(z.record(text, z.unknown())),
  'ipv6.address-data': z.array(z.record(text, z.unknown())),
  'ipv4.dns': z.array(number),
  'ipv4.dns-data': z.array(text),
  'ipv6.dns-data': z.array(text),
  'ipv6.dns': z.array(ipv6),
  '802-3-ethernet.mtu': number,
  '802-3-ethernet.assigned-mac-address': text,
  'bridge.stp': yes,
  'bridge.priority': number,
  'bridge.forward-delay': number,
  'bridge.hello-time': number,
  'bridge.max-age': number,
  'bridge.ageing-time': number,
  'bridge.multicast-snooping': yes,
  'bridge.vlan-filtering': yes,
  'bridge.vlan-default-pvid': number,
  'bridge.vlans': z.array(z.record(text, z.unknown())),
  'bridge-port.vlans': z.array(z.record(text, z.unknown())),
  'user.data': z.record(text, text),
}

/** One entry that nobody knows yet takes none of the others along. */
function listOf(entry: z.ZodType): z.ZodType {
  const known = (list: unknown[]) => list.filter((item) => entry.safeParse(item).success)
  return z.array(z.unknown()).transform(known)
}

/** An interface's properties, with undefined for each that is not of its type. */
export function documentedProperties(iface: string, found: unknown): Record<string, unknown> {
  if (!isRecord(found)) return {}
  const types = properties[iface] ?? {}
  const checked = Object.entries(found).map(([name, value]) => {
    const type = Object.hasOwn(types, name) ? types[name] : undefined
    return [name, type ? type.safeParse(value).data : value]
  })
  return Object.fromEntries(checked) as Record<string, unknown>
}

/** A profile's value, or undefined when it is not of its type. */
export function documentedSetting(section: string, key: string, value: unknown): unknown {
  const type = settings[`${section}.${key}`]
  return !type || type.safeParse(value).success ? value : undefined
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
