/** A volume of a storage pool, as its XML has it. Pure. */
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
