/** Which changes a running network takes at once (virNetworkUpdate), and which wait. Pure. */
import type {
  DefinedSubnet,
  NetworkDefinition,
} from '../../../../shared/model/network-definition.ts'
import { differingParts } from '../../../../shared/rules/networks/kinds.ts'
import type { NetworkPart } from '../../../../shared/rules/networks/kinds.ts'
import { child, children, elements, parse, serialize } from '../dom.ts'
import type { Element } from '../dom.ts'
import { canonical } from './differences.ts'
import { readDhcpRange, readReservation } from './dhcp.ts'
import { clash, liveDhcp, liveList } from './live.ts'
import { readDefinition } from './read.ts'
import { applyDefinition } from './write.ts'

/** One call of virNetworkUpdate. */
export interface LiveUpdate {
  command: 'add-last' | 'delete' | 'modify'
  section:
    | 'ip-dhcp-range'
    | 'ip-dhcp-host'
    | 'dns-host'
    | 'dns-txt'
    | 'dns-srv'
    | 'portgroup'
    | 'forward-interface'
  /** Which `<ip>`; -1 where there is only one place. */
  parentIndex: number
  xml: string
}

export interface LiveChange {
  updates: LiveUpdate[]
  /** What is left for the network's restart. */
  waiting: NetworkPart[]
}

/** @param stored the new stored definition; `previous` the one it replaces */
export function liveChange(running: Element, previous: Element, stored: Element): LiveChange {
  const now = readDefinition(running)
  const wanted = readDefinition(stored)
  const reachable = reachableLive(now, wanted, keepsMore(running))
  const target = running.cloneNode(true) as Element
  applyDefinition(target, reachable)
  const parts = differingParts(reachable, wanted)
  const rest = changesUnknown(previous, stored) ? [...parts, 'other' as const] : parts
  // What was changed and is changed back before the restart came has nothing to wait for.
  const waiting = canonical(target) === canonical(stored) ? [] : rest
  return { updates: updatesTo(running, target), waiting }
}

/**
 * The running definition with all of the wanted one that libvirt can change in a running network.
 * @param keeps by subnet: has its `<dhcp>` more than is listed, which goes with the last of the lists?
 */
function reachableLive(
  now: NetworkDefinition,
  wanted: NetworkDefinition,
  keeps: boolean[],
): NetworkDefinition {
  const { dns, portGroups, devices } = now
  return {
    ...now,
    subnets: now.subnets.map((subnet, index) => {
      const other = wanted.subnets.find((item) => isSameSubnet(item, subnet))
      return other ? liveDhcp(subnet, other, keeps[index] ?? false) : subnet
    }),
    dns: {
      ...dns,
      hosts: liveList(dns.hosts, wanted.dns.hosts, clash.hosts),
      txt: liveList(dns.txt, wanted.dns.txt, clash.txt),
      srv: liveList(dns.srv, wanted.dns.srv, clash.srv),
    },
    portGroups: liveList(portGroups, wanted.portGroups, clash.portGroups),
    devices: liveList(devices, wanted.devices, (a, b) => a === b),
  }
}

function keepsMore(running: Element): boolean[] {
  return children(running, 'ip').map((ip) =>
    elements(child(ip, 'dhcp') ?? ip).some(
      ({ localName }) => !['range', 'host', 'dhcp', 'tftp'].includes(localName ?? ''),
    ),
  )
}

function isSameSubnet(a: DefinedSubnet, b: DefinedSubnet): boolean {
  return a.family === b.family && a.address === b.address && a.prefix === b.prefix
}

/** Has the new definition something else that the form has no field for? */
function changesUnknown(previous: Element, stored: Element): boolean {
  const known = previous.cloneNode(true) as Element
  applyDefinition(known, readDefinition(stored))
  return canonical(known) !== canonical(stored)
}

/**
 * First everything that goes: libvirt refuses a new host whose address an old one has. Where nothing
 * would be left meanwhile one of the new goes in first: with the last range or host libvirt forgets
 * what else stands in `<dhcp>`, such as what machines boot from.
 */
