/** What a person chose → the NIC's own `<interface>`, in place: what is not ours survives. Pure. */
import { isDeepStrictEqual } from 'node:util'
import type {
  Bandwidth,
  NicChanges,
  NicFilter,
  NicPart,
  NicSettings,
  NicWire,
  Rate,
  Vlan,
} from '../../../../shared/model/nic-settings.ts'
import { nicParts } from '../../../../shared/model/nic-settings.ts'
import type { Place } from '../../../../shared/rules/nic-places.ts'
import { append, attribute, child, children, ensure, prune, remove, setAttribute } from '../dom.ts'
import type { Element } from '../dom.ts'
import { driverLostWith, fitToPlace } from './belongings.ts'
import type { LostPart } from './belongings.ts'
import { setUserBackend, writeForwards } from './forwards.ts'
import { readRate, readWire } from './read.ts'

type Writers = { [Part in NicPart]: (element: Element, value: NicSettings[Part]) => void }

/** The settings that are a single attribute of a child element. */
const single =
  (name: string, key: string) =>
  (element: Element, value: string | number | null): void =>
    writeAttribute(element, name, key, value === null ? null : String(value))

const writers: Writers = {
  source: writeWire,
  model: single('model', 'type'),
  mac: single('mac', 'address'),
  linkUp: (element, up) => writeAttribute(element, 'link', 'state', up ? null : 'down'),
  bootOrder: single('boot', 'order'),
  mtu: single('mtu', 'size'),
  bandwidth: writeBandwidth,
  vlan: writeVlan,
  isolated: (element, yes) => writeAttribute(element, 'port', 'isolated', yes ? 'yes' : null),
  trustGuestRxFilters: (element, yes) =>
    setAttribute(element, 'trustGuestRxFilters', yes ? 'yes' : null),
  filter: writeFilter,
  queues: single('driver', 'queues'),
  forwards: writeForwards,
}

/**
 * @param place where its cable leads afterwards; without it nothing is taken away that can't be there
 * @returns what had to go with its place, or with its model
 */
export function applyChanges(
  element: Element,
  changes: NicChanges,
  place: Place | null = null,
): LostPart[] {
  const before = readWire(element)
  const lost: LostPart[] = []
  for (const part of nicParts) {
    if (!(part in changes)) continue
    write(element, part, changes)
    // At once, so that what is asked for beside it stays.
    if (part === 'source' && place) lost.push(...fitToPlace(element, place))
    if (part === 'source' && place?.backend) setUserBackend(element, place.backend)
    if (part === 'source') giveModel(element, before, changes)
    if (part === 'model') lost.push(...driverLostWith(element, changes.model ?? null))
  }
  return lost
}

/** A real card has none, and libvirt would choose one of the last century. */
function giveModel(element: Element, before: NicWire, { source, model }: NicChanges): void {
  const wasCard = before.type === 'other' && before.description === 'hostdev'
  if (!wasCard || source?.type === 'other' || model !== undefined) return
  if (!child(element, 'model')) append(element, 'model', { type: 'virtio' })
}

function write<Part extends NicPart>(element: Element, part: Part, changes: NicChanges): void {
  writers[part](element, changes[part] as NicSettings[Part])
}

function writeAttribute(element: Element, name: string, key: string, value: string | null): void {
  const there = value === null ? child(element, name) : ensure(element, name)
  if (!there) return
  setAttribute(there, key, value)
  prune(there)
}

function writeWire(element: Element, wire: NicWire): void {
  if (wire.type === 'other') return
  const before = readWire(element)
  if (before.type === 'user' && wire.type === 'user') return
  // What a source of another kind says besides is about nothing any more.
  if (before.type !== wire.type) remove(child(element, 'source'))
  // The port's profile (Open vSwitch, 802.1Qbg) belongs to the network it was made for.
  if (place(before) !== place(wire)) remove(child(element, 'virtualport'))
  element.setAttribute('type', wire.type)
  if (wire.type === 'user') return
  const source = ensure(element, 'source')
  for (const [key, value] of Object.entries(sourceAttributes(wire)))
    setAttribute(source, key, value)
}

function place(wire: NicWire): string {
  if (wire.type === 'network') return `network ${wire.network}`
  return JSON.stringify(wire)
}

/** Null takes away, also what libvirt adds for a running NIC: its port, and the network's bridge. */
function sourceAttributes(wire: NicWire): Record<string, string | null> {
  switch (wire.type) {
    case 'network': {
      const { network, portGroup } = wire
      return { network, portgroup: portGroup, portid: null, bridge: null, dev: null, mode: null }
    }
    case 'bridge':
      return { bridge: wire.bridge }
    case 'direct':
      return { dev: wire.device, mode: wire.mode }
    case 'user':
    case 'other':
      return {}
  }
}

function writeBandwidth(element: Element, { inbound, outbound }: Bandwidth): void {
  const bandwidth = inbound || outbound ? ensure(element, 'bandwidth') : child(element, 'bandwidth')
  if (!bandwidth) return
  writeRate(bandwidth, 'inbound', inbound)
  writeRate(bandwidth, 'outbound', outbound)
  prune(bandwidth)
}

function writeRate(bandwidth: Element, name: string, rate: Rate | null): void {
  // One that is not to change may have what is not read: a floor alone.
  if (isDeepStrictEqual(readRate(child(bandwidth, name)), rate)) return
  if (!rate) return remove(child(bandwidth, name))
  const element = ensure(bandwidth, name)
  for (const key of ['average', 'peak', 'burst'] as const) {
    const value = rate[key]
    setAttribute(element, key, value === null ? null : String(value))
  }
}

function writeVlan(element: Element, vlan: Vlan | null): void {
  if (!vlan) return remove(child(element, 'vlan'))
  const tags = ensure(element, 'vlan')
  setAttribute(tags, 'trunk', vlan.trunk ? 'yes' : null)
  children(tags, 'tag').forEach(remove)
  for (const { id, native } of vlan.tags) {
    append(tags, 'tag', { id: String(id), ...(native && { nativeMode: native }) })
  }
}

function writeFilter(element: Element, filter: NicFilter | null): void {
  if (!filter) return remove(child(element, 'filterref'))
  const reference = ensure(element, 'filterref')
  if (attribute(reference, 'filter') !== filter.name) {
    reference.setAttribute('filter', filter.name)
  }
  children(reference, 'parameter').forEach(remove)
  for (const { name, value } of filter.parameters) append(reference, 'parameter', { name, value })
}
