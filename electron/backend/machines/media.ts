/** What of the host a machine's disks and media reach that is no image of the person's own. */
import { dirname, resolve } from 'node:path'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { DiskImage } from '../../host/disk-header.ts'
import type { HostSide } from '../../host/side.ts'
import { isOwnImage } from '../../libvirt/xml/reach/disk.ts'

export interface Media {
  asks: Message[]
  /** Which files they were, to be compared with a later look. */
  read: string[]
}

type Reach = 'medium-device' | 'medium-file' | 'layer'

/** More than one machine's disks stand on; each is looked at once, however many name it. */
const MOST_LAYERS = 64
/** As much of a path, or of a way of them, as a box has room for: its end says what is reached. */
const LONGEST = 240
const DEVICES = /^\/dev\//
/** What in there is a disk image is one by somebody's mistake. */
const OF_THE_SYSTEM = /^\/(etc|proc|sys|boot|root|run|var\/run)\//
/** QEMU's other words for what it shall open: `json:{…}`, `nbd://…`, `file:…`. */
const PROTOCOL = /^[a-z0-9+.-]+:/i

/**
 * Of what a person, or a page that passes for one, has chosen by its path.
 * @param side of the host whose libvirt opens them
 */
export async function readMedia(side: HostSide, paths: string[]): Promise<Media> {
  const media: Media = { asks: [], read: [] }
  for (const path of new Set(paths)) {
    if (side.isKnown) await look(side, path, media)
    else if (!isOwnImage(path))
      ask(media, DEVICES.test(path) ? 'medium-device' : 'medium-file', path)
  }
  return media
}

/** Of images that are asked about already by where they are: what they stand on alone. */
export async function readLayers(side: HostSide, paths: string[]): Promise<Media> {
  const media: Media = { asks: [], read: [] }
  for (const path of side.isKnown ? paths : []) {
    const found = await side.readDiskImage(path)
    if (found.is === 'image') await lookBelow(side, found, media, [path])
  }
  return media
}

async function look(side: HostSide, path: string, media: Media): Promise<void> {
  const found = await side.readDiskImage(path)
  if ('print' in found) media.read.push(found.print)
  const reach = reachOf(side, path, found)
  if (reach)
    ask(media, reach, 'path' in found && found.path !== path ? `${path} → ${found.path}` : path)
  if (found.is === 'image') await lookBelow(side, found, media, [path])
}

async function lookBelow(
  side: HostSide,
  { path: image, layers }: Extract<DiskImage, { is: 'image' }>,
  media: Media,
  above: string[],
): Promise<void> {
  for (const layer of layers) {
    const chain = [...above, layer]
    const path = resolve(dirname(image), layer)
    const isTooMany = media.read.length > MOST_LAYERS
    const found = isTooMany || PROTOCOL.test(layer) ? null : await side.readDiskImage(path)
    if (found && 'print' in found) {
      if (media.read.includes(found.print)) continue
      media.read.push(found.print)
    }
    const isFine = found && found.is !== 'missing' && reachOf(side, path, found) === null
    if (!isFine) ask(media, 'layer', chain.join(' → '))
    else if (found.is === 'image') await lookBelow(side, found, media, chain)
  }
}

/** Null for what needs no question: an image of the person's own or of the system's, and nothing. */
function reachOf(
  { user }: HostSide,
  asked: string,
  found: DiskImage,
): Exclude<Reach, 'layer'> | null {
  if (found.is === 'missing') return null
  if (!('path' in found)) return isOwnImage(asked) ? null : 'medium-file'
  if (found.is === 'device' || DEVICES.test(found.path)) return 'medium-device'
  if (OF_THE_SYSTEM.test(found.path)) return 'medium-file'
  if (isOwnImage(found.path)) return null
  const isOurs = found.is === 'image' && [0, user.id].includes(found.owner)
  return isOurs ? null : 'medium-file'
}

function ask({ asks }: Media, reach: Reach, part: string): void {
  asks.push(
    message(`reach.${reach}`, { part: part.length > LONGEST ? `…${part.slice(-LONGEST)}` : part }),
  )
}
