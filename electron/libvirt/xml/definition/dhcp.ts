/** `<dhcp>`: ranges, reservations, how long a lease lasts. Pure. */
import type { DhcpRange, Reservation } from '../../../../shared/model/network-definition.ts'
import { movedAddress } from '../../../../shared/rules/networks/moved-address.ts'
import type { SubnetTarget } from '../../../../shared/rules/networks/moved-address.ts'
import { append, attribute, child, remove, setAttribute } from '../dom.ts'
import type { Element } from '../dom.ts'
import type { ListOf } from './lists.ts'

const SECONDS: Record<string, number> = { seconds: 1, minutes: 60, hours: 3600 }

export function readDhcpRange(range: Element): DhcpRange {
  return {
    start: attribute(range, 'start') ?? '',
    end: attribute(range, 'end') ?? '',
    leaseSeconds: readLease(child(range, 'lease')),
  }
}

export function readReservation(host: Element): Reservation {
  return {
    mac: attribute(host, 'mac')?.toLowerCase() ?? null,
    id: attribute(host, 'id'),
    name: attribute(host, 'name'),
    address: attribute(host, 'ip') ?? '',
  }
}

export const dhcpRanges: ListOf<DhcpRange> = {
  name: 'range',
  read: readDhcpRange,
  write: (element, { start, end, leaseSeconds }) => {
    setAttribute(element, 'start', start)
    setAttribute(element, 'end', end)
    writeLease(element, leaseSeconds)
  },
  key: ({ start }) => start,
}

export const reservations: ListOf<Reservation> = {
  name: 'host',
  read: readReservation,
  write: (element, { mac, id, name, address }) => {
    setAttribute(element, 'mac', mac)
    setAttribute(element, 'id', id)
    setAttribute(element, 'name', name)
    setAttribute(element, 'ip', address)
  },
  key: ({ mac, id, name, address }) => mac ?? id ?? name ?? address,
  inPlace: true,
}

/** What machines boot from lies in the subnet, wherever that goes. */
export function moveBootServer(dhcp: Element, from: SubnetTarget, to: SubnetTarget): void {
  const bootp = child(dhcp, 'bootp')
  const server = movedAddress(attribute(bootp, 'server') ?? '', from, to)
  if (bootp && server !== null) setAttribute(bootp, 'server', server)
}

/** libvirt counts in minutes unless told otherwise; 0 is for ever. */
function readLease(lease: Element | null): number | null {
  const expiry = attribute(lease, 'expiry')
  if (expiry === null) return null
  return Number(expiry) * (SECONDS[attribute(lease, 'unit') ?? 'minutes'] ?? 60)
}

function writeLease(range: Element, seconds: number | null): void {
  if (readLease(child(range, 'lease')) === seconds) return
  remove(child(range, 'lease'))
  if (seconds === null) return
  const unit = ['hours', 'minutes'].find((name) => seconds % (SECONDS[name] ?? 1) === 0)
  const size = SECONDS[unit ?? 'seconds'] ?? 1
  append(range, 'lease', { expiry: String(seconds / size), unit: unit ?? 'seconds' })
}
