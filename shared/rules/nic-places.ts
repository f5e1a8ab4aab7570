/**
 * What of a NIC can be at which kind of place: one table for the form, the plans and the XML. As
 * libvirt 9.0 to 11 take, drop or refuse it when it is stored, and when the machine starts. Pure.
 */
import type { ChosenWire, NicPart, NicSettings, NicWire } from '../model/nic-settings.ts'
import type { NetworkDefinition } from '../model/network-definition.ts'
import type { NetworkKind } from '../model/network-kind.ts'

/** How the host's end of a cable is made. */
export type PlaceKind =
  | 'bridge'
  | 'openvswitch'
  | 'direct'
  | 'passthrough'
  | 'hostdev'
  | 'user'
  | 'ethernet'
  | 'vhostuser'
  | 'vdpa'
  /** A socket between emulators: mcast, udp, server, client. */
  | 'socket'

/** A place that a cable can be led to. */
export interface Place {
  kind: PlaceKind
  /** Can bandwidth be promised there? Only a bridge of libvirt's with a limit of its own shares it. */
  floor: boolean
  /** Is it a bridge of the host's that this libvirt gives the VLAN tags of its ports to? */
  tags?: true
  /** Of user mode: what is to be gone out through, where it is not the emulator itself. */
  backend?: 'passt'
}

const taps: PlaceKind[] = ['bridge', 'openvswitch', 'ethernet']
const macvtaps: PlaceKind[] = ['direct', 'passthrough']
const noCard: PlaceKind[] = [...taps, ...macvtaps, 'user', 'vhostuser', 'vdpa', 'socket']

/** Of the settings of a person's; asked by the compiler of a new one. */
const settingHomes = {
  source: 'anywhere',
  model: 'anywhere',
  mac: 'anywhere',
  linkUp: 'anywhere',
  bootOrder: 'anywhere',
  vlan: ['openvswitch', 'passthrough', 'hostdev'],
  bandwidth: [...taps, ...macvtaps],
  // What libvirt drops on any other NIC without a word.
  filter: taps,
  mtu: [...taps, 'vhostuser'],
  isolated: ['bridge'],
  trustGuestRxFilters: [...taps, ...macvtaps, 'hostdev', 'vhostuser', 'vdpa'],
  // Of an emulated card: a real one has its own.
  queues: noCard,
  forwards: ['user'],
} satisfies Record<NicPart, readonly PlaceKind[] | 'anywhere'>

/** Of what only a NIC's XML has. */
const otherHomes = {
  'virtio-driver': noCard,
  'guest-address': ['user', 'vdpa'],
  'guest-route': ['vdpa'],
  'user-backend': ['user', 'vhostuser'],
  'tap-backend': [...taps, ...macvtaps],
  coalesce: ['bridge', 'openvswitch'],
  script: ['ethernet'],
  'transient-team': ['hostdev'],
  'device-driver': ['hostdev'],
  'device-managed': ['hostdev'],
  'port-profile': ['bridge', 'openvswitch', 'direct', 'passthrough', 'hostdev'],
} satisfies Record<string, readonly PlaceKind[]>

type SettingHomes = typeof settingHomes
type PlacedSetting = {
  [Part in NicPart]: SettingHomes[Part] extends 'anywhere' ? never : Part
}[NicPart]

/** Of a NIC what can't be everywhere. */
export type PlacedPart = PlacedSetting | keyof typeof otherHomes | 'floor'

const homes: Record<Exclude<PlacedPart, 'floor'>, readonly PlaceKind[]> = {
  ...settingHomes,
  ...otherHomes,
}

export function canBeAt(part: PlacedPart, { kind, floor, tags }: Place): boolean {
  if (part === 'vlan' && tags) return true
  return part === 'floor' ? floor : homes[part].includes(kind)
}

/** Options of this model alone are what `<driver>` is about. */
export function isVirtio(model: string | null): boolean {
  return model === null || model.startsWith('virtio')
}

/** Stored anywhere: of tags the machine then does not start, and the other does nothing. */
const STORED_ANYWHERE = ['vlan', 'trustGuestRxFilters'] as const
export type LimitedPart = Exclude<PlacedSetting, (typeof STORED_ANYWHERE)[number]>

const limited = (Object.keys(settingHomes) as NicPart[]).filter(
  (part): part is LimitedPart =>
    settingHomes[part] !== 'anywhere' && !STORED_ANYWHERE.some((other) => other === part),
)

/**
 * The settings of a NIC that libvirt would drop without a word, or refuse, at its place or with its
 * model.
 */
export function unfitParts(settings: NicSettings, place: Place): LimitedPart[] {
  return limited.filter((part) => {
    if (isUnset(settings[part])) return false
    return !canBeAt(part, place) || (part === 'queues' && !isVirtio(settings.model))
  })
}

function isUnset(value: NicSettings[LimitedPart]): boolean {
  if (value === null || value === false) return true
  if (Array.isArray(value)) return value.length === 0
  return typeof value === 'object' && 'inbound' in value && !value.inbound && !value.outbound
}

/** What has to be known of a network for that. */
export type NetworkFacts = Pick<NetworkDefinition, 'kind'> &
  Partial<Pick<NetworkDefinition, 'macvtapMode' | 'bandwidth'>>

/** @param factsOf of a libvirt network; undefined when there is none of that name */
export function placeOf(
  wire: NicWire,
  factsOf: (network: string) => NetworkFacts | undefined,
): Place {
  const at = (kind: PlaceKind): Place => ({ kind, floor: false })
  switch (wire.type) {
    case 'bridge':
      return at('bridge')
    case 'direct':
      return at(wire.mode === 'passthrough' ? 'passthrough' : 'direct')
    case 'user':
      return at('user')
    case 'network': {
      const facts = factsOf(wire.network)
      const floor = (facts?.bandwidth?.inbound?.average ?? null) !== null
      return facts ? { kind: kindOn(facts), floor } : at('bridge')
    }
    case 'other':
      return at(others[wire.description] ?? 'socket')
  }
}

const others: Record<string, PlaceKind> = {
  hostdev: 'hostdev',
  ethernet: 'ethernet',
  vhostuser: 'vhostuser',
  vdpa: 'vdpa',
  bridge: 'bridge',
  direct: 'direct',
  user: 'user',
}

function kindOn({ kind, macvtapMode }: NetworkFacts): PlaceKind {
  const kinds: Record<NetworkKind, PlaceKind> = {
    nat: 'bridge',
    routed: 'bridge',
    open: 'bridge',
    isolated: 'bridge',
    'very-isolated': 'bridge',
    bridged: 'bridge',
    openvswitch: 'openvswitch',
    hostdev: 'hostdev',
    macvtap: macvtapMode === 'passthrough' ? 'passthrough' : 'direct',
  }
  return kinds[kind]
}

/** The name of what a NIC is led to; empty for user mode, which has none. */
export function placeName(wire: ChosenWire): string {
  switch (wire.type) {
    case 'network':
      return wire.network
    case 'bridge':
      return wire.bridge
    case 'direct':
      return wire.device
    case 'user':
      return ''
  }
}
