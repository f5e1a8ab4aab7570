/** NetworkManager's state as the app's model: one `HostInterface` for each device. Pure. */
import type {
  BridgeFacts,
  HostInterface,
  HostInterfaceKind,
  IpState,
} from '../../../shared/model/host.ts'
import { parseNameServer } from '../../../shared/rules/name-servers.ts'
import { isIfbName } from '../../../shared/rules/netem.ts'
import { readBondOptions } from './bond-options.ts'
import { readOptions } from './bridge-options.ts'
import { readVlans } from './bridge-vlans.ts'
import {
  ActivationFlag,
  DeviceState,
  DeviceType,
  IFACE,
  InterfaceFlag,
} from '../client/constants.ts'
import { ipv6Text } from './ipv6.ts'
import { activePath, devicePath, profilePath, property, realDevices } from '../client/objects.ts'
import type { NmState, Properties } from '../client/objects.ts'
import { asOwn, bondUuid, isExternal, mainNicNow, ownBridges } from './own-bridges.ts'
import type { OwnBridge } from './own-bridges.ts'
import { ownPorts } from './own-ports.ts'
import { whyNotBridgeable } from './refusal.ts'
import { untoldRoutes } from './untold-routes.ts'
import { vlanFacts } from './vlans.ts'
import { readMark, setting } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'

const kinds: Record<number, HostInterfaceKind> = {
  [DeviceType.ethernet]: 'ethernet',
  [DeviceType.wifi]: 'wifi',
  [DeviceType.bluetooth]: 'mobile',
  [DeviceType.modem]: 'mobile',
  [DeviceType.bond]: 'bond',
  [DeviceType.team]: 'bond',
  [DeviceType.vlan]: 'vlan',
  [DeviceType.bridge]: 'bridge',
  [DeviceType.tun]: 'tun',
  [DeviceType.macvlan]: 'macvlan',
  [DeviceType.veth]: 'veth',
  [DeviceType.ppp]: 'vpn',
  [DeviceType.wireguard]: 'vpn',
  [DeviceType.loopback]: 'loopback',
}

/** The bridge, or null, of each interface that there is. */
export type Controllers = ReadonlyMap<string, string | null>

/**
 * @param kernel who is a port of whom as the kernel has it: NetworkManager 1.42 loses a port that
 *   is moved from one bridge to another, as libvirt does with a running machine's NIC
 */
export function hostInterfaces(state: NmState, kernel: Controllers = new Map()): HostInterface[] {
  const shown = [...realDevices(state)].filter(([, device]) => !isOwnIfb(device))
  const interfaces = shown.map(([path, device]) => {
    const found = hostInterface(state, path, device)
    const controller = kernel.get(found.name)
    return controller === undefined ? found : { ...found, controller }
  })
  return withPorts(interfaces).sort((a, b) => a.name.localeCompare(b.name))
}

/** Half of a cable that is bad on purpose is shown on that cable. */
function isOwnIfb({ DeviceType: type, Interface: name }: Properties): boolean {
  return type === DeviceType.generic && isIfbName(String(name))
}

/** Ours that are not up: no device, but a name that is taken, and something to remove. */
export function downBridges(state: NmState): HostInterface[] {
  const none: IpState = { method: 'none', addresses: [], gateway: null, routes: [], dns: [] }
  return ownBridges(state)
    .filter(({ name }) => devicePath(state, name) === null)
    .map((own): HostInterface => ({
      ...{ name: own.name, kind: 'bridge', mac: null, mtu: 0, carrier: false },
      ...{ state: 'disconnected', profile: null, ipv4: none, ipv6: none },
      ...{ controller: null, ports: [], notBridgeable: null },
      madeByPuente: { nic: own.mark.nic },
      bridge: { ...ownFacts(state, own), isDown: true },
    }))
}

function ownFacts(state: NmState, own: OwnBridge): BridgeFacts {
  const nicNow = mainNicNow(state, own)
  return {
    owner: 'puente',
    options: readOptions(own.settings),
    ownPorts: ownPorts(state, own.uuid).map(({ nic }) => nic),
    ...(nicNow === own.mark.nic || nicNow === null ? {} : { nicNow }),
  }
}

