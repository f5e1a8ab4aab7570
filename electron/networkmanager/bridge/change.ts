/** What changing a bridge will do: its options, its addresses, its ports. Pure. */
import { isDeepStrictEqual } from 'node:util'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type {
  BridgeAddresses,
  BridgeOptions,
  PortVlans,
} from '../../../shared/model/bridge-settings.ts'
import { hasCable, type HostInterface } from '../../../shared/model/host.ts'
import {
  addressProblemsSince,
  optionProblemsSince,
  portVlanProblems,
} from '../../../shared/rules/bridge-problems.ts'
import { rangesText } from '../../../shared/rules/vlans/ranges.ts'
import { withAddresses, withKeptGateways } from './addressing/addresses.ts'
import { readOptions, withOptions } from '../interfaces/bridge-options.ts'
import { planPort } from './create.ts'
import type { BridgeStep, PlannedPort, Uuids } from './plan.ts'
import type { PlanView } from '../../../shared/model/plan.ts'
import { ownPorts } from '../interfaces/own-ports.ts'
import type { OwnPort } from '../interfaces/own-ports.ts'
import {
  carriedOver,
  foreignWarning,
  given,
  leaving,
  loopWarning,
  portSteps,
  portWarnings,
} from './plan-view.ts'
import { asOwn, isExternal, mainNicNow } from '../interfaces/own-bridges.ts'
import { interfaceNamed } from '../interfaces/interfaces.ts'
import { lostOf } from './addressing/not-carried.ts'
import { changeBridgeCommands } from './nmcli-commands.ts'
import { changedPorts, nativeOf, vlansOfPort, withVlans } from './port-vlans.ts'
import type { ChangedPort } from './port-vlans.ts'
import { filteringWarnings } from './filtering-warnings.ts'
import type { Filtered } from './filtering-warnings.ts'
import { activeUuid, settingsOf } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import { markSection, markedMacs, readMark } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'

export interface AskedChange {
  bridge: string
  /** Null: they stay as they are. */
  options: BridgeOptions | null
  addresses: BridgeAddresses | null
  add: string[]
  remove: string[]
  /** Of ports that come or stay; the others keep what they have. */
  portVlans?: PortVlans[] | undefined
}

export interface ChangeBridgePlan {
  bridge: string
  bridgeUuid: string
  /** The bridge's profile as it is to become; null where only ports change. */
  profile: Settings | null
  /** Does it differ in more than our mark, so that the bridge itself has to be told? */
  reapplies: boolean
  addresses: BridgeAddresses | null
  added: PlannedPort[]
  removed: OwnPort[]
  /** Port profiles of a name that the main NIC had before. */
  dead: OwnPort[]
  /** Ports that stay, with other VLANs. */
  revised: ChangedPort[]
  view: PlanView
}

/** @throws PuenteError `interface-gone`, `bridge-not-managed`, `nothing-to-change`… */
export function planChangeBridge(
  state: NmState,
  asked: AskedChange,
  uuids: Uuids,
): ChangeBridgePlan {
  const { item, uuid, settings } = managedBridge(state, asked.bridge)
  requireSound(asked, readOptions(settings), addressesNow(item))
  const addresses = asked.addresses && withKeptGateways(settings, asked.addresses)
  const changed = changedProfile(settings, { ...asked, addresses })
  const moved = movedMain(state, settings, asked)
  const profile = moved ? { ...(changed ?? settings), user: moved.mark } : changed
  const { bridge } = asked
  const planned = asked.add.flatMap((nic) => planPort(state, nic, bridge, uuid, uuids))
  const options = readOptions(profile ?? settings)
  const added = withVlans(planned, asked.portVlans, nativeOf(options))
  const removed = portsToRemove(state, uuid, settings, asked)
  const revised = portsToChange(state, item, { uuid, settings, options }, asked)
  if (!profile && added.length + removed.length + revised.length === 0) {
    throw new PuenteError('nothing-to-change')
  }
  const ends = { added, removed, dead: moved?.dead(uuid) ?? [], revised }
  const reapplies = changed !== null
  const plan = { bridge, bridgeUuid: uuid, profile, reapplies, addresses, ...ends }
  return { ...plan, view: changeView(state, item, settings, plan) }
}

