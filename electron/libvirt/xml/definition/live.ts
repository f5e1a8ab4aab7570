/**
 * What of a list libvirt takes over in a running network. It stores two reservations of one name, and
 * refuses to add the second while the network runs: such a one waits for the restart. Pure.
 */
import { isDeepStrictEqual } from 'node:util'
import type {
  DefinedSubnet,
  DhcpRange,
  DnsHost,
  DnsSrv,
  DnsTxt,
  PortGroup,
  Reservation,
} from '../../../../shared/model/network-definition.ts'

type Clash<T> = (a: T, b: T) => boolean

const given = (a: string | null, b: string | null) => a !== null && a === b

/** Whether libvirt takes one for the other, by section (virNetworkDefUpdate…). */
export const clash = {
  ranges: (a: DhcpRange, b: DhcpRange) => a.start === b.start && a.end === b.end,
  reservations: (a: Reservation, b: Reservation) =>
    given(a.mac, b.mac) || given(a.id, b.id) || given(a.name, b.name) || a.address === b.address,
  hosts: (a: DnsHost, b: DnsHost) =>
    a.address === b.address || a.names.some((name) => b.names.includes(name)),
  txt: (a: DnsTxt, b: DnsTxt) => a.name === b.name,
  srv: (a: DnsSrv, b: DnsSrv) =>
    a.service === b.service &&
    a.protocol === b.protocol &&
    [
      [a.domain, b.domain],
      [a.target, b.target],
      [a.port, b.port],
    ].every(([one, other]) => one === null || other === null || one === other),
  portGroups: (a: PortGroup, b: PortGroup) => a.name === b.name,
}

/** All of the wanted that can be added; nothing changes where libvirt can't tell one from another. */
export function liveList<T>(now: T[], wanted: T[], isClash: Clash<T>): T[] {
  if (hasClash(now, isClash)) return now
  return wanted.filter((item, index) => {
    const before = wanted.slice(0, index)
    return !before.some((other) => isClash(other, item))
  })
}

/** @param keeps has it more, which libvirt would forget with the last range and reservation? */
export function liveDhcp(now: DefinedSubnet, wanted: DefinedSubnet, keeps: boolean): DefinedSubnet {
  const dhcpRanges = liveList(now.dhcpRanges, wanted.dhcpRanges, clash.ranges)
  const reservations = liveList(now.reservations, wanted.reservations, clash.reservations)
  const isEmptied =
    !stays(now.dhcpRanges, dhcpRanges) &&
    !stays(now.reservations, reservations) &&
    now.dhcpRanges.length + now.reservations.length > 0
  const canAddFirst =
    isAddable(now.dhcpRanges, dhcpRanges, clash.ranges) ||
    isAddable(now.reservations, reservations, clash.reservations)
  return keeps && isEmptied && !canAddFirst ? now : { ...now, dhcpRanges, reservations }
}

function hasClash<T>(list: T[], isClash: Clash<T>): boolean {
  return list.some((item, index) => list.slice(0, index).some((other) => isClash(other, item)))
}

function stays<T>(now: T[], wanted: T[]): boolean {
  return now.some((item) => wanted.some((other) => isDeepStrictEqual(item, other)))
}

function isAddable<T>(now: T[], wanted: T[], isClash: Clash<T>): boolean {
  return wanted.some((item) => !now.some((other) => isClash(other, item)))
}
