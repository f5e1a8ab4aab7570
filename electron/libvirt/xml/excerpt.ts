/**
 * A DOM of only those parts of an XML that are looked at. A whole inventory is thousands of
 * definitions of which a few elements each are shown: their whole DOM costs five times as much as
 * checking each character of them (`npm run bench -- inventory`). For looking only: what is left
 * out would be lost by whoever wrote it back.
 */
import { DOMImplementation } from '@xmldom/xmldom'
import { SaxesParser } from 'saxes'
import type { SaxesTagPlain } from 'saxes'
import type { Document, Element } from './dom.ts'

/** By element's name: the whole of it, or what to keep inside it. */
export interface Wanted {
  readonly [name: string]: true | Wanted
}

const NOTHING: Wanted = {}

class Excerpt {
  readonly #document: Document = new DOMImplementation().createDocument(null, '')
  #parent: Document | Element = this.#document
  /** What is wanted inside of each open element that is kept; the innermost is last. */
  readonly #wanted: (true | Wanted)[]
  /** How many elements are open inside of what is left out. */
  #skipped = 0

  constructor(wanted: Wanted) {
    this.#wanted = [wanted]
  }

  get root(): Element {
    return this.#document.documentElement as Element
  }

  open({ name, attributes }: SaxesTagPlain): void {
    const inner = this.#skipped > 0 ? undefined : this.#wantedOf(name)
    if (inner === undefined) {
      this.#skipped++
      return
    }
    const element = this.#document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
    this.#parent.appendChild(element)
    this.#parent = element
    this.#wanted.push(inner)
  }

  close(): void {
    if (this.#skipped > 0) {
      this.#skipped--
      return
    }
    this.#parent = this.#parent.parentNode as Document | Element
    this.#wanted.pop()
  }

  text(content: string): void {
    if (this.#skipped > 0 || this.#wanted.at(-1) !== true) return
    this.#parent.appendChild(this.#document.createTextNode(content))
  }

  /** The root is always there, whatever its name. */
  #wantedOf(name: string): true | Wanted | undefined {
    const wanted = this.#wanted.at(-1) ?? NOTHING
    if (this.#wanted.length === 1) return wanted
    if (wanted === true) return true
    return Object.hasOwn(wanted, name) ? wanted[name] : undefined
  }
}

/** @throws Error when it is not well-formed, also in what is left out */
export function excerpt(xml: string, wanted: Wanted): Element {
  const kept = new Excerpt(wanted)
  const parser = new SaxesParser()
  parser.on('opentag', (tag) => kept.open(tag))
  parser.on('closetag', () => kept.close())
  parser.on('text', (content) => kept.text(content))
  parser.on('cdata', (content) => kept.text(content))
  parser.write(xml).close()
  return kept.root
}