export function interfaceNamed(state: NmState, wanted: string): HostInterface | undefined {
  return hostInterfaces(state).find(({ name }) => name === wanted)
}

function hostInterface(state: NmState, path: string, device: Properties): HostInterface {
  const settings = activeSettings(state, path)
  const name = device.Interface as string
  return {
    name,
    kind: deviceKind(device),
    mac: (device.HwAddress as string | undefined)?.toLowerCase() || null,
    mtu: (device.Mtu as number) ?? 0,
    carrier: ((device.InterfaceFlags as number) & InterfaceFlag.carrier) !== 0,
    state: stateName(device.State as number),
    profile: profileOf(state, path),
    ipv4: ipState(state, device, IFACE.ip4, settings, 'ipv4'),
    ipv6: ipState(state, device, IFACE.ip6, settings, 'ipv6'),
    controller: controllerName(state, path),
    ports: [],
    notBridgeable: whyNotBridgeable(state, path),
    ...hardwareOf(state, path, device),
    ...vlanOf(state, path, device),
    ...portVlansOf(settings),
    ...(settings && isOwnProfile(settings) && { ownProfile: true }),
    ...(deviceKind(device) === 'bridge'
      ? bridgeFacts(state, path, settings)
      : bondFacts(state, name, settings)),
  }
}

/** Of a link that is down NetworkManager says 0. */
function hardwareOf(
  state: NmState,
  path: string,
  { Driver }: Properties,
): Pick<HostInterface, 'speed' | 'driver'> {
  const speed = property<number>(state, path, IFACE.wired, 'Speed') ?? 0
  const isKnown = typeof Driver === 'string' && Driver !== '' && Driver !== 'unknown'
  return { ...(speed > 0 && { speed }), ...(isKnown && { driver: Driver }) }
}

function vlanOf(state: NmState, path: string, device: Properties): Pick<HostInterface, 'vlan'> {
  const vlan = vlanFacts(state, path, device)
  return vlan ? { vlan } : {}
}

function portVlansOf(settings: Settings | null): Pick<HostInterface, 'portVlans'> {
  const isPort = settings && setting<string>(settings, 'connection', 'slave-type') === 'bridge'
  return isPort ? { portVlans: readVlans(settings, 'bridge-port') } : {}
}

/** Of an interface by itself: no port's, and of nothing that has ports. */
function isOwnProfile(settings: Settings): boolean {
  const type = setting<string>(settings, 'connection', 'type')
  const isPort = setting(settings, 'connection', 'master') !== undefined
  return readMark(settings) !== null && !isPort && type !== 'bridge' && type !== 'bond'
}

function bondFacts(
  state: NmState,
  name: string,
  settings: Settings | null,
): Pick<HostInterface, 'madeByPuente' | 'bond'> {
  const uuid = settings && bondUuid(settings)
  if (!uuid || isExternal(state, name)) return { madeByPuente: null }
  const own = asOwn(settings, 'bond')
  const ports = ownPorts(state, uuid).map(({ nic }) => nic)
  const bond = { options: readBondOptions(settings), ownPorts: ports }
  return { madeByPuente: own && { nic: own.mark.nic }, bond }
}

function bridgeFacts(
  state: NmState,
  path: string,
  settings: Settings | null,
): Pick<HostInterface, 'madeByPuente' | 'bridge'> {
  const found = settings && readMark(settings)
  const active = activePath(state, path)
  const flags = (active && property<number>(state, active, IFACE.active, 'StateFlags')) || 0
  const managed = settings !== null && (flags & ActivationFlag.external) === 0
  const own = settings && asOwn(settings)
  if (found && own) return { madeByPuente: { nic: found.nic }, bridge: ownFacts(state, own) }
  const uuid = settings && setting<string>(settings, 'connection', 'uuid')
  return {
    madeByPuente: found && { nic: found.nic },
    bridge: {
      owner: found ? 'puente' : managed ? 'networkmanager' : 'other',
      options: readOptions(settings ?? {}),
      ownPorts: uuid ? ownPorts(state, uuid).map(({ nic }) => nic) : [],
    },
  }
}

