/** NetworkManager's state as the app's model: one `HostInterface` for each device. Pure. */
import type { HostInterface, HostInterfaceKind, IpState } from '../../shared/model/host.ts'
import { DeviceState, DeviceType, IFACE, InterfaceFlag } from './constants.ts'
import { ipv6Text } from './ipv6.ts'
import { activePath, profilePath, property, realDevices } from './objects.ts'
import type { NmState, Properties } from './objects.ts'
import { whyNotBridgeable } from './refusal.ts'
import { readMark, setting } from './settings.ts'
import type { Settings } from './settings.ts'

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

export function hostInterfaces(state: NmState): HostInterface[] {
  const devices = [...realDevices(state)]
  const interfaces = devices.map(([path, device]) => hostInterface(state, path, device))
  return withPorts(interfaces).sort((a, b) => a.name.localeCompare(b.name))
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
    ipv4: ipState(state, device.Ip4Config as string, IFACE.ip4, settings, 'ipv4'),
    ipv6: ipState(state, device.Ip6Config as string, IFACE.ip6, settings, 'ipv6'),
    controller: controllerName(state, path),
    ports: [],
    notBridgeable: whyNotBridgeable(state, path),
    madeByPuente: settings && deviceKind(device) === 'bridge' ? madeByPuente(settings) : null,
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

function madeByPuente(settings: Settings): HostInterface['madeByPuente'] {
  const found = readMark(settings)
  return found && { nic: found.nic }
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
  path: string,
  iface: typeof IFACE.ip4 | typeof IFACE.ip6,
  settings: Settings | null,
  section: 'ipv4' | 'ipv6',
): IpState {
  const config = state.objects.get(path)?.[iface]
  const addresses = (config?.AddressData as { address: string; prefix: number }[]) ?? []
  return {
    method: methodOf(settings, section, addresses.length > 0),
    addresses: addresses.map(({ address, prefix }) => ({ address, prefix })),
    gateway: (config?.Gateway as string) || null,
    routes: ((config?.RouteData as RouteData[]) ?? []).map((route) => ({
      destination: route.dest,
      prefix: route.prefix,
      nextHop: route['next-hop'] ?? null,
      metric: route.metric ?? 0,
    })),
    dns: nameservers(config, section),
  }
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

function nameservers(config: Properties | undefined, section: 'ipv4' | 'ipv6'): string[] {
  if (section === 'ipv4') {
    const data = (config?.NameserverData as { address: string }[]) ?? []
    return data.map((server) => server.address)
  }
  return ((config?.Nameservers as Uint8Array[]) ?? []).map(ipv6Text)
}
