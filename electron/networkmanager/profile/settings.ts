/** What a profile says of addresses, DNS, routes and MTU, as a person chooses it, and back. Pure. */
import { isDeepStrictEqual } from 'node:util'
import { parseSubnet } from '../../../shared/rules/ip.ts'
import type { Family } from '../../../shared/rules/ip.ts'
import { parseNameServer } from '../../../shared/rules/name-servers.ts'
import type {
  FamilySettings,
  InterfaceSettings,
} from '../../../shared/schemas/interface-intents.ts'
import {
  addressData,
  addressesOf,
  dnsOf,
  nameServers,
  normalized,
} from '../bridge/addressing/addresses.ts'
import { Variant } from '../../dbus/bus.ts'
import { setting, without } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'

const families = ['ipv4', 'ipv6'] as const

type Route = InterfaceSettings['routes'][number]
type Entry = Record<string, Variant>
type Section = Record<string, Variant>

export function readInterfaceSettings(settings: Settings): InterfaceSettings {
  return {
    ipv4: readFamily(settings, 'ipv4'),
    ipv6: readFamily(settings, 'ipv6'),
    dns: families.flatMap((name) => dnsOf(settings, name)),
    search: [...new Set(families.flatMap((name) => searchOf(settings, name)))],
    routes: families.flatMap((name) => entriesOf(settings, name, 'route-data').map(readRoute)),
    mtu: setting<number>(settings, '802-3-ethernet', 'mtu') || null,
  }
}

/** The profile with these; what is asked for as it was stays as it was written. */
export function withInterfaceSettings(settings: Settings, asked: InterfaceSettings): Settings {
  const sections = families.map((name) => [name, withFamily(settings, name, asked)])
  return {
    ...settings,
    ...Object.fromEntries(sections),
    '802-3-ethernet': {
      ...without(settings['802-3-ethernet'] ?? {}, ['mtu']),
      ...(asked.mtu === null ? {} : { mtu: new Variant('u', asked.mtu) }),
    },
  }
}

function readFamily(settings: Settings, name: Family): FamilySettings {
  return {
    method: methodOf(setting<string>(settings, name, 'method')),
    addresses: addressesOf(settings, name),
    gateway: setting<string>(settings, name, 'gateway') ?? null,
  }
}

/** `shared` and `link-local` have no name here, and stay as long as nothing else is asked for. */
function methodOf(written: string | undefined): FamilySettings['method'] {
  switch (written) {
    case undefined:
    case 'auto':
    case 'dhcp':
    case 'ignore':
      return 'auto'
    case 'manual':
      return 'manual'
    default:
      return 'none'
  }
}

const methods = { auto: 'auto', manual: 'manual', none: 'disabled' } as const

const managed = [
  ...['addresses', 'address-data', 'gateway', 'routes', 'route-data'],
  ...['dns', 'dns-data', 'dns-search'],
]

function withFamily(settings: Settings, name: Family, asked: InterfaceSettings): Section {
  const section = settings[name] ?? {}
  const { method, addresses, gateway } = asked[name]
  const isSame = section.method !== undefined && readFamily(settings, name).method === method
  if (method === 'none') {
    return isSame ? section : { method: new Variant('s', methods.none) }
  }
  return {
    // A token is of addresses that routers announce.
    ...without(section, isSame ? managed : [...managed, 'token']),
    ...(isSame ? {} : { method: new Variant('s', methods[method]) }),
    ...list('address-data', 'aa{sv}', addressesAsked(settings, name, addresses)),
    ...(gateway === null ? {} : { gateway: new Variant('s', normalized(gateway)) }),
    ...list('route-data', 'aa{sv}', routesAsked(settings, name, asked.routes)),
    ...serversAsked(settings, name, asked.dns),
    ...list('dns-search', 'as', searchAsked(settings, name, asked)),
  }
}

/** With what else is written of an address that stays: its label. */
function addressesAsked(settings: Settings, name: Family, asked: string[]): Entry[] {
  const [texts, entries] = [addressesOf(settings, name), entriesOf(settings, name, 'address-data')]
  return asked.map((text) => entries[texts.indexOf(text)] ?? addressData(normalized(text)))
}

/** With what else is written of a route that stays: its table, its type. */
function routesAsked(settings: Settings, name: Family, asked: Route[]): Entry[] {
  const entries = entriesOf(settings, name, 'route-data')
  const own = asked.filter(({ destination }) => parseSubnet(destination)?.family === name)
  return own.map((route) => {
    const kept = entries.find((entry) => isDeepStrictEqual(readRoute(entry), route))
    return kept ?? routeData(route)
  })
}

function routeData({ destination, nextHop, metric }: Route): Entry {
  const [dest = '', prefix = ''] = normalized(destination).split('/')
  return {
    dest: new Variant('s', dest),
    prefix: new Variant('u', Number(prefix)),
    ...(nextHop === null ? {} : { 'next-hop': new Variant('s', normalized(nextHop)) }),
    ...(metric === null ? {} : { metric: new Variant('u', metric) }),
  }
}

function readRoute({ dest, prefix, 'next-hop': hop, metric }: Entry): Route {
  return {
    destination: `${String(dest?.value)}/${String(prefix?.value)}`,
    nextHop: hop ? String(hop.value) : null,
    metric: metric ? Number(metric.value) : null,
  }
}

function serversAsked(settings: Settings, name: Family, asked: string[]): Section {
  const own = asked.filter((text) => parseNameServer(text)?.address.family === name)
  if (!isDeepStrictEqual(own, dnsOf(settings, name))) return nameServers(own, name)
  const { dns, 'dns-data': data } = settings[name] ?? {}
  return data ? { 'dns-data': data } : dns ? { dns } : {}
}

/** Where they are written by now; the others in the first family that is on: all are asked alike. */
function searchAsked(settings: Settings, name: Family, asked: InterfaceSettings): string[] {
  const on = families.filter((family) => asked[family].method !== 'none')
  const has = (family: Family, domain: string) => searchOf(settings, family).includes(domain)
  return asked.search.filter((domain) => {
    const isNew = !on.some((family) => has(family, domain))
    return has(name, domain) || (isNew && on[0] === name)
  })
}

function searchOf(settings: Settings, name: Family): string[] {
  return setting<string[]>(settings, name, 'dns-search') ?? []
}

function entriesOf(settings: Settings, name: Family, key: string): Entry[] {
  return setting<Entry[]>(settings, name, key) ?? []
}

/** Nothing is written where there is none: NetworkManager's own default. */
function list(key: string, signature: string, values: unknown[]): Section {
  return values.length === 0 ? {} : { [key]: new Variant(signature, values) }
}
