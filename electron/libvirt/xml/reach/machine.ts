/** What a machine's definition can do to the host, but for its devices. Pure. */
import type { Reach } from '../../../../shared/reach.ts'
import { elements } from '../dom.ts'
import type { Element } from '../dom.ts'
import { deviceParts } from './device.ts'
import { always, inside, part, seekPaths, wordsOf } from './part.ts'
import type { Place, ReachingPart } from './part.ts'

/** Words that are only words. */
const WORDS = ['name', 'uuid', 'title', 'description', 'resource', 'blkiotune']

/** How much of the host it has, and what its hardware is; a path in one of them is asked about. */
const HARMLESS = [
  ...['genid', 'memory', 'maxMemory', 'currentMemory', 'memoryBacking', 'memtune', 'numatune'],
  ...['vcpu', 'vcpus', 'iothreads', 'iothreadids', 'defaultiothread', 'cputune', 'cpu', 'features'],
  ...['clock', 'on_poweroff', 'on_reboot', 'on_crash', 'on_lockfailure', 'pm', 'perf', 'sysinfo'],
  ...['keywrap', 'launchSecurity', 'throttlegroups'],
]

const KNOWN: Record<string, Reach> = {
  seclabel: 'security',
  idmap: 'security',
  bootloader: 'program',
  bootloader_args: 'program',
}

const OS_WORDS = ['type', 'boot', 'bootmenu', 'bios', 'smbios', 'cmdline', 'firmware', 'shim']
const OS: Record<string, Reach> = {
  loader: 'boot-file',
  nvram: 'boot-file',
  kernel: 'boot-file',
  initrd: 'boot-file',
  dtb: 'boot-file',
  acpi: 'boot-file',
  init: 'program',
}

/** What virt-manager and virt-install note of the guest's system. */
const OSINFO = 'http://libosinfo.org/xmlns/libvirt/domain/1.0'

export function machineParts(root: Element): ReachingPart[] {
  const place = { path: root.nodeName, context: '' }
  const other = always(root, place)
  if (other) return [other]
  return elements(root).flatMap((item) => topParts(item, inside(place, item)))
}

function topParts(item: Element, place: Place): ReachingPart[] {
  const { nodeName } = item
  const other = always(item, place)
  if (other) return [other]
  const each = (seek: (inner: Element, at: Place) => ReachingPart[]) =>
    elements(item).flatMap((inner) => seek(inner, inside(place, inner)))
  if (nodeName === 'devices') return each(deviceParts)
  if (nodeName === 'os') return each(osParts)
  if (nodeName === 'metadata') {
    return each((inner, at) => (inner.namespaceURI === OSINFO ? [] : [part('hook', inner, at)]))
  }
  if (WORDS.includes(nodeName)) return []
  if (HARMLESS.includes(nodeName)) return seekPaths(item, place)
  return [
    part(Object.hasOwn(KNOWN, nodeName) ? (KNOWN[nodeName] ?? 'unknown') : 'unknown', item, place),
  ]
}

function osParts(item: Element, place: Place): ReachingPart[] {
  const { nodeName } = item
  const other = always(item, place)
  if (other) return [other]
  if (OS_WORDS.includes(nodeName)) return nodeName === 'cmdline' ? [] : seekPaths(item, place)
  const reach = Object.hasOwn(OS, nodeName) ? OS[nodeName] : undefined
  // With only its attributes it says which of the host's own firmware is chosen.
  const isChoice = ['loader', 'nvram'].includes(nodeName) && wordsOf(item) === ''
  const names = [...item.attributes].some(({ value }) => value.startsWith('/'))
  if (isChoice && !names && elements(item).length === 0) return []
  return [part(reach ?? 'unknown', item, place)]
}
