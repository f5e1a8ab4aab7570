/** The same plan as `nmcli` lines, made from the very profiles that the plan adds. Pure. */
import { quote } from '../../shared/rules/shell.ts'
import { ipv6Text } from './ipv6.ts'
import type { Settings } from './settings.ts'
import { setting } from './settings.ts'

type Value = string | number | bigint | boolean | unknown[] | Record<string, unknown>

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

/** Given on `nmcli connection add` by options of their own, or meaningless there. */
const givenOtherwise = [
  'connection.id',
  'connection.type',
  'connection.interface-name',
  'connection.permissions',
  'user.data',
]

export function createBridgeCommands(bridge: Settings, port: Settings): string[] {
  return [
    addCommand('bridge', bridge),
    addCommand('ethernet', port),
    `nmcli connection up ${quote(text(port, 'uuid'))}`,
  ]
}

export function removeBridgeCommands(plan: {
  bridgeUuid: string
  portUuid: string
  originalUuid: string
  nic: string
}): string[] {
  return [
    `nmcli connection up ${plan.originalUuid} ifname ${quote(plan.nic)}`,
    `nmcli connection delete ${plan.portUuid} ${plan.bridgeUuid}`,
  ]
}

function addCommand(type: string, settings: Settings): string {
  const words = [
    'nmcli connection add',
    `type ${type}`,
    `con-name ${quote(text(settings, 'id'))}`,
    `ifname ${quote(text(settings, 'interface-name'))}`,
    ...options(settings),
  ]
  return words.join(' ')
}

function options(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([section, keys]) =>
    Object.entries(keys).flatMap(([key, variant]) => {
      const name = `${section}.${key}`
      const value = nmcliValue(key, variant.value as Value)
      if (givenOtherwise.includes(name) || value === '') return []
      return [`${nmcliNames[name] ?? name} ${quote(value)}`]
    }),
  )
}

function nmcliValue(key: string, value: Value): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (key === 'routing-rules') return (value as Entry[]).map(ruleText).join(', ')
  if (Array.isArray(value)) return value.map((item) => nmcliItem(item)).join(', ')
  return typeof value === 'object' ? '' : String(value)
}

/** A structure of a list: each of its values is in a variant. */
type Entry = Record<string, { value: unknown }>

/** An address or a route, a name server (a number or bytes, IPv4 or IPv6), or text. */
function nmcliItem(item: unknown): string {
  if (typeof item === 'number') return ipv4Text(item)
  if (item instanceof Uint8Array) return ipv6Text(item)
  return typeof item === 'object' && item !== null ? targetText(item as Entry) : String(item)
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

/** `ipv4.dns` holds addresses in network byte order, read as little-endian numbers. */
function ipv4Text(value: number): string {
  return [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff).join('.')
}

function text(settings: Settings, key: 'id' | 'uuid' | 'interface-name'): string {
  return setting<string>(settings, 'connection', key) ?? ''
}
