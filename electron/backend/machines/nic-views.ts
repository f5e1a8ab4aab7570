/** Plans for the NICs of machines, as a person reads them. Pure. */
import type { MessageKey } from '../../../shared/locales.ts'
import { placeName } from '../../../shared/rules/nic-places.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type {
  ChosenWire,
  NicChanges,
  NicPart,
  NicWire,
} from '../../../shared/model/nic-settings.ts'
import { nicParts } from '../../../shared/model/nic-settings.ts'
import type { PlanView } from '../../../shared/model/plan.ts'
import type { Affects, NicEdit } from '../../libvirt/index.ts'
import type { LostPart } from '../../libvirt/xml/nic/belongings.ts'
import { numbered, planView } from '../plans/view.ts'
import { forwardSteps } from './forward-views.ts'
import type { FilterEdit } from './nic-filters.ts'

export function nicView(
  title: Message,
  steps: Message[],
  shown: Partial<Pick<PlanView, 'warnings' | 'commands' | 'lost'>> = {},
): PlanView {
  return planView({ title, steps: numbered(steps), ...shown })
}

/** What a NIC can't have at its new place, one sentence for each. */
export function lostSteps(lost: LostPart[], mac: string): Message[] {
  return lost.map(({ part, value }) => message(`lost.nic-${part}`, { mac, value }))
}

/** `title` is what the change was called that is taken back. */
export function undoView(
  title: Message,
  edits: { machine: string; edit: NicEdit }[],
  { commands, filters }: { commands: string[]; filters: FilterEdit[] },
): PlanView {
  const nics = edits.flatMap(({ machine, edit }) => {
    const changes = edit.do === 'restore' ? changeSteps(edit.changes, edit.nic.mac) : []
    return [...changes, message(`step.undo-${edit.do}`, { machine })]
  })
  const steps = withFilterSteps(nics, filters)
  return nicView(message('plan.undo-nics', { title: title.key }), steps, { commands })
}

/** What is done to NICs, with what is defined in libvirt before it and deleted after it. */
export function withFilterSteps(steps: Message[], filters: FilterEdit[]): Message[] {
  const of = (
    key: 'rules.step.define' | 'rules.step.remove',
    isOf: (edit: FilterEdit) => boolean,
  ) => filters.filter(isOf).map(({ name }) => message(key, { filter: name }))
  return [
    ...of('rules.step.define', ({ before, after }) => after !== null && after !== before),
    ...steps,
    ...of('rules.step.remove', ({ after }) => after === null),
  ]
}

/** The name of what a NIC is led to, as steps say it. */
export function wireName(wire: ChosenWire): string {
  return placeName(wire) || wire.type
}

/** One step for the running machine, one for its definition. */
export function lifeSteps(
  reach: Affects,
  params: Record<string, string>,
  keys: { live: MessageKey; config: MessageKey },
): Message[] {
  return [
    ...(reach.live ? [message(keys.live, params)] : []),
    ...(reach.config ? [message(keys.config, params)] : []),
  ]
}

/** One sentence for each part that becomes different. */
export function changeSteps(changes: NicChanges, mac: string): Message[] {
  const parts = nicParts.filter((part) => part in changes)
  return parts.flatMap((part) => {
    if (part !== 'forwards') return [changeStep(changes, part, mac)]
    const steps = forwardSteps(changes.forwards)
    return steps.length > 0 ? steps : [message('step.nic.forwards-none', { mac })]
  })
}

function changeStep(changes: NicChanges, part: Exclude<NicPart, 'forwards'>, mac: string): Message {
  // Only what is in the changes is asked for.
  if (part === 'source') return wireStep(changes.source as NicWire, mac)
  const value = changes[part]
  switch (part) {
    case 'linkUp':
    case 'isolated':
    case 'trustGuestRxFilters':
      return message(`step.nic.${part}-${value ? 'on' : 'off'}`, { mac })
    case 'filter':
      return changes.filter
        ? message('step.nic.filter', { mac, value: changes.filter.name })
        : message('step.nic.filter-none', { mac })
    case 'vlan':
      return changes.vlan
        ? message('step.nic.vlan', { mac, value: changes.vlan.tags.map(({ id }) => id).join(', ') })
        : message('step.nic.vlan-none', { mac })
    case 'bandwidth':
      return bandwidthStep(changes.bandwidth, mac)
    default:
      return value === null || value === undefined
        ? message(`step.nic.${part}-none`, { mac })
        : message(`step.nic.${part}`, { mac, value: String(value) })
  }
}

function wireStep(wire: NicWire, mac: string): Message {
  switch (wire.type) {
    case 'network':
      return wire.portGroup === null
        ? message('step.nic.network', { mac, value: wire.network })
        : message('step.nic.port-group', { mac, value: wire.network, group: wire.portGroup })
    case 'bridge':
      return message('step.nic.bridge', { mac, value: wire.bridge })
    case 'direct':
      return message('step.nic.direct', { mac, value: wire.device, mode: wire.mode })
    case 'user':
      return message('step.nic.user', { mac })
    case 'other':
      return message('step.nic.other', { mac, value: wire.description })
  }
}

function bandwidthStep(bandwidth: NicChanges['bandwidth'], mac: string): Message {
  const inbound = bandwidth?.inbound?.average
  const outbound = bandwidth?.outbound?.average
  if (inbound && outbound) return message('step.nic.bandwidth', { mac, inbound, outbound })
  if (inbound) return message('step.nic.bandwidth-in', { mac, inbound })
  if (outbound) return message('step.nic.bandwidth-out', { mac, outbound })
  return message('step.nic.bandwidth-none', { mac })
}