/** A bridge that NetworkManager has a profile of, whoever made it. */
export function managedBridge(
  state: NmState,
  bridge: string,
): { item: HostInterface; uuid: string; settings: Settings } {
  const item = interfaceNamed(state, bridge)
  if (item?.kind !== 'bridge') throw new PuenteError('interface-gone', { interface: bridge })
  const uuid = activeUuid(state, bridge)
  const settings = settingsOf(state, uuid)
  if (!uuid || !settings || isExternal(state, bridge)) {
    throw new PuenteError('bridge-not-managed', { bridge })
  }
  return { item, uuid, settings }
}

function changedProfile(settings: Settings, { options, addresses }: AskedChange): Settings | null {
  const before = readOptions(settings)
  const same = !options || isDeepStrictEqual({ ...options, mac: before.mac }, before)
  if (same && !addresses) return null
  const optioned = same || !options ? settings : withOptions(settings, options)
  return addresses ? withAddresses(optioned, addresses) : optioned
}

/** The NIC that the bridge was made for comes back under its present name: then our mark says so. */
function movedMain(state: NmState, settings: Settings, { add }: AskedChange) {
  const own = asOwn(settings)
  const nic = own && mainNicNow(state, own)
  if (!own || nic === null || nic === own.mark.nic || !add.includes(nic)) return null
  return {
    mark: markSection({ nic, original: own.mark.original, ...markedMacs(settings) }),
    dead: (uuid: string) => ownPorts(state, uuid).filter((port) => port.nic === own.mark.nic),
  }
}

/** The NIC whose connection the bridge has goes only with the bridge; others' ports are theirs. */
function portsToRemove(
  state: NmState,
  uuid: string,
  settings: Settings,
  { bridge, remove }: AskedChange,
): OwnPort[] {
  const ports = ownPorts(state, uuid)
  return remove.flatMap((nic) => {
    const [own] = ports.filter((port) => port.nic === nic)
    if (!own) throw new PuenteError('port-not-ours', { bridge, nic })
    if (readMark(settings)?.nic === nic) throw new PuenteError('port-is-main', { bridge, nic })
    return [own, ...ownPorts(state, own.uuid)]
  })
}

function portsToChange(
  state: NmState,
  { name, ports }: HostInterface,
  now: { uuid: string; settings: Settings; options: BridgeOptions },
  { add, remove, portVlans = [] }: AskedChange,
): ChangedPort[] {
  const asked = portVlans.filter(({ port }) => !add.includes(port) && !remove.includes(port))
  const { vlanFiltering } = now.options
  const turnsOn = vlanFiltering && !readOptions(now.settings).vlanFiltering
  const staying = ports.filter((port) => !remove.includes(port))
  return changedPorts(
    state,
    { name, uuid: now.uuid },
    { asked, native: nativeOf(now.options), turnsOn },
    staying,
  )
}

function requireSound(
  { options, addresses, add, portVlans }: AskedChange,
  before: BridgeOptions,
  now: BridgeAddresses,
): void {
  const problems = [
    ...(options ? optionProblemsSince(before, options) : []),
    ...portVlanProblems(portVlans),
    ...(addresses ? addressProblemsSince(now, addresses) : []),
  ]
  const [first] = problems
  if (!first && new Set(add).size === add.length) return
  const { field, text } = first ?? { field: 'ports', text: { key: 'problem.port-twice' } }
  throw new PuenteError('bridge-settings-invalid', { field }, { cause: text.key })
}

