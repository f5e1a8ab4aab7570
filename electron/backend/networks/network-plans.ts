/** Plans about networks, as a person reads them. Pure. */
import type { KeyIn, MessageKey } from '../../../shared/locales.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { PlanStep, PlanView } from '../../../shared/model/plan.ts'
import type { NetworkPart } from '../../../shared/rules/networks/kinds.ts'
import type { RemovedNetwork } from '../../libvirt/index.ts'
import type { LiveUpdate } from '../../libvirt/xml/definition/updates.ts'
import { planView } from '../plans/view.ts'
import { virshName } from '../../libvirt/commands/line.ts'
import { replugCommands } from '../../libvirt/commands/nics.ts'
import type { PluggedInto } from '../../libvirt/nics/replug.ts'
import {
  defineCommand,
  deleteCommands,
  restartCommands,
  returnCommands,
  startCommands,
  switchCommand,
  updateCommand,
} from '../../libvirt/commands/networks.ts'
import type { Switch } from '../../libvirt/commands/networks.ts'
import { fewNames } from '../../../shared/rules/few-names.ts'

/** As people call it, and as virsh finds it. */
interface Called {
  network: string
  uuid: string
}

export function creationView(asked: {
  network: string
  xml: string
  autostart: boolean
  warnings: Message[]
}): PlanView {
  const { network, xml, autostart, warnings } = asked
  const params = { network }
  return planView({
    title: message('plan.create-network', params),
    steps: [
      step('define', 'define-network', params),
      step('start', 'start-network', params),
      ...(autostart ? [step('autostart', 'autostart-network', params)] : []),
    ],
    warnings,
    commands: [defineCommand(xml), ...startCommands(network, autostart)],
    xml: { before: null, after: xml },
  })
}

/** Addresses of former subnets: boot servers, and what is told to dnsmasq. */
export function strayWarnings(addresses: string[]): Message[] {
  if (addresses.length === 0) return []
  return [message('warning.stray-addresses', { addresses: addresses.join(', ') })]
}

export function editView(
  asked: Called & {
    title: MessageKey
    before: string
    after: string
    active: boolean
    updates: LiveUpdate[]
    waiting: NetworkPart[]
    machines: string[]
    warnings: Message[]
  },
): PlanView {
  const { title, network, before, after, active, updates, waiting, machines, warnings } = asked
  const params = { network }
  const waits = active && waiting.length > 0
  return planView({
    title: message(title, params),
    steps: [
      step('define', 'store-network', params),
      ...(updates.length > 0 ? [step('update', 'update-network', params)] : []),
    ],
    warnings: [...warnings, ...(waits ? [waitingWarning(network, machines)] : [])],
    commands: [
      defineCommand(after),
      ...updates.map((update) => updateCommand(called(asked), update)),
    ],
    xml: { before, after },
  })
}

function waitingWarning(network: string, machines: string[]): Message {
  return machines.length > 0
    ? message('warning.waits-for-restart', { network, machines: fewNames(machines) })
    : message('warning.waits-for-restart-unused', { network })
}

export function restartView(
  asked: Called & {
    /** NICs of machines that lose it for a moment. */
    plugged: PluggedInto[]
    before: string
    after: string
  },
): PlanView {
  const { network, plugged, before, after } = asked
  const machines = namesOf(plugged)
  const names = { network, machines }
  const cut = machines !== ''
  return planView({
    title: message('plan.restart-network', { network }),
    steps: [
      step('stop', 'stop-network', { network }),
      step('start', 'start-stored-network', { network }),
      ...(cut ? [step('replug', 'replug-machines', names)] : []),
    ],
    warnings: [],
    interruption: cut ? { what: message('interruption.machines', names), seconds: 2 } : null,
    commands: restartCommands(called(asked), plugged),
    xml: { before, after },
  })
}

export function deletionView(
  asked: Called & {
    active: boolean
    persistent: boolean
    plugged: string[]
    stored: string[]
    saved: string[]
  },
): PlanView {
  const { network, active, persistent, plugged, stored, saved } = asked
  const warn = (key: MessageKey, machines: string[]) =>
    machines.length > 0 ? [message(key, { network, machines: fewNames(machines) })] : []
  return planView({
    title: message('plan.delete-network', { network }),
    steps: [
      ...(active ? [step('stop', 'stop-network', { network })] : []),
      ...(persistent ? [step('undefine', 'undefine-network', { network })] : []),
    ],
    warnings: [
      ...warn('warning.network-cut', plugged),
      ...warn('warning.network-missing-at-start', stored),
      ...warn('warning.network-missing-when-saved', saved),
    ],
    commands: deleteCommands(called(asked), { active, persistent }),
  })
}

/** A removed network comes back. */
export function returnView(asked: {
  network: string
  definition: RemovedNetwork
  /** Or does something stored wait for its restart? */
  asStored: boolean
  /** NICs of machines that were cut off with it. */
  plugged: PluggedInto[]
  warnings: Message[]
}): PlanView {
  const { network, definition, plugged, warnings } = asked
  const { running, stored, autostart } = definition
  const params = { network }
  const machines = namesOf(plugged)
  return planView({
    title: message('plan.return-network', params),
    steps: [
      ...(stored === null ? [] : [step('define', 'define-network-again', params)]),
      ...(autostart ? [step('autostart', 'autostart-network', params)] : []),
      ...(running === null ? [] : [step('start', 'start-network-again', params)]),
      ...(machines ? [step('replug', 'replug-machines', { network, machines })] : []),
    ],
    warnings,
    commands: [
      ...returnCommands(virshName(definition), definition, asked.asStored),
      ...replugCommands(plugged),
    ],
    xml: { before: null, after: stored ?? running ?? '' },
  })
}

const switchSteps: Record<Switch, KeyIn<'step'>> = {
  start: 'start-network-again',
  stop: 'stop-network',
  autostart: 'autostart-network',
  'no-autostart': 'no-autostart-network',
}

/** `plugged`: what is plugged in again when it starts. */
export function switchView(
  { name: network, uuid }: { name: string; uuid: string },
  to: Switch,
  { warnings = [], plugged = [] }: SwitchContext = {},
): PlanView {
  const machines = namesOf(plugged)
  return planView({
    title: message(`plan.${to}-network`, { network }),
    steps: [
      step(to, switchSteps[to], { network }),
      ...(machines ? [step('replug', 'replug-machines', { network, machines })] : []),
    ],
    warnings,
    commands: [switchCommand(virshName({ name: network, uuid }), to), ...replugCommands(plugged)],
  })
}

interface SwitchContext {
  warnings?: Message[]
  plugged?: PluggedInto[]
}

function called({ network, uuid }: Called): string {
  return virshName({ name: network, uuid })
}

function namesOf(nics: PluggedInto[]): string {
  return fewNames([...new Set(nics.map(({ machine }) => machine))])
}

function step(id: string, key: KeyIn<'step'>, params: Message['params']): PlanStep {
  return { id, text: message(`step.${key}`, params) }
}
