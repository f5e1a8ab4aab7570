/**
 * How large a document of a person's may be, seen by one pass that keeps nothing: a DOM looks for each
 * attribute among those before it, and what walks it calls itself for each level.
 */
import { SaxesParser } from 'saxes'
import { PuenteError } from '../../../shared/errors.ts'

/** libvirt's own XML is ten levels deep, and libxml2 stops at 256. */
const DEPTH = 64
/** More than any element of libvirt's schemas has. */
const ATTRIBUTES = 64
/** A network with 2048 reservations, or a machine with all the devices that it can have, is far below. */
const ELEMENTS = 20_000

/** What is not well-formed is left to the parser, which says more of it. @throws PuenteError `xml-too-large` */
export function refuseLarge(text: string): void {
  const parser = new SaxesParser()
  let [depth, elements, attributes] = [0, 0, 0]
  let isLarge = false
  const require = (isFair: boolean) => {
    if (isFair) return
    isLarge = true
    throw new PuenteError('xml-too-large', { line: parser.line })
  }
  parser.on('opentagstart', () => {
    attributes = 0
    require(++depth <= DEPTH && ++elements <= ELEMENTS)
  })
  parser.on('attribute', () => require(++attributes <= ATTRIBUTES))
  parser.on('closetag', () => void depth--)
  try {
    parser.write(text).close()
  } catch (error) {
    if (isLarge) throw error
  }
}
