/** Our mark in a network's `<metadata>`: it was made together with a host bridge, and goes with it. Pure. */
import { append, child, children, elements } from './dom.ts'
import type { Element } from './dom.ts'

const MARK = { uri: 'urn:puente:1', name: 'puente:made' } as const

export function isMarked(root: Element): boolean {
  return child(root, 'metadata/made')?.namespaceURI === MARK.uri
}

export function mark(root: Element): void {
  append(append(root, 'metadata'), MARK.name, { 'xmlns:puente': MARK.uri })
}

/** Whoever writes a network can't make it ours, nor somebody else's. @param former as it is stored */
export function keepMark(root: Element, former: Element | null): void {
  for (const metadata of children(root, 'metadata')) {
    for (const item of elements(metadata)) {
      if (item.namespaceURI === MARK.uri) metadata.removeChild(item)
    }
    if (elements(metadata).length === 0) root.removeChild(metadata)
  }
  if (!former || !isMarked(former)) return
  const own = child(root, 'metadata') ?? append(root, 'metadata')
  append(own, MARK.name, { 'xmlns:puente': MARK.uri })
}
