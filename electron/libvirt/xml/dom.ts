/** The few things that libvirt's XML needs of a DOM. */
import { DOMParser, XMLSerializer } from '@xmldom/xmldom'
import type { Document, Element } from '@xmldom/xmldom'

export type { Document, Element }

/** @throws Error when it is not well-formed */
export function parse(xml: string): Element {
  const refuse = (_level: string, text: string) => {
    throw new Error(text)
  }
  const document = new DOMParser({ onError: refuse }).parseFromString(xml, 'text/xml')
  const root = document.documentElement
  if (!root) throw new Error('empty document')
  return root
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
