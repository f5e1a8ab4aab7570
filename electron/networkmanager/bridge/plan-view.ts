/** Plans of bridges as a person reads them. Pure. */
import type { MessageKey } from '../../../shared/locales.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { BridgeAddresses, BridgeOptions } from '../../../shared/model/bridge-settings.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import { gatewaysOf } from '../../../shared/rules/bridge-gateways.ts'
import { formatAddress, parseAddress } from '../../../shared/rules/ip.ts'
import type { PlanView } from '../../../shared/model/plan.ts'
import { globalAddresses } from '../../../shared/rules/global-addresses.ts'
import type { BridgeStep, CreateBridgePlan, PlannedPort } from './plan.ts'
import { routeMetric } from '../interfaces/metrics.ts'
import { freedWarnings } from './freed-profile.ts'
import { interfaceNamed } from '../interfaces/interfaces.ts'
import { lostOf } from './addressing/not-carried.ts'
import { vlansOn } from '../interfaces/nic-facts.ts'
import { createBridgeCommands } from './nmcli-commands.ts'
import { filteringWarnings } from './filtering-warnings.ts'
import type { Filtered } from './filtering-warnings.ts'
import { vlansOfPort } from './port-vlans.ts'
import { isTemporaryProfile, profilePath } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import { readMark, setting } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'
import type { Controlling } from '../interfaces/own-bridges.ts'

export function createView(
  state: NmState,
  plan: Omit<CreateBridgePlan, 'view'>,
  options: BridgeOptions,
): PlanView {
  const { bridge, nic, ports, addresses } = plan
  const nics = ports.map(({ facts }) => facts.name).join(', ')
  const params = { bridge, nic: nic?.name ?? nics, nics }
  const hasPorts = ports.length > 0
  return {
    title: message(hasPorts ? 'plan.create-bridge' : 'plan.create-bridge-alone', params),
    steps: hasPorts ? createSteps(plan, params) : aloneSteps(params),
    warnings: [
      ...portWarnings(state, ports),
      ...loopWarning(ports, options),
      ...filteringWarnings(state, newlyFiltered(plan, options), null),
    ],
    lost: lostOf(ports, nic, addresses),
    interruption: nic?.original ? { what: message('interruption.host', params), seconds: 1 } : null,
    carried: nic && !addresses ? carriedOver(interfaceNamed(state, nic.name)) : given(addresses),
    commands: createBridgeCommands(plan),
    keepOrRevert: hasPorts,
  }
}

function newlyFiltered(
  { bridge, ports }: Omit<CreateBridgePlan, 'view'>,
  options: BridgeOptions,
): Filtered {
  const vlansOf = new Map(
    ports.map(({ facts, profile }) => [facts.name, vlansOfPort(profile)] as const),
  )
  const added = ports.map(({ facts }) => facts.name)
  return { bridge, options, staying: [], added, vlansOf }
}

function createSteps(
  { nic, addresses }: Omit<CreateBridgePlan, 'view'>,
  params: Params,
): BridgeStep[] {
  const prepared = nic?.original && !addresses ? 'step.profiles' : 'step.profiles-new'
  return [
    { id: 'checkpoint', text: message('step.checkpoint', params) },
    { id: 'profiles', text: message(prepared, params) },
    { id: 'activate', text: message('step.activate-bridge', params) },
    { id: 'verify', text: message('step.verify', params) },
    { id: 'store', text: message('step.store', params) },
  ]
}

function aloneSteps(params: Params): BridgeStep[] {
  return [
    { id: 'profiles', text: message('step.profiles-alone', params) },
    { id: 'activate', text: message('step.activate-alone', params) },
    { id: 'store', text: message('step.store-alone', params) },
  ]
}

/** The addresses and default routes that a bridge has now and gives up for those asked for. */
export function leaving(bridge: HostInterface, params: Params, asked: BridgeAddresses): Message[] {
  const { ipv4, ipv6 } = bridge
  const staying = asked.method === 'static' ? asked.addresses.map(canonical) : []
  const addresses = globalAddresses(bridge).filter(
    (address) => !staying.includes(canonical(address)),
  )
  const gateways = [ipv4, ipv6].flatMap(({ gateway, method }) =>
    gateway && method === 'static' && asked.method !== 'dhcp' && !isAskedFor(gateway, asked)
      ? [gateway]
      : [],
  )
  return [
    ...(addresses.length > 0
      ? [message('lost.addresses', { ...params, addresses: addresses.join(', ') })]
      : []),
    ...gateways.map((gateway) => message('lost.gateway', { ...params, gateway })),
  ]
}

