/** Machines that are made from an image, and taken away again, as `virsh` lines to copy. Pure. */
import type { BaseImage, VolumeRef } from '../storage/images.ts'
import { OVERLAY, UNKNOWN } from '../xml/volume.ts'
import { virshLine } from './line.ts'

export function makeOverlayCommand(name: string, image: BaseImage): string {
  const { path, format, capacity, pool } = image
  const own = ['--format', OVERLAY, '--allocation', '0']
  const backing = ['--backing-vol', path, '--backing-vol-format', format ?? UNKNOWN]
  return virshLine(['vol-create-as', ...own, ...backing], pool, name, String(capacity))
}

/** @param machine as virsh finds it: see `virshName` */
export function undefineCommand(machine: string): string {
  return virshLine(['undefine', '--nvram'], machine)
}

export function deleteVolumeCommand({ pool, name }: VolumeRef): string {
  return virshLine(['vol-delete', '--pool', pool], name)
}