function updatesTo(running: Element, target: Element): LiveUpdate[] {
  const ips = children(running, 'ip').map((_, index) => index)
  const found = [
    ...ips.flatMap((index) => listUpdates('ip-dhcp-range', dhcp(index), 'range', index)),
    ...ips.flatMap((index) => listUpdates('ip-dhcp-host', dhcp(index), 'host', index)),
    ...listUpdates('dns-host', (root) => child(root, 'dns'), 'host'),
    ...listUpdates('dns-txt', (root) => child(root, 'dns'), 'txt'),
    ...listUpdates('dns-srv', (root) => child(root, 'dns'), 'srv'),
    ...listUpdates('portgroup', (root) => root, 'portgroup'),
    ...listUpdates('forward-interface', (root) => child(root, 'forward'), 'interface'),
  ]
  const rank = { delete: 0, modify: 1, 'add-last': 2 }
  const first = ips.flatMap((index) => addedBefore(index, found, dhcp(index)(running)))
  const rankOf = (update: LiveUpdate) => (first.includes(update) ? -1 : rank[update.command])
  return found.sort((a, b) => rankOf(a) - rankOf(b))

  function listUpdates(
    section: LiveUpdate['section'],
    parentOf: (root: Element) => Element | null,
    name: string,
    parentIndex = -1,
  ): LiveUpdate[] {
    const before = children(parentOf(running), name)
    const after = children(parentOf(target), name)
    const gone = before.filter((element) => !has(after, element))
    const added = after.filter((element) => !has(before, element))
    const update = (command: LiveUpdate['command']) => (element: Element) => {
      return { command, section, parentIndex, xml: serialize(element) }
    }
    if (section !== 'portgroup')
      return [...gone.map(update('delete')), ...added.map(update('add-last'))]
    const isIn = (list: Element[]) => (element: Element) =>
      list.some((other) => other.getAttribute('name') === element.getAttribute('name'))
    return [
      ...gone.filter((element) => !isIn(added)(element)).map(update('delete')),
      ...added.filter(isIn(gone)).map(update('modify')),
      ...added.filter((element) => !isIn(gone)(element)).map(update('add-last')),
    ]
  }
}

/** What has to be there before the old goes, lest nothing be left meanwhile. */
function addedBefore(index: number, found: LiveUpdate[], before: Element | null): LiveUpdate[] {
  const own = found.filter(
    ({ parentIndex, section }) => parentIndex === index && section.startsWith('ip-dhcp'),
  )
  const gone = own.filter(({ command }) => command === 'delete')
  if (!before || gone.length < lists(before).length) return []
  const old = lists(before)
  const safe = own.find(
    ({ command, xml }) =>
      command === 'add-last' && !old.some((element) => clashesAsElement(element, parse(xml))),
  )
  return safe ? [safe] : []
}

function lists(dhcpElement: Element): Element[] {
  return [...children(dhcpElement, 'range'), ...children(dhcpElement, 'host')]
}

function clashesAsElement(a: Element, b: Element): boolean {
  if (a.localName !== b.localName) return false
  return a.localName === 'range'
    ? clash.ranges(readDhcpRange(a), readDhcpRange(b))
    : clash.reservations(readReservation(a), readReservation(b))
}

function dhcp(index: number): (root: Element) => Element | null {
  return (root) => child(children(root, 'ip')[index] ?? null, 'dhcp')
}

function has(list: Element[], element: Element): boolean {
  const text = canonical(element)
  return list.some((other) => canonical(other) === text)
}

/** What takes the updates back, in the opposite order. */
export function inverse(updates: LiveUpdate[], running: Element): LiveUpdate[] {
  const opposite = { 'add-last': 'delete', delete: 'add-last', modify: 'modify' } as const
  return updates.toReversed().map((update) => ({
    ...update,
    command: opposite[update.command],
    xml: update.command === 'modify' ? formerPortGroup(update.xml, running) : update.xml,
  }))
}

function formerPortGroup(xml: string, running: Element): string {
  const former = children(running, 'portgroup').find((element) =>
    xml.includes(`name="${element.getAttribute('name')}"`),
  )
  return former ? serialize(former) : xml
}
