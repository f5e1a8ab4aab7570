/** The same plan as `nmcli` lines, made from the very profiles that the plan adds. Pure. */
import { isDeepStrictEqual } from 'node:util'
import { commandLine } from '../../../shared/rules/shell.ts'
import { rangesText } from '../../../shared/rules/vlans/ranges.ts'
import { vlansIn } from '../interfaces/bridge-vlans.ts'
import { ipv4Text } from '../interfaces/ipv4.ts'
import { ipv6Text } from '../interfaces/ipv6.ts'
import type { Settings } from '../client/settings.ts'
import { setting } from '../client/settings.ts'
import type { ChangedPort } from './port-vlans.ts'

type Value = string | number | bigint | boolean | unknown[] | Uint8Array | Record<string, unknown>

/** Sections and keys of a profile that have another name, or another form, in nmcli. */
const nmcliNames: Record<string, string> = {
  '802-3-ethernet.assigned-mac-address': '802-3-ethernet.cloned-mac-address',
  'ipv4.address-data': 'ipv4.addresses',
  'ipv6.address-data': 'ipv6.addresses',
  'ipv4.route-data': 'ipv4.routes',
  'ipv6.route-data': 'ipv6.routes',
  'ipv4.dns-data': 'ipv4.dns',
  'ipv6.dns-data': 'ipv6.dns',
}

/** A property and its value, each a word of its own. */
type Option = [name: string, value: string]

const AUTOCONNECT: Option = ['connection.autoconnect', 'yes']
const WITH_PORTS: Option = ['connection.autoconnect-slaves', '1']

/** Given on `nmcli connection add` by options of their own, or meaningless there. */
const givenOtherwise = [
  'connection.id',
  'connection.type',
  'connection.interface-name',
  'connection.permissions',
  'user.data',
]

export function createBridgeCommands(plan: {
  bridgeProfile: Settings
  ports: { profile: Settings }[]
}): string[] {
  const ports = plan.ports.map(({ profile }) => profile)
  return [
    addCommand(
      setting<string>(plan.bridgeProfile, 'connection', 'type') ?? 'bridge',
      plan.bridgeProfile,
    ),
    ...ports.map(addPortCommand),
    ...(ports.length > 0 ? ports : [plan.bridgeProfile]).map(upCommand),
    ...[plan.bridgeProfile, ...ports].map(fromNowOnCommand),
  ]
}

/** Of a connection by itself. */
export function createProfileCommands(profile: Settings): string[] {
  const later = options(profile).some((option) => isForLater(option, profile))
  return [
    addPortCommand(profile),
    upCommand(profile),
    ...(later ? [fromNowOnCommand(profile)] : []),
  ]
}

export function deleteCommand(uuids: string[]): string {
  return nmcli('connection', 'delete', ...uuids.flatMap((uuid) => ['uuid', uuid]))
}

/**
 * A port brings its bridge up, and `nmcli` waits for both. For the bridge itself it would not: it
 * leaves as soon as a bridge with addresses of its own waits for ports, and if that is before polkit
 * has been asked for them, NetworkManager 1.42 forgets them (9 of 80 such bridges had no port).
 */
function upCommand(profile: Settings): string {
  return nmcli('connection', 'up', 'uuid', text(profile, 'uuid'))
}

/**
 * By themselves, and a bridge with its ports, only from now on. One that may do so from the start
 * begins as soon as it is added, and `up` does it all again: of the lease that came twice
 * NetworkManager 1.42 lost the name servers; and a bridge takes its port from the port's own `up`.
 */
function fromNowOnCommand(profile: Settings): string {
  const words = options(profile).filter((option) => isForLater(option, profile))
  return nmcli('connection', 'modify', 'uuid', text(profile, 'uuid'), ...words.flat())
}

/** A bond, other than a bridge, is to bring its own ports up as it becomes a bridge's port. */
function isForLater(option: Option, profile: Settings): boolean {
  const isBond = setting<string>(profile, 'connection', 'type') === 'bond'
  const options = [AUTOCONNECT, ...(isBond ? [] : [WITH_PORTS])]
  return options.some((one) => isDeepStrictEqual(one, option))
}

/**
 * A NIC that had no profile is only let go.
 * @param isThere is there a NIC of this name?
 * @param metrics that the first NIC's default routes are to keep, where its profile does not say
 */
