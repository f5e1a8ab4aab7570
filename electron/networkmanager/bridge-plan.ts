/** What making or removing a bridge will do, computed from what was asked and what is there. Pure. */
import { PuenteError } from '../../shared/errors.ts'
import { message } from '../../shared/message.ts'
import type { HostInterface } from '../../shared/model/host.ts'
import type { Plan } from '../../shared/model/plan.ts'
import { isInterfaceName } from '../../shared/rules/names.ts'
import { IFACE, ProfileFlag } from './constants.ts'
import { bridgeProfile, originalUuid, portProfile, routeMetric } from './bridge-profiles.ts'
import type { BridgeNames, NicFacts } from './bridge-profiles.ts'
import { hostInterfaces } from './interfaces.ts'
import { createBridgeCommands, removeBridgeCommands } from './nmcli-commands.ts'
import { activeUuid, devicePath, profilePath, property } from './objects.ts'
import type { NmState } from './objects.ts'
import { readMark, setting } from './settings.ts'
import type { Settings } from './settings.ts'

/** What the window is shown of a plan; the backend gives it its id. */
export type PlanView = Omit<Plan, 'id'>

export interface CreateBridgePlan {
  nic: NicFacts
  names: BridgeNames
  bridgeProfile: Settings
  portProfile: Settings
  view: PlanView
}

export interface RemoveBridgePlan {
  bridge: string
  bridgeUuid: string
  portUuid: string
  nic: string
  originalUuid: string
  view: PlanView
}

/** @throws PuenteError what stands in the way, to be shown beside the field */
export function planCreateBridge(
  state: NmState,
  asked: { nic: string; bridge: string },
  uuids: { bridge: string; port: string },
): CreateBridgePlan {
  requireFreeName(state, asked.bridge)
  const item = requireBridgeable(state, asked.nic)
  const nic = nicFacts(state, item)
  const names = { bridge: asked.bridge, bridgeUuid: uuids.bridge, portUuid: uuids.port }
  const profiles = { bridge: bridgeProfile(nic, names), port: portProfile(nic, names) }
  return {
    nic,
    names,
    bridgeProfile: profiles.bridge,
    portProfile: profiles.port,
    view: createView(state, nic, names, item, profiles),
  }
}

/** @throws PuenteError `interface-gone`, `bridge-not-ours`, `original-profile-gone` */
export function planRemoveBridge(state: NmState, bridge: string): RemoveBridgePlan {
  const item = hostInterfaces(state).find(({ name, kind }) => name === bridge && kind === 'bridge')
  if (!item) throw new PuenteError('interface-gone', { interface: bridge })
  const bridgeUuid = activeUuid(state, bridge)
  const settings = bridgeUuid && settingsOf(state, bridgeUuid)
  const mark = settings && readMark(settings)
  if (!bridgeUuid || !mark) throw new PuenteError('bridge-not-ours', { bridge })
  if (!profilePath(state, mark.original)) {
    throw new PuenteError('original-profile-gone', { nic: mark.nic })
  }
  const portUuid = portOf(state, bridgeUuid)
  if (!portUuid || !devicePath(state, mark.nic)) {
    throw new PuenteError('interface-gone', { interface: mark.nic })
  }
  const plan = { bridge, bridgeUuid, portUuid, nic: mark.nic, originalUuid: mark.original }
  return { ...plan, view: removeView(state, item, plan) }
}

function requireFreeName(state: NmState, name: string): void {
  if (!isInterfaceName(name)) throw new PuenteError('interface-name-invalid', { name })
  const inProfiles = [...state.profiles.values()].some(
    (settings) => setting(settings, 'connection', 'interface-name') === name,
  )
  if (inProfiles || devicePath(state, name)) throw new PuenteError('interface-name-taken', { name })
}

function requireBridgeable(state: NmState, nic: string): HostInterface {
  const item = hostInterfaces(state).find(({ name }) => name === nic)
  if (!item) throw new PuenteError('interface-gone', { interface: nic })
  if (item.notBridgeable) {
    throw new PuenteError('interface-not-bridgeable', { nic }, { cause: item.notBridgeable.key })
  }
  return item
}

