/** The `<interface>` of a machine → what a person may choose of it. Pure. */
import type {
  DirectMode,
  NicSettings,
  NicWire,
  Rate,
  Vlan,
  VlanTag,
} from '../../../../shared/model/nic-settings.ts'
import { directModes } from '../../../../shared/model/nic-settings.ts'
import { attribute, child, children } from '../dom.ts'
import type { Element } from '../dom.ts'
import { readForwards } from './forwards.ts'

export function readSettings(element: Element): NicSettings {
  return {
    source: readWire(element),
    model: attribute(child(element, 'model'), 'type'),
    mac: (attribute(child(element, 'mac'), 'address') ?? '').toLowerCase(),
    linkUp: attribute(child(element, 'link'), 'state') !== 'down',
    bootOrder: number(child(element, 'boot'), 'order'),
    mtu: number(child(element, 'mtu'), 'size'),
    bandwidth: {
      inbound: readRate(child(element, 'bandwidth/inbound')),
      outbound: readRate(child(element, 'bandwidth/outbound')),
    },
    vlan: readVlan(child(element, 'vlan')),
    isolated: attribute(child(element, 'port'), 'isolated') === 'yes',
    trustGuestRxFilters: attribute(element, 'trustGuestRxFilters') === 'yes',
    filter: readFilter(child(element, 'filterref')),
    queues: number(child(element, 'driver'), 'queues'),
    forwards: readForwards(element),
  }
}

export function readWire(element: Element): NicWire {
  const source = child(element, 'source')
  const type = attribute(element, 'type') ?? ''
  // A running NIC on a network of a host bridge says `type='bridge'`, on one of macvtap `direct`.
  const network = attribute(source, 'network')
  if (network !== null) {
    return { type: 'network', network, portGroup: attribute(source, 'portgroup') }
  }
  if (type === 'bridge') return { type, bridge: attribute(source, 'bridge') ?? '' }
  const mode = attribute(source, 'mode') ?? 'vepa'
  if (type === 'direct' && isDirectMode(mode)) {
    return { type, device: attribute(source, 'dev') ?? '', mode }
  }
  if (type === 'user') return { type }
  return { type: 'other', description: type }
}

function isDirectMode(mode: string): mode is DirectMode {
  return (directModes as readonly string[]).includes(mode)
}

export function readRate(element: Element | null): Rate | null {
  const average = number(element, 'average')
  if (average === null) return null
  return { average, peak: number(element, 'peak'), burst: number(element, 'burst') }
}

function readVlan(element: Element | null): Vlan | null {
  const tags = children(element, 'tag').map(readTag)
  // More than one tag is a trunk, also where nobody wrote so.
  const trunk = attribute(element, 'trunk') === 'yes' || tags.length > 1
  return tags.length > 0 ? { trunk, tags } : null
}

function readTag(element: Element): VlanTag {
  const native = attribute(element, 'nativeMode')
  const known = native === 'tagged' || native === 'untagged'
  return { id: number(element, 'id') ?? 0, native: known ? native : null }
}

function readFilter(element: Element | null): NicSettings['filter'] {
  const name = attribute(element, 'filter')
  if (name === null) return null
  const parameters = children(element, 'parameter').map((item) => ({
    name: attribute(item, 'name') ?? '',
    value: attribute(item, 'value') ?? '',
  }))
  return { name, parameters }
}

function number(element: Element | null, name: string): number | null {
  const value = attribute(element, name)
  return value === null || value === '' ? null : Number(value)
}
