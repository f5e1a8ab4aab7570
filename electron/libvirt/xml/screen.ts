/** XML from a person, looked at before libvirt sees it. Pure. */
import { PuenteError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { refuseControlCharacters } from './control-characters.ts'
import { lineOf, MalformedXml, parse } from './dom.ts'
import type { Element } from './dom.ts'
import { refuseLarge } from './limits.ts'

const complaints = {
  network: 'network-xml-not-network',
  domain: 'machine-xml-not-machine',
  interface: 'nic-xml-not-nic',
} satisfies Record<string, ErrorCode>

/**
 * What may be read at all. What it can do to the host is another question: see reach/.
 * @param wanted the outermost element
 * @param before what libvirt has already, and need not please us
 * @throws PuenteError `xml-…`, with the line; `…-xml-not-…` where it describes something else
 */
export function screenXml(
  text: string,
  wanted: keyof typeof complaints,
  before: Element | null = null,
): Element {
  refuseDoctype(text)
  refuseLarge(text)
  const root = parseText(text)
  if (root.nodeName !== wanted) {
    throw new PuenteError(complaints[wanted], { element: root.nodeName, line: lineOf(root) })
  }
  refuseControlCharacters(root, before)
  return root
}

/** Before anything is parsed: an entity may stand for a file, or for a thousand others. */
function refuseDoctype(text: string): void {
  let at = 0
  for (;;) {
    at = text.indexOf('<!', at)
    if (at < 0) return
    if (text.startsWith('<!--', at)) at = after(text, '-->', at + 4)
    else if (text.startsWith('<![CDATA[', at)) at = after(text, ']]>', at + 9)
    else if (/^<!(DOCTYPE|ENTITY)/i.test(text.slice(at, at + 9))) {
      throw new PuenteError('xml-doctype', { line: lineAt(text, at) })
    } else at += 2
  }
}

/** Where it goes on behind this end; what does not end is one piece up to the text's. */
function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from)
  return at < 0 ? text.length : at + end.length
}

function parseText(text: string): Element {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof MalformedXml)) throw error
    const { line, column } = error
    throw new PuenteError('xml-malformed', { line, column }, { cause: error })
  }
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

/**
 * The line that libvirt's complaint is about: its schema checker names elements and attributes,
 * never lines. Null when none that it names is in the text.
 */
export function lineOfComplaint(root: Element, complaint: string): number | null {
  const named = [...complaint.matchAll(/(?:[Ee]lement|extra content:) (\w+)/g)]
  for (const [, name] of named) {
    const found = name === 'network' ? null : root.getElementsByTagName(name ?? '')[0]
    if (found) return lineOf(found)
  }
  return null
}
