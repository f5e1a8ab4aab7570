/** A volume of a storage pool, as its XML has it, and its pool. Pure. */
import type { StorageVolume } from '../../../shared/model/new-machine.ts'
import { append, child, create, parse, serialize } from './dom.ts'

const UNITS: Record<string, number> = { bytes: 1, B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }

/** Null where it is nothing that a machine could have as a disk or a medium. */
export function readVolume(xml: string): StorageVolume | null {
  const root = parse(xml)
  const target = child(root, 'target')
  const name = textOf(root, 'name')
  const path = target ? textOf(target, 'path') : null
  const type = root.getAttribute('type') ?? 'file'
  if (name === null || path === null || !['file', 'block'].includes(type)) return null
  const capacity = child(root, 'capacity')
  const unit = UNITS[capacity?.getAttribute('unit') ?? 'bytes'] ?? 1
  const format = target && child(target, 'format')?.getAttribute('type')
  return {
    ...{ name, path, format: format || null },
    capacity: Number(capacity?.textContent ?? 0) * unit || 0,
  }
}

/** What it stands on; an empty text for nothing. */
export function backingOf(xml: string): string {
  const backing = child(parse(xml), 'backingStore')
  return (backing && textOf(backing, 'path')) ?? ''
}

/** Kinds of pools whose volumes are files in one folder, and may be of any format. */
const FOLDERS = ['dir', 'fs', 'netfs']

/** Where a pool's volumes lie; null where that is no folder. */
export function folderOf(poolXml: string): string | null {
  const root = parse(poolXml)
  const target = child(root, 'target')
  const path = target && textOf(target, 'path')
  return path !== null && FOLDERS.includes(root.getAttribute('type') ?? '')
    ? path.replace(/\/+$/, '')
    : null
}

/** A disk over another one: as large, and without anything of its own at first. */
export function overlayXml(
  name: string,
  { path, capacity, format }: Pick<StorageVolume, 'path' | 'capacity' | 'format'>,
): string {
  const root = create('volume')
  append(root, 'name', {}, name)
  append(root, 'capacity', { unit: 'bytes' }, String(capacity))
  append(root, 'allocation', {}, '0')
  append(append(root, 'target'), 'format', { type: OVERLAY })
  const backing = append(root, 'backingStore')
  append(backing, 'path', {}, path)
  append(backing, 'format', { type: format ?? UNKNOWN })
  return serialize(root)
}

/** The one format that libvirt makes disks over others in. */
export const OVERLAY = 'qcow2'
/** As what libvirt itself takes an image that says nothing of itself. */
export const UNKNOWN = 'raw'

function textOf(parent: Parameters<typeof child>[0], name: string): string | null {
  return child(parent, name)?.textContent?.trim() || null
}

/** All of its room is taken at once: a pool that is too full says so before anything is sent. */
export function newVolumeXml(name: string, bytes: number): string {
  const root = create('volume')
  append(root, 'name', {}, name)
  append(root, 'capacity', { unit: 'bytes' }, String(bytes))
  append(append(root, 'target'), 'format', { type: 'raw' })
  return serialize(root)
}
