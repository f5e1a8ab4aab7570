/** Bringing a list of like elements to what is wanted, touching only those that differ. Pure. */
import { isDeepStrictEqual } from 'node:util'
import { append, children } from '../dom.ts'
import type { Element } from '../dom.ts'

export interface ListOf<T> {
  /** The elements' name. */
  name: string
  read: (element: Element) => T
  /** Sets what `read` reads, and leaves the rest of the element alone. */
  write: (element: Element, item: T) => void
  /** What makes an item the same one after a change of the rest of it. */
  key: (item: T) => string
  /** Where the rest is worth keeping even when the key changes: may one become the other? */
  similar?: (a: T, b: T) => boolean
  /** Has it more inside than is read? Then what stands where it stood is the same one, renamed. */
  inPlace?: true
}

export function syncList<T>(parent: Element, list: ListOf<T>, wanted: T[]): void {
  const original = children(parent, list.name)
  const rest = [...original]
  const take = (isSame: (item: T) => boolean): Element | null => {
    const index = rest.findIndex((element) => isSame(list.read(element)))
    return index < 0 ? null : (rest.splice(index, 1)[0] ?? null)
  }
  // First those that stay as they are, so that a twin's key does not take them.
  const kept = wanted.map((item) => take((other) => isDeepStrictEqual(other, item)))
  const same = wanted.map((item, index) => {
    return kept[index] ?? take((other) => list.key(other) === list.key(item))
  })
  const found = wanted.map((item, index) => {
    return same[index] ?? take((other) => list.similar?.(other, item) ?? false)
  })
  if (list.inPlace && original.length === wanted.length) {
    for (const [index, element] of original.entries()) {
      if (found[index] === null && rest.includes(element)) {
        rest.splice(rest.indexOf(element), 1)
        found[index] = element
      }
    }
  }
  for (const element of rest) parent.removeChild(element)
  const final = wanted.map((item, index) => {
    const element = found[index] ?? append(parent, list.name)
    if (!isDeepStrictEqual(list.read(element), item)) list.write(element, item)
    return element
  })
  putInOrder(parent, list.name, final)
}

/** Where the order matters (the first device is the one in use), it is the wanted one. */
function putInOrder(parent: Element, name: string, wanted: Element[]): void {
  const current = children(parent, name)
  if (current.every((element, index) => element === wanted[index])) return
  for (const element of wanted) parent.appendChild(element)
}
