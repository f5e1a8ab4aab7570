/** A part of a definition that reaches into the host, and how such parts are found in general. Pure. */
import type { Reach } from '../../../../shared/reach.ts'
import { elements, lineOf } from '../dom.ts'
import type { Element } from '../dom.ts'

export interface ReachingPart {
  reach: Reach
  /** The way to it: `domain/devices/disk/source/@file`. */
  path: string
  line: number
  /** What is written there; empty for a whole element. */
  value: string
  /** The same for the same part, in whichever text: of all that decides what it can do. */
  identity: string
}

/** Where somebody looks, and what around it decides what a part can do there. */
export interface Place {
  path: string
  context: string
}

export type Seek = (element: Element, place: Place) => ReachingPart[]

const NAMESPACES = 'http://www.w3.org/2000/xmlns/'
const QEMU = 'http://libvirt.org/schemas/domain/qemu/1.0'
const DNSMASQ = 'http://libvirt.org/schemas/network/dnsmasq/1.0'

export function part(reach: Reach, element: Element, place: Place, name = ''): ReachingPart {
  const path = name === '' ? place.path : `${place.path}/@${name}`
  const value = name === '' ? saidOf(element) : (element.getAttribute(name) ?? '')
  const identity = [reach, path, value, place.context || canonical(element)].join('\n')
  return { reach, path, line: lineOf(element), value, identity }
}

export function inside({ path, context }: Place, element: Element): Place {
  return { path: `${path}/${element.nodeName}`, context }
}

/** What reaches into the host wherever it stands; null for anything else. */
export function always(element: Element, place: Place): ReachingPart | null {
  return element.localName === 'seclabel'
    ? part('security', element, place)
    : foreign(element, place)
}

/** An element or attribute of another namespace, which libvirt hands on; null for its own. */
function foreign(element: Element, place: Place): ReachingPart | null {
  const of = (uri: string | null): Reach | null => {
    if (!uri || uri === NAMESPACES) return null
    if (uri === QEMU) return 'emulator-options'
    return uri === DNSMASQ ? 'dnsmasq' : 'foreign'
  }
  const own = of(element.namespaceURI)
  if (own) return part(own, element, place)
  for (const { name, namespaceURI } of element.attributes) {
    const reach = of(namespaceURI)
    if (reach) return part(reach, element, place, name)
  }
  return null
}

/** Attributes but for declarations of namespaces. */
export function attributeNames(element: Element): string[] {
  return [...element.attributes]
    .filter(({ namespaceURI }) => namespaceURI !== NAMESPACES)
    .map(({ name }) => name)
}

/** What names a file in libvirt's schemas; the emulator takes one without a slash from the root folder. */
const FILES = ['file', 'path', 'dir', 'socket', 'binary', 'rendernode', 'logFile']

/** A file of the host, wherever it is named: what nobody has thought of has a path all the same. */
export const seekPaths: Seek = (element, place) => {
  const other = always(element, place)
  if (other) return [other]
  const named = attributeNames(element)
    .filter((name) => FILES.includes(name) || element.getAttribute(name)?.trim().startsWith('/'))
    .map((name) => part('file', element, place, name))
  const inner = elements(element)
  const words =
    inner.length === 0 && (wordsOf(element).startsWith('/') || FILES.includes(element.nodeName))
  return [
    ...named,
    ...(words ? [part('file', element, place)] : []),
    ...inner.flatMap((item) => seekPaths(item, inside(place, item))),
  ]
}

/** Its words, or else its attributes. */
function saidOf(element: Element): string {
  const attributes = [...element.attributes].map(({ name, value }) => `${name}="${value}"`)
  return wordsOf(element) || attributes.join(' ')
}

/** An element's own words; none where it only holds others. */
export function wordsOf(element: Element): string {
  return elements(element).length > 0 ? '' : (element.textContent ?? '').trim()
}

/** What libvirt adds for the time that it runs, and the order of booting, decide nothing of it. */
const INDIFFERENT = ['alias', 'address', 'boot']

/** The same text for the same meaning. */
export function canonical(element: Element, isOutermost = true): string {
  const attributes = [...element.attributes]
    .map(({ name, value }) => `${name}=${JSON.stringify(value)}`)
    .sort()
  const inner = elements(element)
    .filter(({ nodeName }) => !isOutermost || !INDIFFERENT.includes(nodeName))
    .map((item) => canonical(item, false))
    .sort()
  return `<${[element.nodeName, ...attributes].join(' ')}>${inner.join('')}${wordsOf(element)}</>`
}
