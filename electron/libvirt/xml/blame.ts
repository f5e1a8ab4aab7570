/**
 * Finding what a checker complains of. The complaint about a machine seldom says more than "Extra
 * element devices in interleave"; so it is asked again without one part after the other: what it
 * accepts when a part is left out was that part's fault.
 */
import { elements } from './dom.ts'
import type { Element } from './dom.ts'

/** More questions than this, or more time, are not worth a line number. */
const PATIENCE = 300
const PATIENCE_MS = 500

/**
 * @param isAccepted asks about the whole of which `element` is a part, as it is at the moment
 * @returns the smallest element without which, or without an attribute of which, all is well;
 * `element` itself where there is none
 */
export function culpritIn(element: Element, isAccepted: () => boolean): Element {
  let left = PATIENCE
  const end = performance.now() + PATIENCE_MS
  const isPatient = () => left > 0 && performance.now() < end
  const ask = () => left-- > 0 && isAccepted()
  return search(element) ?? element

  function search(within: Element): Element | null {
    const parts = elements(within)
    for (const part of parts) if (isBetterWithout(part)) return search(part) ?? part
    // What can't be left out may still have a bad attribute, or something bad in it.
    for (const part of parts) {
      const found = hasBadAttribute(part) ? part : search(part)
      if (found) return found
    }
    return null
  }

  function isBetterWithout(part: Element): boolean {
    if (!isPatient()) return false
    const { parentNode, nextSibling } = part
    parentNode?.removeChild(part)
    const accepted = ask()
    parentNode?.insertBefore(part, nextSibling)
    return accepted
  }

  function hasBadAttribute(part: Element): boolean {
    if (!isPatient()) return false
    for (const { name, value } of [...part.attributes]) {
      part.removeAttribute(name)
      const accepted = ask()
      part.setAttribute(name, value)
      if (accepted) return true
    }
    return false
  }
}
