/** The few things that libvirt's XML needs of a DOM. */
import { DOMParser, XMLSerializer } from '@xmldom/xmldom'
import type { Document, Element } from '@xmldom/xmldom'

export type { Document, Element }

/** What is wrong with a text that should be XML, and where. */
export class MalformedXml extends Error {
  readonly line: number
  readonly column: number

  constructor(message: string, line: number, column: number) {
    super(message)
    this.line = line
    this.column = column
  }
}

interface Locator {
  locator?: { lineNumber?: number; columnNumber?: number }
}

/** The parser takes U+FFFD for a sign of a wrong encoding; it is a character like any other. */
const HARMLESS = /^Unicode replacement character/

/** XML 1.0 knows two ends of a line; the parser's own reading takes U+0085 and U+2028 for more. */
function normalizeLineEndings(xml: string): string {
  return xml.replace(/\r\n?/g, '\n')
}

/** @throws MalformedXml when it is not well-formed */
export function parse(xml: string): Element {
  let problem: MalformedXml | null = null
  const refuse = (_level: string, text: string, { locator }: Locator = {}) => {
    if (HARMLESS.test(text)) return
    problem ??= new MalformedXml(text, locator?.lineNumber || 1, locator?.columnNumber || 1)
    throw problem
  }
  try {
    const document = new DOMParser({ onError: refuse, normalizeLineEndings }).parseFromString(
      xml,
      'text/xml',
    )
    if (document.documentElement) return document.documentElement
  } catch (error) {
    // The parser wraps what its handler throws.
    throw problem ?? error
  }
  throw new MalformedXml('empty document', 1, 1)
}

/** The line that an element was read from. */
export function lineOf(node: { lineNumber?: number }): number {
  return node.lineNumber ?? 1
}

/** A new document with this root element. */
export function create(name: string): Element {
  return parse(`<${name}/>`)
}

export function serialize(element: Element): string {
  return new XMLSerializer().serializeToString(element)
}

/** The first child element along a path such as `os/type`, or null. */
export function child(element: Element | null, path: string): Element | null {
  return path
    .split('/')
    .reduce<Element | null>((at, name) => children(at, name)[0] ?? null, element)
}

export function children(element: Element | null, name: string): Element[] {
  const found: Element[] = []
  for (let node = element?.firstChild ?? null; node; node = node.nextSibling) {
    if (node.nodeType === 1 && (node as Element).localName === name) found.push(node as Element)
  }
  return found
}

/** An attribute's value, or null where the element or the attribute is missing. */
export function attribute(element: Element | null, name: string): string | null {
  return element?.getAttribute(name) ?? null
}

/** An attribute's number, or null where the element or the attribute is missing. */
export function numericAttribute(element: Element | null, name: string): number | null {
  const value = attribute(element, name)
  return value === null ? null : Number(value)
}

export function text(element: Element | null, path: string): string | null {
  return child(element, path)?.textContent ?? null
}

/** Appends a child element with attributes and perhaps text; gives the child. */
export function append(
  parent: Element,
  name: string,
  attributes: Record<string, string> = {},
  content?: string,
): Element {
  const element = (parent.ownerDocument as Document).createElement(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  if (content !== undefined) element.textContent = content
  parent.appendChild(element)
  return element
}

/** Sets an attribute, or takes it away where the value is null. */
export function setAttribute(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name)
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

/** The first child element of this name, made where there is none. */
export function ensure(parent: Element, name: string): Element {
  return child(parent, name) ?? append(parent, name)
}

/** Takes an element out, with the white space before it. */
export function remove(element: Element | null): void {
  const parent = element?.parentNode
  if (!element || !parent) return
  const before = element.previousSibling
  if (before?.nodeType === 3 && before.nodeValue?.trim() === '') parent.removeChild(before)
  parent.removeChild(element)
}

/** Takes an element out when nothing is left of it. */
export function prune(element: Element | null): void {
  if (element && element.attributes.length === 0 && elements(element).length === 0) remove(element)
}

export function elements(parent: Element): Element[] {
  const found: Element[] = []
  for (let node = parent.firstChild; node; node = node.nextSibling) {
    if (node.nodeType === 1) found.push(node as Element)
  }
  return found
}

/**
 * Serialized with each element on a line of its own, two spaces a level, as libvirt writes it.
 * What others have put into `<metadata>` stays as they wrote it.
 */
export function format(root: Element): string {
  return `${serialize(indented(root, 0))}\n`
}

/** A copy, built from first to last: a DOM counts all children again for each that is put between. */
function indented(element: Element, level: number): Element {
  if (element.localName === 'metadata' || elements(element).length === 0) {
    return element.cloneNode(true) as Element
  }
  const copy = element.cloneNode(false) as Element
  const document = element.ownerDocument as Document
  const breakLine = (depth: number) =>
    copy.appendChild(document.createTextNode(`\n${'  '.repeat(depth)}`))
  for (let node = element.firstChild; node; node = node.nextSibling) {
    if (node.nodeType === 3 && node.nodeValue?.trim() === '') continue
    breakLine(level + 1)
    copy.appendChild(
      node.nodeType === 1 ? indented(node as Element, level + 1) : node.cloneNode(true),
    )
  }
  breakLine(level)
  return copy
}