export function removeBridgeCommands(
  plan: {
    bridgeUuid: string
    ports: { nic: string; uuid: string; original: string | null }[]
    back: { nic: string | null; profile: string | null; made: { settings: Settings } | null }
  },
  metrics: Record<'ipv4' | 'ipv6', number | null>,
  isThere: (nic: string) => boolean = () => true,
): string[] {
  const { back, ports } = plan
  const uuids = [...ports.map(({ uuid }) => uuid), plan.bridgeUuid]
  const isAlone = back.nic !== null && back.profile !== null && !ports.some(isOf(back.nic))
  return [
    ...(back.made ? [addPortCommand(back.made.settings)] : []),
    ...(isAlone && back.nic ? [returnCommand(back.nic, back.profile)] : []),
    ...ports
      .filter(({ nic }) => isThere(nic))
      .map(({ nic, original }) => returnCommand(nic, original)),
    ...(back.made ? [fromNowOnCommand(back.made.settings)] : []),
    ...metricCommands(back.nic ?? undefined, metrics),
    deleteCommand(uuids),
  ]
}

function isOf(nic: string) {
  return (port: { nic: string }) => port.nic === nic
}

/** As long as it is activated: its profile stays as it is. */
export function metricCommands(
  nic: string | undefined,
  metrics: Record<'ipv4' | 'ipv6', number | null>,
): string[] {
  const words = (['ipv4', 'ipv6'] as const).flatMap((family) =>
    metrics[family] === null ? [] : [`${family}.route-metric`, String(metrics[family])],
  )
  if (nic === undefined || words.length === 0) return []
  return [nmcli('device', 'modify', nic, ...words)]
}

/** `modify` takes what `add` takes; an empty word gives a key its default back. */
export function changeBridgeCommands(plan: {
  bridge: string
  bridgeUuid: string
  before: Settings
  profile: Settings | null
  added: { profile: Settings }[]
  removed: { nic: string; uuid: string; original: string | null }[]
  revised?: ChangedPort[]
  /** Applied first. */
  through?: Settings | null
  /** Of a bond in another mode; its ports then are those that stay. */
  comesUpAnew?: boolean
  staying?: { nic: string; uuid: string }[]
  isThere?: (nic: string) => boolean
}): string[] {
  const { bridge, bridgeUuid, before, profile, added, removed, revised = [] } = plan
  const { through, comesUpAnew = false, staying = [], isThere = () => true } = plan
  const first = through ? differences(before, through) : []
  const changes = profile ? differences(through ?? before, profile) : []
  const ports = staying.filter(({ nic }) => isThere(nic)).map(({ uuid }) => uuid)
  const applied = comesUpAnew
    ? [bridgeUuid, ...ports].map((uuid) => nmcli('connection', 'up', 'uuid', uuid))
    : [nmcli('device', 'reapply', bridge)]
  const modify = (options: Option[]) =>
    nmcli('connection', 'modify', 'uuid', bridgeUuid, ...options.flat())
  return [
    ...(first.length > 0 ? [modify(first), nmcli('device', 'reapply', bridge)] : []),
    ...(changes.length > 0 ? [modify(changes), ...applied] : []),
    ...revised.flatMap(portVlanCommands),
    ...added.map((port) => addPortCommand(port.profile)),
    ...added.map(({ profile: port }) => upCommand(port)),
    ...added.map(({ profile: port }) => fromNowOnCommand(port)),
    ...removed
      .filter(({ nic }) => isThere(nic))
      .map(({ nic, original }) => returnCommand(nic, original)),
    ...removed.map(({ uuid }) => nmcli('connection', 'delete', 'uuid', uuid)),
  ]
}

/** Older NetworkManagers apply a port's VLANs anew only as it comes up again, which all of them do. */
function portVlanCommands({ nic, uuid, before, profile }: ChangedPort): string[] {
  const changes = differences(before, profile)
  return [
    ...(changes.length > 0 ? [nmcli('connection', 'modify', 'uuid', uuid, ...changes.flat())] : []),
    nmcli('connection', 'up', 'uuid', uuid, 'ifname', nic),
  ]
}

