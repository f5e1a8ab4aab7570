/** What applies to each port: VLAN tags, bandwidth, port groups. Pure. */
import { isDeepStrictEqual } from 'node:util'
import type {
  Bandwidth,
  PortGroup,
  Rate,
  Vlan,
} from '../../../../shared/model/network-definition.ts'
import { attribute, child, children, ensure, prune, remove, setAttribute } from '../dom.ts'
import type { Element } from '../dom.ts'
import { syncList } from './lists.ts'
import type { ListOf } from './lists.ts'

const rateNames = ['average', 'peak', 'burst', 'floor'] as const

const vlanTags: ListOf<Vlan['tags'][number]> = {
  name: 'tag',
  read: (element) => {
    const native = attribute(element, 'nativeMode')
    return {
      id: Number(attribute(element, 'id') ?? '0'),
      native: native === 'tagged' || native === 'untagged' ? native : null,
    }
  },
  write: (element, { id, native }) => {
    setAttribute(element, 'id', String(id))
    setAttribute(element, 'nativeMode', native)
  },
  key: ({ id }) => String(id),
}

export const portGroups: ListOf<PortGroup> = {
  name: 'portgroup',
  read: readPortGroup,
  write: (element, wanted) => {
    const current = readPortGroup(element)
    setAttribute(element, 'name', wanted.name)
    if (current.isDefault !== wanted.isDefault) {
      setAttribute(element, 'default', wanted.isDefault ? 'yes' : null)
    }
    writeVlan(element, wanted.vlan)
    writeBandwidth(element, wanted.bandwidth)
  },
  key: ({ name }) => name,
  inPlace: true,
}

export function readPortGroup(element: Element): PortGroup {
  return {
    name: attribute(element, 'name') ?? '',
    isDefault: attribute(element, 'default') === 'yes',
    vlan: readVlan(child(element, 'vlan')),
    bandwidth: readBandwidth(child(element, 'bandwidth')),
  }
}

export function readVlan(vlan: Element | null): Vlan | null {
  if (!vlan) return null
  const tags = children(vlan, 'tag').map(vlanTags.read)
  return { trunk: attribute(vlan, 'trunk') === 'yes' || tags.length > 1, tags }
}

/** @param parent the network, or a port group */
export function writeVlan(parent: Element, wanted: Vlan | null): void {
  const current = readVlan(child(parent, 'vlan'))
  if (isDeepStrictEqual(current, wanted)) return
  if (!wanted) {
    remove(child(parent, 'vlan'))
    return
  }
  const vlan = ensure(parent, 'vlan')
  setAttribute(vlan, 'trunk', wanted.trunk ? 'yes' : null)
  syncList(vlan, vlanTags, wanted.tags)
}

export function readBandwidth(bandwidth: Element | null): Bandwidth | null {
  if (!bandwidth) return null
  const inbound = readRate(child(bandwidth, 'inbound'))
  const outbound = readRate(child(bandwidth, 'outbound'))
  return inbound || outbound ? { inbound, outbound } : null
}

export function writeBandwidth(parent: Element, wanted: Bandwidth | null): void {
  if (isDeepStrictEqual(readBandwidth(child(parent, 'bandwidth')), wanted)) return
  const bandwidth = ensure(parent, 'bandwidth')
  for (const direction of ['inbound', 'outbound'] as const) {
    writeRate(bandwidth, direction, wanted?.[direction] ?? null)
  }
  prune(bandwidth)
}

function readRate(rate: Element | null): Rate | null {
  if (!rate) return null
  const [average = null, peak = null, burst = null, floor = null] = rateNames.map((name) => {
    const value = attribute(rate, name)
    return value === null ? null : Number(value)
  })
  return { average, peak, burst, floor }
}

function writeRate(bandwidth: Element, direction: string, wanted: Rate | null): void {
  if (!wanted) {
    remove(child(bandwidth, direction))
    return
  }
  const element = ensure(bandwidth, direction)
  for (const name of rateNames) {
    setAttribute(element, name, wanted[name] === null ? null : String(wanted[name]))
  }
}
