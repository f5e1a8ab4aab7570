/** What a disk's definition can do to the host: images among libvirt's own are harmless. Pure. */
import { attribute, children, elements } from '../dom.ts'
import type { Element } from '../dom.ts'
import { attributeNames, always, inside, part, seekPaths } from './part.ts'
import type { Place, ReachingPart } from './part.ts'

/** The folder that libvirt's usual pool is in, which root alone writes to. */
const IMAGES = '/var/lib/libvirt/images/'

export function isOwnImage(path: string): boolean {
  return path.startsWith(IMAGES) && !path.split('/').some((step) => step === '..' || step === '.')
}

/** The plain files that a machine's disks are, and what they are said to stand on. */
export function diskFiles(machine: Element): string[] {
  const disks = children(machine, 'devices').flatMap((devices) => children(devices, 'disk'))
  const filesOf = (element: Element): string[] => {
    const file = element.nodeName === 'source' ? attribute(element, 'file') : null
    return [...(file === null ? [] : [file]), ...elements(element).flatMap(filesOf)]
  }
  return disks.flatMap(filesOf)
}

const HARMLESS_OF_SOURCE = ['pool', 'volume', 'mode', 'startupPolicy', 'index']
const HARMLESS_KINDS = ['file', 'volume', 'block', 'dir', 'network']

export function diskParts(disk: Element, place: Place): ReachingPart[] {
  const raw = ['rawio', 'sgio'].filter((name) => disk.hasAttribute(name))
  const type = attribute(disk, 'type') ?? 'file'
  const isRaw = raw.length > 0 || attribute(disk, 'device') === 'lun'
  return [
    // What it means is said by its source.
    ...(HARMLESS_KINDS.includes(type) ? [] : [part('device', disk, place, 'type')]),
    ...(isRaw ? [part('device', disk, place, raw[0] ?? 'device')] : []),
    ...elements(disk).flatMap((item) => layerParts(item, inside(place, item))),
  ]
}

/** Sources of the disk, and of the layers that it stands on. */
function layerParts(item: Element, place: Place): ReachingPart[] {
  const other = always(item, place)
  if (other) return [other]
  if (item.nodeName === 'source') return sourceParts(item, place)
  if (elements(item).length === 0) return seekPaths(item, place)
  return elements(item).flatMap((inner) => layerParts(inner, inside(place, inner)))
}

function sourceParts(source: Element, place: Place): ReachingPart[] {
  const own = attributeNames(source)
    .filter((name) => !HARMLESS_OF_SOURCE.includes(name))
    .flatMap((name) => {
      const value = attribute(source, name) ?? ''
      if (name === 'file') return isOwnImage(value) ? [] : [part('file', source, place, name)]
      if (name === 'dir') return [part('folder', source, place, name)]
      if (name === 'dev' || name === 'type' || name === 'namespace' || name === 'managed') {
        return [part('device', source, place, name)]
      }
      return [part('remote', source, place, name)]
    })
  const inner = elements(source).flatMap((item) => {
    const below = inside(place, item)
    return item.nodeName === 'reservations'
      ? [part('device', item, below)]
      : layerParts(item, below)
  })
  return [...own, ...inner]
}
