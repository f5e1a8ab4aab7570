/**
 * Finding what a checker complains of. libvirt's own complaint about a machine seldom says more
 * than "Extra element devices in interleave"; so it is asked again without one part after the
 * other: what it accepts when a part is left out was that part's fault.
 */
import { elements } from './dom.ts'
import type { Element } from './dom.ts'

/** More questions than this are not worth a line number. */
const PATIENCE = 300

/**
 * @param isAccepted asks about the whole of which `element` is a part, as it is at the moment
 * @returns the smallest element without which, or without an attribute of which, all is well;
 * `element` itself where there is none
 */
export async function culpritIn(
  element: Element,
  isAccepted: () => Promise<boolean>,
): Promise<Element> {
  let left = PATIENCE
  const ask = async () => left-- > 0 && (await isAccepted())
  return (await search(element)) ?? element

  async function search(within: Element): Promise<Element | null> {
    const parts = elements(within)
    for (const part of parts) if (await isBetterWithout(part)) return (await search(part)) ?? part
    // What can't be left out may still have a bad attribute, or something bad in it.
    for (const part of parts) {
      const found = (await hasBadAttribute(part)) ? part : await search(part)
      if (found) return found
    }
    return null
  }

  async function isBetterWithout(part: Element): Promise<boolean> {
    const { parentNode, nextSibling } = part
    parentNode?.removeChild(part)
    const accepted = await ask()
    parentNode?.insertBefore(part, nextSibling)
    return accepted
  }

  async function hasBadAttribute(part: Element): Promise<boolean> {
    for (const { name, value } of [...part.attributes]) {
      part.removeAttribute(name)
      const accepted = await ask()
      part.setAttribute(name, value)
      if (accepted) return true
    }
    return false
  }
}
