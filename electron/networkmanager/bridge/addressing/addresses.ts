/** Addresses that a person gives a bridge, as NetworkManager's sections, and back. Pure. */
import type { BridgeAddresses } from '../../../../shared/model/bridge-settings.ts'
import { gatewayOf } from '../../../../shared/rules/bridge-gateways.ts'
import type { StaticAddresses } from '../../../../shared/rules/bridge-gateways.ts'
import { formatAddress, parseAddress } from '../../../../shared/rules/ip.ts'
import type { Family } from '../../../../shared/rules/ip.ts'
import { parseNameServer } from '../../../../shared/rules/name-servers.ts'
import { ipv4Text } from '../../interfaces/ipv4.ts'
import { ipv6Text } from '../../interfaces/ipv6.ts'
import { Variant } from '../../../dbus/bus.ts'
import { setting } from '../../client/settings.ts'
import type { Settings } from '../../client/settings.ts'

export function givenAddresses(asked: BridgeAddresses): Settings {
  switch (asked.method) {
    case 'dhcp':
      return { ipv4: method('auto'), ipv6: method('auto') }
    case 'none':
      return { ipv4: method('disabled'), ipv6: method('disabled') }
    case 'static':
      return { ipv4: family(asked, 'ipv4'), ipv6: family(asked, 'ipv6') }
  }
}

/** How a profile says that addresses come about: those given by hand, or by what they are asked. */
export function readAddresses(settings: Settings): BridgeAddresses {
  const families = ['ipv4', 'ipv6'] as const
  const manual = families.filter((name) => setting(settings, name, 'method') === 'manual')
  if (manual.length === 0) {
    return { method: setting(settings, 'ipv4', 'method') === 'auto' ? 'dhcp' : 'none' }
  }
  const gateway = (name: Family) =>
    (manual.includes(name as never) && setting<string>(settings, name, 'gateway')) || null
  return {
    method: 'static',
    addresses: manual.flatMap((name) => addressesOf(settings, name)),
    gateway: gateway('ipv4'),
    gateway6: gateway('ipv6'),
    dns: manual.flatMap((name) => dnsOf(settings, name)),
  }
}

type Entry = Record<string, { value: unknown }>

export function addressesOf(settings: Settings, name: Family): string[] {
  const entries = setting<Entry[]>(settings, name, 'address-data') ?? []
  return entries.map(({ address, prefix }) => `${String(address?.value)}/${String(prefix?.value)}`)
}

/** `dns-data` (1.42 and newer) also has what is more than an address. */
export function dnsOf(settings: Settings, name: Family): string[] {
  const written = setting<string[]>(settings, name, 'dns-data')
  if (written) return written
  const servers = setting<(number | Uint8Array)[]>(settings, name, 'dns') ?? []
  return servers.map((server) => (typeof server === 'number' ? ipv4Text(server) : ipv6Text(server)))
}

/** What is asked for with the gateway, too, that a family keeps because nothing was said of it. */
export function withKeptGateways(settings: Settings, asked: BridgeAddresses): BridgeAddresses {
  if (asked.method !== 'static') return asked
  const [gateway, gateway6] = (['ipv4', 'ipv6'] as const).map((name) => {
    const given = gatewayOf(asked, name)
    if (given !== undefined) return given
    const before = setting<string>(settings, name, 'gateway')
    return before && ownOf(asked.addresses, name).length > 0 ? before : null
  })
  return { ...asked, gateway: gateway ?? null, gateway6: gateway6 ?? null }
}

/** The profile with these addresses; routes, rules and search domains of a family stay. */
export function withAddresses(settings: Settings, asked: BridgeAddresses): Settings {
  const given = givenAddresses(asked)
  const merged = (['ipv4', 'ipv6'] as const).map((name) => {
    const {
      addresses: _a,
      'address-data': _d,
      gateway: _g,
      dns: _n,
      'dns-data': _m,
      ...rest
    } = settings[name] ?? {}
    const usable = given[name]?.method?.value === 'disabled' ? {} : rest
    return [name, { ...usable, ...given[name] }]
  })
  return { ...settings, ...Object.fromEntries(merged) }
}

function method(name: string): Record<string, Variant> {
  return { method: new Variant('s', name) }
}

function family(asked: StaticAddresses, name: Family): Record<string, Variant> {
  const addresses = ownOf(asked.addresses, name)
  if (addresses.length === 0) return method(name === 'ipv4' ? 'disabled' : 'auto')
  const dns = asked.dns.filter((text) => parseNameServer(text)?.address.family === name)
  const gateway = gatewayOf(asked, name) ?? null
  return {
    ...method('manual'),
    'address-data': new Variant('aa{sv}', addresses.map(addressData)),
    ...(gateway === null ? {} : { gateway: new Variant('s', gateway) }),
    ...nameServers(dns, name),
  }
}

function ownOf(texts: string[], name: Family): string[] {
  return texts.filter((text) => parseAddress(text.split('/')[0] ?? '')?.family === name)
}

export function addressData(text: string): Record<string, Variant> {
  const [address = '', prefix = ''] = text.split('/')
  return { address: new Variant('s', address), prefix: new Variant('u', Number(prefix)) }
}

/** The old key where it can say it: in network byte order, IPv4 read little-endian, IPv6 as 16 bytes. */
export function nameServers(servers: string[], name: Family): Record<string, Variant> {
  const parsed = servers.flatMap((server) => parseNameServer(server) ?? [])
  if (parsed.length === 0) return {}
  if (!parsed.every(({ isPlain }) => isPlain)) return { 'dns-data': new Variant('as', servers) }
  const values = parsed.map(({ address }) => address.value)
  if (name === 'ipv4') return { dns: new Variant('au', values.map(swapped)) }
  return {
    dns: new Variant(
      'aay',
      values.map((value) => Buffer.from(hex(value, 32), 'hex')),
    ),
  }
}

function swapped(value: bigint): number {
  return Buffer.from(hex(value, 8), 'hex').readUInt32LE()
}

function hex(value: bigint, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}

/** An address, perhaps with its prefix, as NetworkManager writes it; what is none, as it is. */
export function normalized(text: string): string {
  const [host = '', prefix = ''] = text.split('/')
  const address = parseAddress(host)
  if (!address) return text
  return prefix ? `${formatAddress(address)}/${Number(prefix)}` : formatAddress(address)
}