/** As if they had been asked for. */
function addressesNow({ ipv4, ipv6 }: HostInterface): BridgeAddresses {
  const all = [...ipv4.addresses, ...ipv6.addresses]
  return {
    method: 'static',
    addresses: all.map(({ address, prefix }) => `${address}/${prefix}`),
    gateway: ipv4.gateway,
    gateway6: ipv6.gateway,
    dns: [...ipv4.dns, ...ipv6.dns],
  }
}

function changeView(
  state: NmState,
  item: HostInterface,
  settings: Settings,
  plan: Omit<ChangeBridgePlan, 'view'>,
): PlanView {
  const { bridge, added, addresses, profile } = plan
  const params = { bridge, nic: bridge }
  return {
    title: message('plan.change-bridge', params),
    steps: [
      { id: 'checkpoint', text: message('step.checkpoint', params) },
      ...activeSteps(plan),
      { id: 'verify', text: message('step.verify', params) },
      { id: 'store', text: message('step.store-change', params) },
    ],
    warnings: [
      ...foreignWarning('bridge', settings, item),
      ...portWarnings(state, added),
      ...loop(state, plan, settings),
      ...filteringWarnings(state, filtered(plan, item, settings), readOptions(settings)),
    ],
    lost: [...lostOf(added, null, null), ...(addresses ? leaving(item, params, addresses) : [])],
    interruption: addresses ? { what: message('interruption.bridge', params), seconds: 1 } : null,
    carried: addresses ? given(addresses) : carriedOver(item),
    commands: changeBridgeCommands({
      ...{ ...plan, before: settings, profile },
      removed: [...plan.removed, ...plan.dead],
      isThere: (nic) => interfaceNamed(state, nic) !== undefined,
    }),
    keepOrRevert: true,
  }
}

function activeSteps({
  bridge,
  reapplies,
  added,
  removed,
  revised,
}: Omit<ChangeBridgePlan, 'view'>): BridgeStep[] {
  const reapply: BridgeStep = { id: 'reapply', text: message('step.change-bridge', { bridge }) }
  return [
    ...(reapplies ? [reapply] : []),
    ...revised.map(vlansStep),
    ...portSteps(bridge, added, removed),
  ]
}

function vlansStep({ nic, profile }: ChangedPort): BridgeStep {
  const vlans = rangesText(vlansOfPort(profile))
  const key = vlans === '' ? 'step.port-vlans-none' : 'step.port-vlans'
  return { id: `vlans ${nic}`, text: message(key, { nic, vlans }) }
}

/** The bridge as it is to be, with the ports that it will have. */
function filtered(
  { bridge, profile, added, removed, revised }: Omit<ChangeBridgePlan, 'view'>,
  item: HostInterface,
  settings: Settings,
): Filtered {
  const gone = removed.map(({ nic }) => nic)
  const staying = item.ports.filter((name) => !gone.includes(name))
  const vlansOf = new Map([
    ...revised.map(({ nic, profile: port }) => [nic, vlansOfPort(port)] as const),
    ...added.map(({ facts, profile: port }) => [facts.name, vlansOfPort(port)] as const),
  ])
  const options = readOptions(profile ?? settings)
  return { bridge, options, staying, added: added.map(({ facts }) => facts.name), vlansOf }
}

function loop(
  state: NmState,
  { added, removed, profile, bridge }: Omit<ChangeBridgePlan, 'view'>,
  settings: Settings,
): Message[] {
  const options = readOptions(profile ?? settings)
  const leaving = removed.map(({ nic }) => nic)
  const isCable = (name: string) => {
    const found = interfaceNamed(state, name)
    return found !== undefined && hasCable(found)
  }
  const ports = interfaceNamed(state, bridge)?.ports ?? []
  const staying = ports.filter((name) => !leaving.includes(name) && isCable(name))
  if (staying.length > 0 && added.length > 0 && !options.stp) return [message('warning.loop')]
  return loopWarning(added, options)
}
