/**
 * In which order a machine tries to start from its devices. libvirt has two ways to say it, and
 * refuses both together: `<os><boot dev>`, which it puts into each definition that says nothing,
 * names kinds of devices; `<boot order>` in a device names that one. Pure.
 */
import { PuenteError } from '../../../shared/errors.ts'
import { append, attribute, child, children, elements, parse, remove, setAttribute } from './dom.ts'
import type { Element } from './dom.ts'

/** Devices that a machine can be started from. */
const BOOTABLE = ['disk', 'interface', 'hostdev', 'redirdev']

/**
 * Gives a NIC its number; null takes it away. What `<os><boot>` says becomes numbers of the same
 * meaning, and those, which nobody has typed, make room for it.
 * @throws PuenteError `boot-order-taken`, with the device that somebody has given this number
 */
export function setBootOrder(root: Element, nic: Element, order: number | null): void {
  if (order !== null && isByKind(root)) {
    toDevices(root)
    makeRoom(root, nic, order)
  }
  const other = order === null ? undefined : ordered(root).find((one) => isOther(one, nic, order))
  if (other) throw new PuenteError('boot-order-taken', { order: order ?? 0, device: nameOf(other) })
  writeOrder(nic, order)
}

/** Is it said by kinds of devices? */
export function isByKind(root: Element): boolean {
  return children(child(root, 'os'), 'boot').length > 0 && ordered(root).length === 0
}

export function isBootByKind(xml: string): boolean {
  return isByKind(parse(xml))
}

/** The devices that have a number, and so can't have another's. */
export function ordersOf(root: Element): { order: number; device: string }[] {
  return ordered(root).map((device) => ({ order: orderOf(device) ?? 0, device: nameOf(device) }))
}

/** As the emulator takes it: of each kind the first device, of NICs too. */
function toDevices(root: Element): void {
  const os = child(root, 'os')
  const kinds = children(os, 'boot').map((boot) => attribute(boot, 'dev'))
  children(os, 'boot').forEach(remove)
  const found = kinds.map((kind) => firstOf(root, kind)).filter((device) => device !== null)
  const distinct = [...new Set(found)]
  for (const [index, device] of distinct.entries()) writeOrder(device, index + 1)
}

function firstOf(root: Element, kind: string | null): Element | null {
  const devices = child(root, 'devices')
  const disk = (kinds: string[]) =>
    children(devices, 'disk').find((item) => kinds.includes(attribute(item, 'device') ?? 'disk')) ??
    null
  switch (kind) {
    case 'network':
      return children(devices, 'interface')[0] ?? null
    case 'cdrom':
      return disk(['cdrom'])
    case 'fd':
      return disk(['floppy'])
    default:
      return disk(['disk', 'lun'])
  }
}

function makeRoom(root: Element, nic: Element, order: number): void {
  writeOrder(nic, null)
  const others = ordered(root).sort((a, b) => (orderOf(a) ?? 0) - (orderOf(b) ?? 0))
  // Without the gap that the NIC itself may have left.
  for (const [index, device] of others.entries()) {
    writeOrder(device, index + 1 >= order ? index + 2 : index + 1)
  }
}

function isOther(device: Element, nic: Element, order: number): boolean {
  return device !== nic && orderOf(device) === order
}

function ordered(root: Element): Element[] {
  return elements(child(root, 'devices') ?? root).filter(
    (device) => BOOTABLE.includes(device.localName ?? '') && orderOf(device) !== null,
  )
}

function orderOf(device: Element): number | null {
  const order = attribute(child(device, 'boot'), 'order')
  return order === null ? null : Number(order)
}

function writeOrder(device: Element, order: number | null): void {
  const boot = child(device, 'boot')
  if (order === null) {
    if (!boot) return
    setAttribute(boot, 'order', null)
    if (boot.attributes.length === 0) remove(boot)
  } else if (boot) setAttribute(boot, 'order', String(order))
  else append(device, 'boot', { order: String(order) })
}

/** What a person knows a device by: a NIC's MAC, a disk's place. */
function nameOf(device: Element): string {
  const name =
    device.localName === 'interface'
      ? attribute(child(device, 'mac'), 'address')
      : attribute(child(device, 'target'), 'dev')
  return name ?? device.localName ?? ''
}
