/** The plans of an interface's own connection as a person reads them. Pure. */
import type { KeyIn } from '../../../shared/locales.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import type { PlanDifference, PlanView } from '../../../shared/model/plan.ts'
import { isLinkLocal } from '../../../shared/rules/ip.ts'
import type { InterfaceSettings } from '../../../shared/schemas/interface-intents.ts'
import { freedWarnings } from '../bridge/freed-profile.ts'
import {
  createProfileCommands,
  deleteCommand,
  metricCommands,
  returnCommand,
} from '../bridge/nmcli-commands.ts'
import type { BridgeStep } from '../bridge/plan.ts'
import { vlansOn } from '../interfaces/nic-facts.ts'
import type { NicFacts } from '../interfaces/nic-facts.ts'
import { isTemporaryProfile, profilePath } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import { setting } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'
import type { ChangeInterfacePlan, RestoreInterfacePlan } from './plan.ts'

const families = ['ipv4', 'ipv6'] as const

export function changeInterfaceView(
  state: NmState,
  item: HostInterface,
  facts: NicFacts,
  plan: Omit<ChangeInterfacePlan, 'view'>,
): PlanView {
  const { nic, profile, present, replaced, before, asked } = plan
  const name = item.profile?.name ?? ''
  const params = { nic, profile: name }
  const isOthers = present !== null && replaced === null
  const activate = isOthers ? 'step.activate-settings' : 'step.activate-settings-new'
  return {
    title: message('plan.change-interface', params),
    steps: steps(params, message(activate, params), message('step.store-settings', params)),
    warnings: [
      ...(isOthers ? notStored(state, present, params) : []),
      ...vlansOver(state, nic),
      ...(isOthers ? freedWarnings(state, [{ facts }]) : []),
      message('warning.new-profiles-lost'),
    ],
    lost: lostBy(item, before, asked),
    interruption: interruptionOf(item),
    carried: [],
    changed: differences(before, asked),
    commands: [
      ...createProfileCommands(profile),
      ...(replaced === null ? [] : [deleteCommand([replaced])]),
    ],
    keepOrRevert: true,
  }
}

export function restoreInterfaceView(
  item: HostInterface,
  plan: Omit<RestoreInterfacePlan, 'view'> & { wasGone: boolean },
  original: Settings | null,
): PlanView {
  const { nic, uuid, before, after, metrics, wasGone } = plan
  const profile = (original && setting<string>(original, 'connection', 'id')) ?? ''
  const params = { nic, profile }
  const back = original ? 'step.activate-own' : 'step.let-go'
  return {
    title: message('plan.restore-interface', params),
    steps: steps(params, message(back, params), message('step.delete-settings', params)),
    warnings: wasGone ? [message('warning.own-profile-gone', params)] : [],
    lost: lostBy(item, before, after ?? nothing),
    interruption: interruptionOf(item),
    carried: [],
    changed: differences(before, after ?? nothing),
    commands: [
      returnCommand(nic, plan.original),
      ...metricCommands(nic, metrics),
      deleteCommand([uuid]),
    ],
    keepOrRevert: true,
  }
}

const off = { method: 'none', addresses: [], gateway: null } as const
const nothing: InterfaceSettings = {
  ...{ ipv4: { ...off, addresses: [] }, ipv6: { ...off, addresses: [] } },
  ...{ dns: [], search: [], routes: [], mtu: null },
}

function steps(params: Params, activate: Message, store: Message): BridgeStep[] {
  return [
    { id: 'checkpoint', text: message('step.checkpoint', params) },
    { id: 'activate', text: activate },
    { id: 'verify', text: message('step.verify', params) },
    { id: 'store', text: store },
  ]
}

interface Params {
  [name: string]: string
  nic: string
  profile: string
}

function interruptionOf({ name: nic, state }: HostInterface): PlanView['interruption'] {
  if (state !== 'activated') return null
  return { what: message('interruption.host', { nic }), seconds: 1 }
}

function notStored(state: NmState, present: string, params: Params): Message[] {
  const path = profilePath(state, present)
  const isTemporary = path !== null && isTemporaryProfile(state, path)
  return isTemporary ? [message('warning.own-profile-not-stored', params)] : []
}

/** They lose their link for as long as the NIC does. */
function vlansOver(state: NmState, nic: string): Message[] {
  const vlans = vlansOn(state, nic)
  if (vlans.length === 0) return []
  return [message('warning.vlans-pause', { nic, vlans: vlans.join(', ') })]
}

/** What the interface has now and is not asked for, nor given by the same means again. */
function lostBy(
  item: HostInterface,
  before: InterfaceSettings,
  asked: InterfaceSettings,
): Message[] {
  const going = families.filter(
    (name) => asked[name].method !== 'auto' || before[name].method !== 'auto',
  )
  const staying = families.flatMap((name) => asked[name].addresses)
  const addresses = going
    .flatMap((name) => item[name].addresses)
    .filter(({ address }) => !isLinkLocal(address))
    .map(({ address, prefix }) => `${address}/${prefix}`)
    .filter((text) => !staying.includes(text))
  const gateways = going.flatMap((name) => {
    const { gateway } = item[name]
    const isGoing = gateway && asked[name].method !== 'auto' && asked[name].gateway === null
    return isGoing ? [gateway] : []
  })
  const nic = item.name
  return [
    ...(addresses.length > 0
      ? [message('lost.addresses', { nic, addresses: addresses.join(', ') })]
      : []),
    ...gateways.map((gateway) => message('lost.gateway', { nic, gateway })),
  ]
}

function differences(before: InterfaceSettings, after: InterfaceSettings): PlanDifference[] {
  const methodOf = (settings: InterfaceSettings, name: (typeof families)[number]) =>
    message(`changed.method.${settings[name].method}`)
  const all: [label: KeyIn<'changed'>, of: (settings: InterfaceSettings) => Message | null][] = [
    ['ipv4', (settings) => methodOf(settings, 'ipv4')],
    ['ipv6', (settings) => methodOf(settings, 'ipv6')],
    ['addresses', ({ ipv4, ipv6 }) => texts([...ipv4.addresses, ...ipv6.addresses])],
    ['gateway', ({ ipv4, ipv6 }) => texts([ipv4.gateway, ipv6.gateway])],
    ['dns', ({ dns }) => texts(dns)],
    ['search', ({ search }) => texts(search)],
    ['routes', ({ routes }) => texts(routes.map(routeText))],
    ['mtu', ({ mtu }) => texts([mtu])],
  ]
  return all.flatMap(([label, of]) => {
    const row = { before: of(before), after: of(after) }
    const isSame = JSON.stringify(row.before) === JSON.stringify(row.after)
    return isSame ? [] : [{ label: message(`changed.${label}`), ...row }]
  })
}

function texts(values: (string | number | null)[]): Message | null {
  const found = values.filter((value) => value !== null)
  return found.length === 0 ? null : message('changed.text', { text: found.join(', ') })
}

function routeText({ destination, nextHop, metric }: InterfaceSettings['routes'][number]): string {
  return [
    destination,
    ...(nextHop ? ['→', nextHop] : []),
    ...(metric === null ? [] : [`(${metric})`]),
  ].join(' ')
}