/** Another one of the same family takes its place. */
function isAskedFor(gateway: string, asked: BridgeAddresses): boolean {
  if (asked.method !== 'static') return false
  const { family } = parseAddress(gateway) ?? {}
  return gatewaysOf(asked).some((text) => parseAddress(text)?.family === family)
}

function canonical(text: string): string {
  const [host = '', prefix = ''] = text.split('/')
  const address = parseAddress(host)
  return address ? `${formatAddress(address)}/${prefix}` : text
}

export type Params = Record<string, string>

export function portWarnings(state: NmState, ports: PlannedPort[]): Message[] {
  const perPort = ports.flatMap((port) => [
    ...temporary(state, port),
    ...vlans(state, port),
    ...(port.profile['802-1x'] ? [message('warning.secured', { nic: port.facts.name })] : []),
  ])
  if (ports.length === 0) return []
  return [...perPort, ...freedWarnings(state, ports), message('warning.new-profiles-lost')]
}

/** Ports that come to a bridge or a bond, and that leave it. */
export function portSteps(
  bridge: string,
  added: PlannedPort[],
  removed: { nic: string }[],
): BridgeStep[] {
  return [
    ...added.map(({ facts: { name: nic } }): BridgeStep => ({
      id: `add ${nic}`,
      text: message('step.add-port', { bridge, nic }),
    })),
    ...removed.map(({ nic }): BridgeStep => ({
      id: `remove ${nic}`,
      text: message('step.remove-port', { bridge, nic }),
    })),
  ]
}

/** Two cables to one switch and no STP: frames run in circles until the LAN is down. */
export function loopWarning(
  ports: { facts: unknown; profile: PlannedPort['profile'] }[],
  { stp }: BridgeOptions,
): Message[] {
  const own = ports.filter(
    ({ profile }) => setting(profile, 'connection', 'slave-type') === 'bridge',
  )
  return own.length > 1 && !stp ? [message('warning.loop')] : []
}

function temporary(state: NmState, { facts, original }: PlannedPort): Message[] {
  const path = original && profilePath(state, original)
  const isTemporary = path !== null && isTemporaryProfile(state, path)
  return isTemporary ? [message('warning.original-not-stored', { nic: facts.name })] : []
}

/** The kernel takes a VLAN's frames off the port before the bridge sees them. */
function vlans(state: NmState, { facts }: PlannedPort): Message[] {
  const names = vlansOn(state, facts.name)
  if (names.length === 0) return []
  return [message('warning.vlans-stay', { nic: facts.name, vlans: names.join(', ') })]
}

export function carriedOver(item: HostInterface | undefined): PlanView['carried'] {
  if (!item) return []
  const { ipv4, ipv6, mac, mtu } = item
  const metric = routeMetric(ipv4) ?? routeMetric(ipv6)
  return rows([
    ['carried.addresses', globalAddresses(item).join(', ')],
    ['carried.gateway', [ipv4.gateway, ipv6.gateway].filter(Boolean).join(', ')],
    ['carried.routes', routesOf(item)],
    ['carried.metric', metric],
    ['carried.dns', [...ipv4.dns, ...ipv6.dns].join(', ')],
    ['carried.mac', mac],
    ['carried.mtu', mtu],
  ])
}

export function given(asked: BridgeAddresses | null): PlanView['carried'] {
  if (asked?.method !== 'static') return []
  return rows([
    ['carried.addresses', asked.addresses.join(', ')],
    ['carried.gateway', gatewaysOf(asked).join(', ')],
    ['carried.dns', asked.dns.join(', ')],
  ])
}

function routesOf({ ipv4, ipv6 }: HostInterface): string {
  return [...ipv4.routes, ...ipv6.routes]
    .filter(({ prefix, nextHop }) => prefix > 0 && nextHop !== null)
    .map(({ destination, prefix, nextHop }) => `${destination}/${prefix} → ${nextHop}`)
    .join(', ')
}

function rows(all: [MessageKey, string | number | null][]): PlanView['carried'] {
  return all
    .filter(([, value]) => value !== null && value !== '')
    .map(([label, value]) => ({ label: message(label), value: String(value) }))
}

/** Whose it is, before anything of it is changed. */
export function foreignWarning(
  kind: Controlling,
  settings: Settings,
  { name, profile }: HostInterface,
): Message[] {
  if (readMark(settings)) return []
  return [message(`warning.${kind}-foreign`, { [kind]: name, profile: profile?.name ?? name })]
}
