/** What a bridge's NIC has once the bridge is gone: its own profile, or one like the bridge's. Pure. */
import { Variant } from '../../dbus/bus.ts'
import { originatedAddresses } from '../interfaces/address-origin.ts'
import type { OriginatedAddress } from '../interfaces/address-origin.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import { formatSubnet, subnetOf } from '../../../shared/rules/ip.ts'
import { connectionOf } from '../interfaces/nic-facts.ts'
import { isConnectedOtherwise, mainNicNow } from '../interfaces/own-bridges.ts'
import type { OwnBridge } from '../interfaces/own-bridges.ts'
import type { OwnPort } from '../interfaces/own-ports.ts'
import { settingsOf } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import { setting } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'
import { usageKeys, wireSections } from './profiles.ts'

/** A profile for the NIC, where the one that it had is gone or bound to its former name. */
export interface MadeProfile {
  nic: string
  uuid: string
  settings: Settings
  /** The port profile that keeps its secrets, if it has any. */
  port: string | null
}

export interface WayBack {
  /** Null where the NIC is gone, or has a connection of its own by now. */
  nic: string | null
  /** The UUID of the profile that it gets; null for none, as before the bridge. */
  profile: string | null
  made: MadeProfile | null
  why:
    'original' | 'original-gone' | 'renamed' | 'nothing-before' | 'nic-gone' | 'nic-busy' | 'no-nic'
}

export function wayBack(state: NmState, bridge: OwnBridge, ports: OwnPort[]): WayBack {
  const { mark } = bridge
  const nothing = { nic: null, profile: null, made: null }
  if (mark.nic === null) return { ...nothing, why: 'no-nic' }
  const nic = mainNicNow(state, bridge)
  if (nic === null) return { ...nothing, why: 'nic-gone' }
  if (isConnectedOtherwise(state, nic, ports)) return { ...nothing, why: 'nic-busy' }
  const port = ports.find((one) => one.nic === nic || one.nic === mark.nic) ?? null
  const original = mark.original ?? port?.original ?? null
  if (original === null) return { ...nothing, nic, why: 'nothing-before' }
  const settings = settingsOf(state, original)
  if (settings && fits(settings, nic))
    return { ...nothing, nic, profile: original, why: 'original' }
  // The UUID of one that is gone is free, and a bond's own ports still name it.
  const uuid = settings ? siblingOf(bridge.uuid) : original
  const made = {
    nic,
    uuid,
    port: port?.uuid ?? null,
    settings: madeOf(state, bridge, nic, uuid, port),
  }
  return { nic, profile: uuid, made, why: settings ? 'renamed' : 'original-gone' }
}

/** The same at each planning, and nobody else's: of the bridge's own, which goes. */
export function siblingOf(uuid: string): string {
  const flipped = (digit: string) => (parseInt(digit, 16) ^ 0xf).toString(16)
  return uuid.slice(0, -12) + [...uuid.slice(-12)].map(flipped).join('')
}

function fits(settings: Settings, nic: string): boolean {
  const bound = setting<string>(settings, 'connection', 'interface-name')
  return bound === undefined || bound === nic
}

/** The host stays reachable as it is now: the bridge's addresses, on the port's wire. */
function madeOf(
  state: NmState,
  { settings }: OwnBridge,
  nic: string,
  uuid: string,
  port: OwnPort | null,
): Settings {
  const wire = settingsOf(state, port?.uuid ?? null) ?? {}
  const type = setting<string>(wire, 'connection', 'type') ?? '802-3-ethernet'
  const usage = Object.entries(settings.connection ?? {}).filter(([key]) => usageKeys.includes(key))
  const sections = Object.entries(wire).filter(([name]) => wireSections.includes(name))
  return {
    connection: {
      ...Object.fromEntries(usage),
      id: new Variant('s', nic),
      uuid: new Variant('s', uuid),
      type: new Variant('s', type),
      'interface-name': new Variant('s', nic),
      autoconnect: new Variant('b', true),
    },
    '802-3-ethernet': {},
    ...Object.fromEntries(sections),
    ...(settings.ipv4 ? { ipv4: settings.ipv4 } : {}),
    ...(settings.ipv6 ? { ipv6: settings.ipv6 } : {}),
    ...(settings.proxy ? { proxy: settings.proxy } : {}),
  }
}

/** What is required of the NIC then. */
export interface Returning {
  /** With prefix. */
  addresses: string[]
  /** Subnets of advertised prefixes: what the NIC's own profile makes in them is its own affair. */
  prefixes: string[]
  /** Addresses of the bridge that may be others on the NIC. */
  unsure: string[]
}

export function returning(
  state: NmState,
  item: HostInterface,
  { profile, made }: WayBack,
): Returning {
  const all = originatedAddresses(connectionOf(state, item))
  const lasting = all.filter(({ origin }) => origin !== 'passing' && origin !== 'foreign')
  if (made) return { addresses: lasting.map(text), prefixes: [], unsure: [] }
  const settings = settingsOf(state, profile)
  if (!settings) return { addresses: [], prefixes: [], unsure: [] }
  const expected = lasting.filter((found) => isAsked(settings, found))
  const advertised = expected.filter(({ origin }) => origin === 'advertised')
  const leased = hasRandomMac(settings) ? expected.filter(({ origin }) => origin === 'lease') : []
  return {
    addresses: expected.filter((found) => ![...advertised, ...leased].includes(found)).map(text),
    prefixes: [...new Set(advertised.map(subnetText))],
    unsure: [...leased, ...(advertised.length > 1 ? advertised : [])].map(text),
  }
}

/** Does the profile ask for an address that comes about in this way? */
function isAsked(settings: Settings, { address, origin }: OriginatedAddress): boolean {
  const family = address.includes(':') ? 'ipv6' : 'ipv4'
  const method = setting<string>(settings, family, 'method') ?? ''
  if (origin === 'profile') return setting(settings, family, 'address-data') !== undefined
  return ['auto', 'dhcp', 'ignore'].includes(method)
}

/** A new one at each activation, and with it a new lease. */
function hasRandomMac(settings: Settings): boolean {
  return setting(settings, '802-3-ethernet', 'assigned-mac-address') === 'random'
}

function text({ address, prefix }: OriginatedAddress): string {
  return `${address}/${prefix}`
}

function subnetText({ address, prefix }: OriginatedAddress): string {
  const subnet = subnetOf(address, prefix)
  return subnet ? formatSubnet(subnet) : `${address}/${prefix}`
}