function nicFacts(state: NmState, item: HostInterface): NicFacts {
  const device = devicePath(state, item.name) ?? ''
  const original = settingsOf(state, activeUuid(state, item.name) ?? '')
  if (!original || !item.mac) throw new PuenteError('interface-gone', { interface: item.name })
  return {
    name: item.name,
    mac: item.mac,
    original,
    ipv4: item.ipv4,
    ipv6: item.ipv6,
    dhcp4: leaseOptions(state, device, 'Dhcp4Config', IFACE.dhcp4),
    dhcp6: leaseOptions(state, device, 'Dhcp6Config', IFACE.dhcp6),
  }
}

function leaseOptions(
  state: NmState,
  device: string,
  name: 'Dhcp4Config' | 'Dhcp6Config',
  iface: string,
): Record<string, unknown> {
  const path = property<string>(state, device, IFACE.device, name)
  return (path && property<Record<string, unknown>>(state, path, iface, 'Options')) || {}
}

function settingsOf(state: NmState, uuid: string): Settings | null {
  const path = profilePath(state, uuid)
  return (path && state.profiles.get(path)) || null
}

/** Our port profile of the bridge: it names its bridge by UUID. */
function portOf(state: NmState, bridgeUuid: string): string | null {
  for (const settings of state.profiles.values()) {
    const isPort = setting(settings, 'connection', 'master') === bridgeUuid && readMark(settings)
    if (isPort) return setting<string>(settings, 'connection', 'uuid') ?? null
  }
  return null
}

function createView(
  state: NmState,
  nic: NicFacts,
  { bridge }: BridgeNames,
  item: HostInterface,
  profiles: { bridge: Settings; port: Settings },
): PlanView {
  const params = { bridge, nic: nic.name }
  return {
    title: message('plan.create-bridge', params),
    steps: [
      { id: 'checkpoint', text: message('step.checkpoint', params) },
      { id: 'profiles', text: message('step.profiles', params) },
      { id: 'activate', text: message('step.activate-bridge', params) },
      { id: 'verify', text: message('step.verify', params) },
      { id: 'store', text: message('step.store', params) },
    ],
    warnings: createWarnings(state, nic),
    interruption: { what: message('interruption.host', params), seconds: 1 },
    carried: carriedOver(item),
    commands: createBridgeCommands(profiles.bridge, profiles.port),
    keepOrRevert: true,
  }
}

function createWarnings(state: NmState, nic: NicFacts): PlanView['warnings'] {
  const path = profilePath(state, originalUuid(nic))
  const flags = (path && property<number>(state, path, IFACE.profile, 'Flags')) || 0
  const isTemporary = flags & (ProfileFlag.unsaved | ProfileFlag.generated | ProfileFlag.volatile)
  return [
    ...(isTemporary ? [message('warning.original-not-stored', { nic: nic.name })] : []),
    message('warning.new-profiles-lost'),
  ]
}

function removeView(
  state: NmState,
  item: HostInterface,
  plan: Omit<RemoveBridgePlan, 'view'>,
): PlanView {
  const original = settingsOf(state, plan.originalUuid)
  const profile = (original && setting<string>(original, 'connection', 'id')) ?? plan.originalUuid
  const params = { bridge: plan.bridge, nic: plan.nic, profile }
  return {
    title: message('plan.remove-bridge', params),
    steps: [
      { id: 'checkpoint', text: message('step.checkpoint', params) },
      { id: 'activate', text: message('step.activate-original', params) },
      { id: 'verify', text: message('step.verify', params) },
      { id: 'store', text: message('step.delete-profiles', params) },
    ],
    warnings: [],
    interruption: { what: message('interruption.host', params), seconds: 1 },
    carried: carriedOver(item),
    commands: removeBridgeCommands(plan),
    keepOrRevert: true,
  }
}

function carriedOver(item: HostInterface): PlanView['carried'] {
  const { ipv4, ipv6, mac, mtu } = item
  const addresses = [...ipv4.addresses, ...ipv6.addresses]
    .filter(({ address }) => !address.startsWith('fe80'))
    .map(({ address, prefix }) => `${address}/${prefix}`)
  const metric = routeMetric(ipv4) ?? routeMetric(ipv6)
  const rows: [string, string | number | null][] = [
    ['carried.addresses', addresses.join(', ')],
    ['carried.gateway', [ipv4.gateway, ipv6.gateway].filter(Boolean).join(', ')],
    ['carried.metric', metric],
    ['carried.dns', [...ipv4.dns, ...ipv6.dns].join(', ')],
    ['carried.mac', mac],
    ['carried.mtu', mtu],
  ]
  return rows
    .filter(([, value]) => value !== null && value !== '')
    .map(([label, value]) => ({ label: message(label), value: String(value) }))
}
