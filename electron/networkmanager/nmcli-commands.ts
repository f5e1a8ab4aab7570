/** The same plan as `nmcli` lines, made from the very profiles that the plan adds. Pure. */
import { quote } from '../../shared/rules/shell.ts'
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
}

/** Given on `nmcli connection add` by options of their own, or meaningless there. */
const givenOtherwise = [
  'connection.id',
  'connection.uuid',
  'connection.type',
  'connection.interface-name',
  'connection.permissions',
  'user.data',
]

export function createBridgeCommands(bridge: Settings, port: Settings): string[] {
  return [
    addCommand('bridge', bridge),
    addCommand('ethernet', port),
    `nmcli connection up ${quote(text(port, 'id'))}`,
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
      const value = nmcliValue(variant.value as Value)
      if (givenOtherwise.includes(name) || value === '') return []
      return [`${nmcliNames[name] ?? name} ${quote(value)}`]
    }),
  )
}

function nmcliValue(value: Value): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.map((item) => nmcliItem(item)).join(', ')
  return typeof value === 'object' ? '' : String(value)
}

/** An address (`a/p`), a route (`a/p via metric`), an IPv4 name server (a number), or text. */
function nmcliItem(item: unknown): string {
  if (typeof item === 'number') return ipv4Text(item)
  if (typeof item !== 'object' || item === null) return String(item)
  const read = (key: string) => (item as Record<string, { value: unknown }>)[key]?.value
  const target = `${String(read('address') ?? read('dest'))}/${String(read('prefix'))}`
  return [target, read('next-hop'), read('metric')].filter((word) => word !== undefined).join(' ')
}

/** `ipv4.dns` holds addresses in network byte order, read as little-endian numbers. */
function ipv4Text(value: number): string {
  return [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff).join('.')
}

function text(settings: Settings, key: 'id' | 'interface-name'): string {
  return setting<string>(settings, 'connection', key) ?? ''
}
