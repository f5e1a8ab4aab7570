/**
 * A line break in a value is the next line of dnsmasq's configuration, of a hosts file, of a hook's
 * input. So there are none: in no name, no attribute and no text, whatever the element. Pure.
 */
import { PuenteError } from '../../../shared/errors.ts'
import { hasControlCharacter } from '../../../shared/rules/control-characters.ts'
import { elements, lineOf } from './dom.ts'
import type { Element } from './dom.ts'

/** Words of a person for a person, which libvirt keeps and nobody else reads. */
const PROSE = ['description']

export interface Controlled {
  /** The way to it: `/network/dns/txt/@value`. */
  path: string
  line: number
  value: string
}

/**
 * @param before what libvirt has already: a value that stands in it is not this text's doing
 * @throws PuenteError `xml-control-character`, with the first one's path and line
 */
export function refuseControlCharacters(root: Element, before: Element | null = null): void {
  const known = new Set(before ? controlled(before).map(keyOf) : [])
  const found = controlled(root).find((item) => !known.has(keyOf(item)))
  if (found) throw new PuenteError('xml-control-character', { path: found.path, line: found.line })
}

function keyOf({ path, value }: Controlled): string {
  return `${path} ${value}`
}

/** Each place that has one, but for `<metadata>`, which belongs to others. */
export function controlled(root: Element, path = `/${root.nodeName}`): Controlled[] {
  const line = lineOf(root)
  const inner = elements(root)
  const own = [...root.attributes]
    .filter(({ name, value }) => hasControlCharacter(name) || hasControlCharacter(value))
    .map(({ name, value }) => ({ path: `${path}/@${name}`, line, value }))
  const value = wordsOf(root, inner.length > 0)
  const text = hasControlCharacter(value) && !PROSE.includes(root.nodeName)
  const below = inner
    .filter(({ nodeName }) => nodeName !== 'metadata')
    .flatMap((item) => controlled(item, `${path}/${item.nodeName}`))
  return [...own, ...(text ? [{ path, line, value }] : []), ...below]
}

/** Its own text; white space alone, as between elements or in an empty one, only sets things apart. */
function wordsOf(element: Element, hasElements: boolean): string {
  let words = ''
  for (let node = element.firstChild; node; node = node.nextSibling) {
    const isText = node.nodeType === 3 || node.nodeType === 4
    const text = isText ? (node.nodeValue ?? '') : ''
    if (!hasElements || text.trim() !== '') words += text
  }
  return hasElements || words.trim() === '' ? words.trim() : words
}
