/** Giving a NIC back what a change took, whatever that was, and nothing else. Pure. */
import { canonical } from '../definition/differences.ts'
import { children, elements, parse, remove, setAttribute } from '../dom.ts'
import type { Document, Element } from '../dom.ts'

/** A NIC's text before a change, and as the change has left it. */
export interface Exchange {
  former: string
  left: string
}

/** In place, and letter by letter where nobody has touched it since. @returns the element */
export function restoreNic(nic: Element, { former, left }: Exchange): Element {
  const [before, after] = [parse(former), parse(left)]
  if (canonical(nic) === canonical(after)) return replaced(nic, before)
  for (const name of namesOf([...before.attributes], [...after.attributes])) {
    const value = before.getAttribute(name)
    if (value !== after.getAttribute(name)) setAttribute(nic, name, value)
  }
  for (const name of new Set([...elements(before), ...elements(after)].map(nameOf))) {
    const wanted = children(before, name)
    if (isSame(wanted, children(after, name))) continue
    children(nic, name).forEach(remove)
    for (const element of wanted) nic.appendChild(copied(element, nic))
  }
  return nic
}

/** @returns the text in its place */
export function replaced(nic: Element, wanted: Element): Element {
  const copy = copied(wanted, nic)
  nic.parentNode?.replaceChild(copy, nic)
  return copy
}

function copied(element: Element, into: Element): Element {
  return (into.ownerDocument as Document).importNode(element, true) as Element
}

function nameOf({ localName }: Element): string {
  return localName ?? ''
}

function namesOf(...lists: { name: string }[][]): Set<string> {
  return new Set(lists.flat().map(({ name }) => name))
}

function isSame(a: Element[], b: Element[]): boolean {
  return a.length === b.length && a.every((one, index) => canonical(one) === canonicalOf(b[index]))
}

function canonicalOf(element: Element | undefined): string {
  return element ? canonical(element) : ''
}
