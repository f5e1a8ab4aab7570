/** What a machine's devices can do to the host. Pure. */
import type { Reach } from '../../../../shared/reach.ts'
import { attribute, child, children, elements, text } from '../dom.ts'
import type { Element } from '../dom.ts'
import { diskParts } from './disk.ts'
import { nicParts } from './nic.ts'
import { canonical, always, inside, part, seekPaths } from './part.ts'
import type { Place, ReachingPart } from './part.ts'

/** The folders that libvirt itself makes a machine's sockets in. */
const OWN_SOCKETS = /^\/(var\/lib|run|var\/run)\/libvirt\/qemu\/(?!.*\.\.)/
const RANDOM = ['/dev/random', '/dev/urandom', '/dev/hwrng']
const LOOPBACK = /^(127\.[\d.]+|::1|localhost)$/

/** Inside of the machine; a path in one of them is asked about all the same. */
const HARMLESS = [
  ...['controller', 'sound', 'watchdog', 'memballoon', 'panic', 'hub', 'vsock', 'iommu', 'crypto'],
  ...['redirfilter', 'nvram', 'memory'],
]

/** The element as a whole. */
const WHOLE: Record<string, Reach> = {
  emulator: 'emulator',
  filesystem: 'folder',
  hostdev: 'device',
  tpm: 'tpm',
  shmem: 'shared-memory',
}

const SPECIAL: Record<string, (device: Element, place: Place) => ReachingPart[]> = {
  disk: diskParts,
  interface: nicParts,
  serial: characterParts,
  parallel: characterParts,
  console: characterParts,
  channel: characterParts,
  redirdev: characterParts,
  smartcard: smartcardParts,
  graphics: graphicsParts,
  video: videoParts,
  input: inputParts,
  rng: rngParts,
  audio: audioParts,
}

export function deviceParts(device: Element, { path }: Place): ReachingPart[] {
  const { nodeName } = device
  const place = { path, context: canonical(device) }
  const other = always(device, place)
  if (other) return [other]
  if (Object.hasOwn(SPECIAL, nodeName)) return SPECIAL[nodeName]?.(device, place) ?? []
  if (HARMLESS.includes(nodeName)) return seekPaths(device, place)
  const reach = Object.hasOwn(WHOLE, nodeName) ? WHOLE[nodeName] : undefined
  const binary = children(device, 'binary').map((item) =>
    part('program', item, inside(place, item)),
  )
  return [part(reach ?? 'unknown', device, place), ...binary]
}

/** What listens or talks on the host for a serial port, by where that is. */
const CHARACTER: Record<string, Reach | null> = {
  pty: null,
  null: null,
  vc: null,
  spicevmc: null,
  spiceport: null,
  'qemu-vdagent': null,
  unix: 'socket',
  tcp: 'listen',
  udp: 'remote',
  file: 'file',
  pipe: 'file',
  dev: 'device',
}

function characterParts(device: Element, place: Place): ReachingPart[] {
  const usual = device.nodeName === 'redirdev' ? '' : 'pty'
  const type = attribute(device, 'type') ?? usual
  const kind = Object.hasOwn(CHARACTER, type) ? CHARACTER[type] : 'unknown'
  const source = child(device, 'source')
  const socket = attribute(source, 'path')
  const isOwn = type === 'unix' && (socket === null || OWN_SOCKETS.test(socket))
  const logs = children(device, 'log').map((item) => part('log', item, inside(place, item), 'file'))
  const rest = elements(device).filter(({ nodeName }) => !['source', 'log'].includes(nodeName))
  const labels = source ? children(source, 'seclabel') : []
  return [
    ...(kind && !isOwn
      ? [part(kind, source ?? device, source ? inside(place, source) : place)]
      : []),
    ...logs,
    ...labels.map((item) => part('security', item, inside(place, item))),
    ...rest.flatMap((item) => seekPaths(item, inside(place, item))),
  ]
}

function smartcardParts(device: Element, place: Place): ReachingPart[] {
  const isSpice =
    attribute(device, 'mode') === 'passthrough' && attribute(device, 'type') === 'spicevmc'
  return isSpice ? seekPaths(device, place) : [part('device', device, place, 'mode')]
}

function graphicsParts(device: Element, place: Place): ReachingPart[] {
  const listeners = children(device, 'listen')
  const listening = [device, ...listeners].flatMap((item) => {
    const at = item === device ? place : inside(place, item)
    const name = item === device ? 'listen' : 'address'
    const address = attribute(item, name)
    const isNetwork = item !== device && attribute(item, 'type') === 'network'
    const isOpen = address !== null && address !== '' && !LOOPBACK.test(address)
    if (isNetwork) return [part('listen', item, at, 'network')]
    return isOpen ? [part('listen', item, at, name)] : []
  })
  return [...listening, ...seekPaths(device, place)]
}

function videoParts(device: Element, place: Place): ReachingPart[] {
  const driver = child(device, 'driver')
  const isOther = attribute(driver, 'name') === 'vhostuser'
  const program = isOther && driver ? [part('program', driver, inside(place, driver), 'name')] : []
  return [...program, ...seekPaths(device, place)]
}

function inputParts(device: Element, place: Place): ReachingPart[] {
  const isHost = ['passthrough', 'evdev'].includes(attribute(device, 'type') ?? '')
  return isHost ? [part('device', device, place, 'type')] : seekPaths(device, place)
}

function rngParts(device: Element, place: Place): ReachingPart[] {
  const backend = child(device, 'backend')
  const model = attribute(backend, 'model')
  const file = (text(device, 'backend') ?? '').trim()
  if (model === 'builtin' || (model === 'random' && (file === '' || RANDOM.includes(file))))
    return []
  return [part(model === 'random' ? 'device' : 'socket', device, place)]
}

function audioParts(device: Element, place: Place): ReachingPart[] {
  const isInside = ['none', 'spice', 'vnc'].includes(attribute(device, 'type') ?? '')
  return isInside ? seekPaths(device, place) : [part('audio', device, place, 'type')]
}
