/** XML from a person, looked at before libvirt sees it. Pure. */
import { PuenteError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { elements, lineOf, MalformedXml, parse } from './dom.ts'
import type { Element } from './dom.ts'

const complaints = {
  network: 'network-xml-not-network',
  domain: 'machine-xml-not-machine',
  interface: 'nic-xml-not-nic',
} satisfies Record<string, ErrorCode>

/**
 * libvirt hands the options of foreign namespaces to programs that can be told to run others:
 * dnsmasq, as root, or the emulator. Such XML is refused unless the person has agreed to it.
 * @param wanted the outermost element
 * @throws PuenteError `xml-…`, with the line; `…-xml-not-…` where it describes something else
 */
export function screenXml(
  text: string,
  wanted: keyof typeof complaints,
  { allowForeign }: { allowForeign: boolean },
): Element {
  refuseDoctype(text)
  const root = parseText(text)
  if (root.nodeName !== wanted) {
    throw new PuenteError(complaints[wanted], { element: root.nodeName, line: lineOf(root) })
  }
  const foreign = foreignParts(root)[0]
  if (foreign && !allowForeign) throw new PuenteError('xml-foreign', { ...foreign })
  return root
}

export function screenNetworkXml(text: string, consent: { allowForeign: boolean }): Element {
  return screenXml(text, 'network', consent)
}

/** Elements and attributes of other namespaces that libvirt would act on; `<metadata>` is inert. */
export function foreignParts(root: Element): { namespace: string; line: number }[] {
  const found = [root, ...root.attributes]
    .map(({ namespaceURI }) => namespaceURI)
    .filter((uri) => uri && uri !== 'http://www.w3.org/2000/xmlns/')
    .map((namespace) => ({ namespace: namespace ?? '', line: lineOf(root) }))
  const inner = elements(root).filter((item) => item.nodeName !== 'metadata')
  return [...found, ...inner.flatMap(foreignParts)]
}

/** Before anything is parsed: an entity may stand for a file, or for a thousand others. */
function refuseDoctype(text: string): void {
  const visible = text.replace(/<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>/g, blank)
  const at = visible.search(/<!(DOCTYPE|ENTITY)/i)
  if (at < 0) return
  throw new PuenteError('xml-doctype', { line: lineAt(text, at) })
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

/** Keeps the lines where they are. */
function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ')
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
