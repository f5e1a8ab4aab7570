/**
 * Link conditions that a machine keeps, in its `<metadata>`: by each NIC's MAC the words of tc's netem,
 * which libvirt's hook hands on to the package's helper as they are. Pure.
 */
import type { LinkConditions } from '../../../shared/model/link-conditions.ts'
import { areNone } from '../../../shared/rules/link-conditions.ts'
import { netemWords, readNetemWords } from '../../../shared/rules/netem.ts'
import { append, attribute, children, create, elements, serialize } from './dom.ts'
import type { Element } from './dom.ts'

export const CONDITIONS = { uri: 'urn:puente:links:1', key: 'puente' } as const
/** As the hook looks for it: by its prefix. */
const ROOT = `${CONDITIONS.key}:links`
/** More than a machine can have NICs. */
const MOST = 64

/** By MAC, in lower case. */
export type KeptConditions = ReadonlyMap<string, LinkConditions>

export const keptShown = { metadata: { [ROOT]: true } } as const

/** Of a machine's whole definition, or of an excerpt of it. */
export function readKept(domain: Element): KeptConditions {
  const roots = children(domain, 'metadata').flatMap(elements)
  const root = roots.find(({ nodeName }) => nodeName === ROOT)
  return root ? readLinks(root) : new Map()
}

/** Of our own element; libvirt leaves its prefix out where it is asked for this alone. */
export function readLinks(root: Element): KeptConditions {
  const links = elements(root).filter(({ nodeName }) => /^(puente:)?link$/.test(nodeName))
  return new Map(
    links.slice(0, MOST).flatMap((link) => {
      const [toMachine, fromMachine] = ['to', 'from'].map((way) =>
        readNetemWords(attribute(link, way) ?? ''),
      )
      const mac = attribute(link, 'mac')?.toLowerCase()
      if (mac === undefined || !toMachine || !fromMachine) return []
      const conditions = { toMachine, fromMachine }
      return areNone(conditions) ? [] : [[mac, conditions] as const]
    }),
  )
}

/** Null where nothing is kept. */
export function linksXml(kept: KeptConditions): string | null {
  if (kept.size === 0) return null
  // Without its namespace: libvirt puts that there itself, with the prefix.
  const root = create('links')
  appendLinks(root, kept)
  return serialize(root)
}

/** Into the definition of a machine that is made. */
export function appendKept(domain: Element, kept: KeptConditions): void {
  if (kept.size === 0) return
  const namespace = { [`xmlns:${CONDITIONS.key}`]: CONDITIONS.uri }
  appendLinks(append(append(domain, 'metadata'), ROOT, namespace), kept)
}

function appendLinks(root: Element, kept: KeptConditions): void {
  for (const [mac, { toMachine, fromMachine }] of kept) {
    const [to, from] = [toMachine, fromMachine].map((way) => netemWords(way).join(' '))
    append(root, 'link', { mac, to: to ?? '', from: from ?? '' })
  }
}
