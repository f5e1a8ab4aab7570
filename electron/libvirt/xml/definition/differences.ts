/** What of a network's stored definition is not yet true of the running one. Pure. */
import type { NetworkDefinition } from '../../../../shared/model/network-definition.ts'
import { differingParts } from '../../../../shared/rules/networks/kinds.ts'
import type { NetworkPart } from '../../../../shared/rules/networks/kinds.ts'
import { attribute, child, children, elements, parse, prune, remove } from '../dom.ts'
import type { Element } from '../dom.ts'
import { isUsual, readDefinition } from './read.ts'

export function pendingParts(runningXml: string, storedXml: string): NetworkPart[] {
  const [running, stored] = [parse(runningXml), parse(storedXml)]
  if (canonical(running) === canonical(stored)) return []
  const parts = differingParts(readDefinition(running), readDefinition(stored))
  return parts.length > 0 ? parts : ['other']
}

/** Or does something stored wait for its restart? */
export function runsAsStored({ running, stored }: Record<'running' | 'stored', string | null>) {
  return running !== null && stored !== null && pendingParts(running, stored).length === 0
}

/**
 * The parts that were to change and have not, although libvirt said nothing.
 * What it filled in by itself, such as a bridge's name or a MAC, is no such part.
 */
export function untakenParts(before: Element, wanted: Element, after: Element): NetworkPart[] {
  const [was, asked, is] = [before, wanted, after].map(readDefinition) as [
    NetworkDefinition,
    NetworkDefinition,
    NetworkDefinition,
  ]
  const unchanged = differingParts(was, is)
  return differingParts(was, asked).filter((part) => !unchanged.includes(part))
}

/** The same text for the same meaning: everything in one order, no white space, nothing that only runs. */
export function canonical(root: Element): string {
  const copy = root.cloneNode(true) as Element
  forgetUse(copy)
  return write(copy)
}

/** All of a network's definition, running and stored, as it can be compared with a later one. */
export function definitionPrint({
  running,
  stored,
}: Record<'running' | 'stored', string | null>): unknown {
  const print = (xml: string | null) => (xml === null ? null : canonical(parse(xml)))
  return { running: print(running), stored: print(stored) }
}

/** Who uses a running network, and which virtual functions it found, is not its definition. */
function forgetUse(root: Element): void {
  const forward = child(root, 'forward')
  for (const item of [root, ...(forward ? elements(forward) : [])]) {
    item.removeAttribute('connections')
  }
  forgetUsualPorts(child(forward, 'nat'))
  if (!forward || !child(forward, 'pf')) return
  for (const name of ['interface', 'address']) {
    children(forward, name).forEach((item) => forward.removeChild(item))
  }
}

/** libvirt shows its own default in a running network only. */
function forgetUsualPorts(nat: Element | null): void {
  const port = child(nat, 'port')
  const start = Number(attribute(port, 'start'))
  const end = Number(attribute(port, 'end'))
  if (isUsual({ start, end })) remove(port)
  prune(nat)
}

function write(element: Element): string {
  const attributes = [...element.attributes]
    .map(({ name, value }) => `${name}=${JSON.stringify(value)}`)
    .sort()
  const inner = elements(element)
  const content =
    inner.length > 0 ? inner.map(write).sort().join('') : (element.textContent ?? '').trim()
  return `<${[element.nodeName, ...attributes].join(' ')}>${content}</>`
}
