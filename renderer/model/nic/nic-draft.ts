import type { DirectMode, NicSettings, NicWire, Rate } from '../../../shared/model/nic-settings.ts'
import { tagsOf, tagsText } from '../../../shared/rules/vlans/tags.ts'
import { forwardDrafts, forwardsOf } from './forward-drafts.ts'
import type { ForwardDraft } from './forward-drafts.ts'

/** A NIC's settings as they are typed: what is not set is empty. */
export interface NicDraft {
  kind: NicWire['type']
  network: string
  portGroup: string
  bridge: string
  device: string
  mode: DirectMode
  model: string
  mac: string
  linkUp: boolean
  bootOrder: string
  mtu: string
  queues: string
  inbound: RateDraft
  outbound: RateDraft
  vlan: string
  trunk: boolean
  isolated: boolean
  trustGuestRxFilters: boolean
  filter: string
  /** One `NAME=value` a line. */
  filterParameters: string
  /** Of user mode alone. */
  forwards: ForwardDraft[]
}

export interface RateDraft {
  average: string
  peak: string
  burst: string
}

export function draftOf(settings: NicSettings): NicDraft {
  const { source, bandwidth, vlan, filter } = settings
  return {
    kind: source.type,
    network: source.type === 'network' ? source.network : '',
    portGroup: (source.type === 'network' && source.portGroup) || '',
    bridge: source.type === 'bridge' ? source.bridge : '',
    device: source.type === 'direct' ? source.device : '',
    mode: source.type === 'direct' ? source.mode : 'bridge',
    model: settings.model ?? '',
    mac: settings.mac,
    linkUp: settings.linkUp,
    bootOrder: text(settings.bootOrder),
    mtu: text(settings.mtu),
    queues: text(settings.queues),
    inbound: rateDraft(bandwidth.inbound),
    outbound: rateDraft(bandwidth.outbound),
    vlan: tagsText(vlan),
    trunk: vlan?.trunk ?? false,
    isolated: settings.isolated,
    trustGuestRxFilters: settings.trustGuestRxFilters,
    filter: filter?.name ?? '',
    filterParameters:
      filter?.parameters.map(({ name, value }) => `${name}=${value}`).join('\n') ?? '',
    forwards: forwardDrafts(settings.forwards),
  }
}

/**
 * What was not touched is what it was, also where these fields can't say all of it.
 * @param before gives what the form has no field for, too: a source of another kind, a tag's native mode
 */
export function settingsOf(draft: NicDraft, before: NicSettings): NicSettings {
  const untouched = draftOf(before)
  const isSame = (field: keyof NicDraft) =>
    JSON.stringify(draft[field]) === JSON.stringify(untouched[field])
  const keys = Object.keys(fields) as (keyof NicSettings)[]
  const kept = keys.filter((key) => fields[key].every(isSame))
  const entries = kept.map((key) => [key, before[key]])
  const settings = { ...typed(draft, before), ...(Object.fromEntries(entries) as NicSettings) }
  const { inbound, outbound } = settings.bandwidth
  return {
    ...settings,
    bandwidth: {
      inbound: isSame('inbound') ? before.bandwidth.inbound : inbound,
      outbound: isSame('outbound') ? before.bandwidth.outbound : outbound,
    },
  }
}

/** Where each is typed. */
const fields: Record<keyof NicSettings, (keyof NicDraft)[]> = {
  source: ['kind', 'network', 'portGroup', 'bridge', 'device', 'mode'],
  model: ['model'],
  mac: ['mac'],
  linkUp: ['linkUp'],
  bootOrder: ['bootOrder'],
  mtu: ['mtu'],
  bandwidth: ['inbound', 'outbound'],
  vlan: ['vlan', 'trunk'],
  isolated: ['isolated'],
  trustGuestRxFilters: ['trustGuestRxFilters'],
  filter: ['filter', 'filterParameters'],
  queues: ['queues'],
  forwards: ['forwards'],
}

function typed(draft: NicDraft, before: NicSettings): NicSettings {
  return {
    source: wireOf(draft, before.source),
    model: draft.model || null,
    mac: draft.mac.trim().toLowerCase(),
    linkUp: draft.linkUp,
    bootOrder: number(draft.bootOrder),
    mtu: number(draft.mtu),
    bandwidth: { inbound: rateOf(draft.inbound), outbound: rateOf(draft.outbound) },
    vlan: tagsOf(draft.vlan, draft.trunk, before.vlan),
    isolated: draft.isolated,
    trustGuestRxFilters: draft.trustGuestRxFilters,
    filter: filterOf(draft),
    queues: number(draft.queues),
    // Of a NIC that leaves user mode they go with its place, which the plan tells.
    forwards: draft.kind === 'user' ? forwardsOf(draft.forwards) : before.forwards,
  }
}

function wireOf(draft: NicDraft, before: NicWire): NicWire {
  switch (draft.kind) {
    case 'network':
      return { type: 'network', network: draft.network, portGroup: draft.portGroup.trim() || null }
    case 'bridge':
      return { type: 'bridge', bridge: draft.bridge }
    case 'direct':
      return { type: 'direct', device: draft.device, mode: draft.mode }
    case 'user':
      return { type: 'user' }
    case 'other':
      return before
  }
}

function filterOf({ filter, filterParameters }: NicDraft): NicSettings['filter'] {
  if (filter === '') return null
  const parameters = filterParameters.split('\n').flatMap((line) => {
    const [, name, value] = /^\s*(\w+)\s*=\s*(.+?)\s*$/.exec(line) ?? []
    return name && value ? [{ name, value }] : []
  })
  return { name: filter, parameters }
}

function rateOf({ average, peak, burst }: RateDraft): Rate | null {
  const rate = number(average)
  return rate === null ? null : { average: rate, peak: number(peak), burst: number(burst) }
}

function rateDraft(rate: Rate | null): RateDraft {
  return { average: text(rate?.average), peak: text(rate?.peak), burst: text(rate?.burst) }
}

function text(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value)
}

/** Zero means "no limit" to people, and is none to libvirt. */
function number(typed: string | number): number | null {
  const value = Number(String(typed).trim())
  return Number.isInteger(value) && value > 0 ? value : null
}