export function deviceKind(device: Properties): HostInterfaceKind {
  return kinds[device.DeviceType as number] ?? 'other'
}

function stateName(state: number): HostInterface['state'] {
  if (state <= DeviceState.unmanaged) return 'unmanaged'
  if (state <= DeviceState.unavailable) return 'unavailable'
  if (state <= DeviceState.disconnected) return 'disconnected'
  if (state < DeviceState.activated) return 'activating'
  if (state === DeviceState.activated) return 'activated'
  return state === DeviceState.failed ? 'failed' : 'disconnected'
}

function profileOf(state: NmState, device: string): HostInterface['profile'] {
  const active = activePath(state, device)
  const uuid = active && property<string>(state, active, IFACE.active, 'Uuid')
  if (!active || !uuid) return null
  return { uuid, name: property<string>(state, active, IFACE.active, 'Id') ?? uuid }
}

function activeSettings(state: NmState, device: string): Settings | null {
  const profile = profileOf(state, device)
  const path = profile && profilePath(state, profile.uuid)
  return (path && state.profiles.get(path)) || null
}

/** NetworkManager calls the property `Master` up to 1.42 and keeps that name beside `Controller`. */
function controllerName(state: NmState, device: string): string | null {
  const active = activePath(state, device)
  const controller =
    active &&
    (property<string>(state, active, IFACE.active, 'Controller') ??
      property<string>(state, active, IFACE.active, 'Master'))
  if (!controller || controller === '/') return null
  return property<string>(state, controller, IFACE.device, 'Interface') ?? null
}

function withPorts(interfaces: HostInterface[]): HostInterface[] {
  return interfaces.map((item) => ({
    ...item,
    ports: interfaces.filter((port) => port.controller === item.name).map((port) => port.name),
  }))
}

interface RouteData {
  dest: string
  prefix: number
  'next-hop'?: string
  metric?: number
}

function ipState(
  state: NmState,
  device: Properties,
  iface: typeof IFACE.ip4 | typeof IFACE.ip6,
  settings: Settings | null,
  section: 'ipv4' | 'ipv6',
): IpState {
  const path = section === 'ipv4' ? device.Ip4Config : device.Ip6Config
  const config = state.objects.get(path as string)?.[iface]
  const listed = (config?.AddressData as { address: string; prefix: number }[]) ?? []
  const addresses = listed.filter(({ address }) => !state.temporary?.has(address))
  return {
    method: methodOf(settings, section, addresses.length > 0),
    addresses: addresses.map(({ address, prefix }) => ({ address, prefix })),
    gateway: (config?.Gateway as string) || null,
    routes: [...routesOf(config), ...untoldRoutes(state, device.Interface as string, section)],
    dns: nameServers(config, settings, section),
  }
}

function routesOf(config: Properties | undefined): IpState['routes'] {
  return ((config?.RouteData as RouteData[]) ?? []).map((route) => ({
    destination: route.dest,
    prefix: route.prefix,
    nextHop: route['next-hop'] ?? null,
    metric: route.metric ?? 0,
  }))
}

function methodOf(
  settings: Settings | null,
  section: 'ipv4' | 'ipv6',
  hasAddresses: boolean,
): IpState['method'] {
  const method = settings && setting<string>(settings, section, 'method')
  if (method === 'manual') return 'static'
  if (method === 'dhcp') return 'dhcp'
  if (method === 'auto') return section === 'ipv4' ? 'dhcp' : 'auto'
  return hasAddresses ? 'static' : 'none'
}

/** IPv6's configuration has no URIs (1.52): those asked by TLS are known of the profile alone. */
function nameServers(
  config: Properties | undefined,
  settings: Settings | null,
  section: 'ipv4' | 'ipv6',
): string[] {
  if (section === 'ipv4') {
    const data = (config?.NameserverData as { address?: string; uri?: string }[]) ?? []
    return data.map(({ address, uri }) => uri ?? address ?? '')
  }
  const asked = (settings && setting<string[]>(settings, section, 'dns-data')) ?? []
  const encrypted = asked.filter((server) => parseNameServer(server)?.isEncrypted)
  return [...encrypted, ...((config?.Nameservers as Uint8Array[]) ?? []).map(ipv6Text)]
}
