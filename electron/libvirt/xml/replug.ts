/** The XML that moves a NIC of a running machine onto a bridge and back onto its network. Pure. */
import { attribute, child, children, parse, serialize, setAttribute } from './dom.ts'
import type { Element } from './dom.ts'

/** The running machine's NICs on this network that have a tap. */
export function pluggedNics(xml: string, network: string): { xml: string; tap: string }[] {
  return children(child(parse(xml), 'devices'), 'interface')
    .filter((element) => attribute(child(element, 'source'), 'network') === network)
    .map((element) => ({
      xml: serialize(element),
      tap: attribute(child(element, 'target'), 'dev') ?? '',
    }))
    .filter(({ tap }) => tap !== '')
}

export function asBridgeNic(xml: string, bridge: string): string {
  const element = parse(xml)
  element.setAttribute('type', 'bridge')
  const source = sourceOf(element)
  for (const name of ['network', 'portid', 'portgroup']) setAttribute(source, name, null)
  source.setAttribute('bridge', bridge)
  return serialize(element)
}

/** Without the port that the network had for it before it was stopped. */
export function asNetworkNic(xml: string): string {
  const element = parse(xml)
  element.setAttribute('type', 'network')
  const source = sourceOf(element)
  for (const name of ['bridge', 'portid']) setAttribute(source, name, null)
  return serialize(element)
}

function sourceOf(element: Element): Element {
  const source = child(element, 'source')
  if (!source) throw new Error('a NIC on a network has a source')
  return source
}
