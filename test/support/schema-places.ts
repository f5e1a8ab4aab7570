/**
 * Every attribute and every text that one of libvirt's schemas allows, by the way to it. Made from the
 * schema itself, so that what a newer libvirt takes is tried without anybody's thinking of it.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  append,
  attribute,
  child,
  create,
  elements,
  parse,
  serialize,
} from '../../electron/libvirt/xml/dom.ts'
import type { Element } from '../../electron/libvirt/xml/dom.ts'

const FOLDER = '/usr/share/libvirt/schemas'

export interface Place {
  /** Names of elements from the root on. */
  path: string[]
  /** Null for the element's own text. */
  attribute: string | null
}

/** The same patterns inside of each other (a disk on a disk on a disk) end here. */
const DEPTH = 9

/** @param root element of the schema's start, such as `network` */
export function schemaPlaces(schema: string, root: string): Place[] {
  const definitions = new Map<string, Element[]>()
  const load = (file: string) => {
    for (const item of elements(parse(readFileSync(join(FOLDER, file), 'utf8')))) {
      if (item.localName === 'include') load(attribute(item, 'href') ?? '')
      else if (item.localName === 'define') {
        const name = attribute(item, 'name') ?? ''
        definitions.set(name, [...(definitions.get(name) ?? []), item])
      }
    }
  }
  load(schema)
  const found = new Map<string, Place>()
  const walked = new Set<Element>()
  const walk = (pattern: Element, path: string[], inAttribute: string | null) => {
    const name = attribute(pattern, 'name')
    switch (pattern.localName) {
      case 'element':
        // A pattern that is known already says nothing new further down.
        if (path.length >= DEPTH || !name || (walked.has(pattern) && path.includes(name))) return
        walked.add(pattern)
        return inner(pattern, [...path, name], null)
      case 'attribute':
        if (name && path.length > 0) remember({ path, attribute: name })
        return
      case 'ref':
        for (const definition of definitions.get(name ?? '') ?? [])
          inner(definition, path, inAttribute)
        return
      case 'text':
      case 'data':
      case 'value':
        if (path.length > 0) remember({ path, attribute: null })
        return
      default:
        return inner(pattern, path, inAttribute)
    }
  }
  const inner = (pattern: Element, path: string[], inAttribute: string | null) => {
    // A definition that refers to itself through no element would go on for ever.
    if (open.has(pattern) && open.get(pattern) === path.length) return
    const before = open.get(pattern)
    open.set(pattern, path.length)
    for (const item of elements(pattern)) walk(item, path, inAttribute)
    if (before === undefined) open.delete(pattern)
    else open.set(pattern, before)
  }
  const open = new Map<Element, number>()
  const remember = (place: Place) => found.set(placeName(place), place)
  for (const definition of definitions.values()) {
    for (const one of definition) {
      for (const item of elements(one)) {
        if (item.localName === 'element' && attribute(item, 'name') === root) walk(item, [], null)
      }
    }
  }
  return [...found.values()].filter(({ path }) => !path.includes('metadata'))
}

export function placeName({ path, attribute: name }: Place): string {
  return `/${path.join('/')}${name === null ? '' : `/@${name}`}`
}

/** A document with this value in this place, and otherwise what `base` has. */
export function withValue(base: string, { path, attribute: name }: Place, value: string): string {
  const root = base === '' ? create(path[0] ?? '') : parse(base)
  let at = root
  for (const step of path.slice(1)) at = child(at, step) ?? append(at, step)
  if (name === null) at.textContent = value
  else at.setAttribute(name, value)
  return serialize(root)
}