function differences(before: Settings, after: Settings): Option[] {
  const [old, now] = [options(before), options(after)]
  const names = now.map(([name]) => name)
  const gone = old.filter(([name]) => !names.includes(name))
  const isNew = (option: Option) => !old.some((one) => isDeepStrictEqual(one, option))
  return [...now.filter(isNew), ...gone.map(([name]): Option => [name, ''])]
}

export function returnCommand(nic: string, original: string | null): string {
  return original === null
    ? nmcli('device', 'disconnect', nic)
    : nmcli('connection', 'up', 'uuid', original, 'ifname', nic)
}

function addPortCommand(profile: Settings): string {
  const type = setting<string>(profile, 'connection', 'type') ?? '802-3-ethernet'
  return addCommand(type === '802-3-ethernet' ? 'ethernet' : type, profile)
}

/** To wait for its `up`. */
function addCommand(type: string, settings: Settings): string {
  const isAutoconnect = ([name]: Option) => name === AUTOCONNECT[0]
  const given = options(settings)
    .filter((option) => isAutoconnect(option) || !isForLater(option, settings))
    .map((option) => (isAutoconnect(option) ? [option[0], 'no'] : option))
  return nmcli(
    ...['connection', 'add', 'type', type, 'con-name', text(settings, 'id')],
    ...['ifname', text(settings, 'interface-name'), ...given.flat()],
  )
}

/** Each key as `section.key`, as `connection add` and `connection modify` take them. */
function options(settings: Settings): Option[] {
  return Object.entries(settings).flatMap(([section, keys]) =>
    Object.entries(keys).flatMap(([key, variant]): Option[] => {
      const name = `${section}.${key}`
      const value = nmcliValue(key, variant.value as Value)
      if (givenOtherwise.includes(name) || value === '') return []
      return [[nmcliNames[name] ?? name, value]]
    }),
  )
}

function nmcliValue(key: string, value: Value): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (key === 'routing-rules') return (value as Entry[]).map(ruleText).join(', ')
  if (value instanceof Uint8Array) return key === 'mac-address' ? macText(value) : ''
  if (Array.isArray(value)) return value.map((item) => nmcliItem(item)).join(', ')
  return typeof value === 'object' ? pairs(value) : String(value)
}

function macText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':')
}

/** `bond.options`: a dictionary of words. */
function pairs(value: Record<string, unknown>): string {
  return Object.entries(value)
    .map(([name, word]) => `${name}=${String(word)}`)
    .join(',')
}

/** A structure of a list: each of its values is in a variant. */
type Entry = Record<string, { value: unknown }>

/** An address, a route or VLANs, a name server (a number or bytes, IPv4 or IPv6), or text. */
function nmcliItem(item: unknown): string {
  if (typeof item === 'number') return ipv4Text(item)
  if (item instanceof Uint8Array) return ipv6Text(item)
  if (typeof item !== 'object' || item === null) return String(item)
  return 'vid-start' in item ? rangesText(vlansIn([item as Entry])) : targetText(item as Entry)
}

/** `address/prefix`, or `destination/prefix next-hop metric attribute=value…`. */
function targetText({ address, dest, prefix, 'next-hop': hop, metric, ...more }: Entry): string {
  const target = `${String((address ?? dest)?.value)}/${String(prefix?.value)}`
  const attributes = Object.entries(more).map(([name, { value }]) => `${name}=${String(value)}`)
  return [target, hop?.value, metric?.value, ...attributes]
    .filter((word) => word !== undefined)
    .join(' ')
}

/** `priority 5 from 10.0.0.0/8 table 5`, as `ip rule` writes it. */
function ruleText(rule: Entry): string {
  const lengths: Record<string, unknown> = { from: rule['from-len'], to: rule['to-len'] }
  const { family: _family, 'from-len': _from, 'to-len': _to, ...words } = rule
  return Object.entries(words)
    .map(([name, { value }]) => {
      const length = lengths[name] as Entry[string] | undefined
      return `${name} ${String(value)}${length ? `/${String(length.value)}` : ''}`
    })
    .join(' ')
}

function text(settings: Settings, key: 'id' | 'uuid' | 'interface-name'): string {
  return setting<string>(settings, 'connection', key) ?? ''
}

function nmcli(...words: string[]): string {
  return commandLine(['nmcli', ...words])
}
