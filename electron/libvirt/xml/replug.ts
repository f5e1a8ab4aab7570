/** The XML that moves a NIC of a running machine onto another bridge and back. Pure. */
import { emptyDefinition } from '../../../shared/model/network-definition.ts'
import {
  append,
  attribute,
  child,
  children,
  parse,
  remove,
  serialize,
  setAttribute,
} from './dom.ts'
import { createNetworkElement } from './definition/write.ts'
import type { Element } from './dom.ts'

/** A NIC of a running machine that has a tap. */
export interface PluggedNic {
  xml: string
  tap: string
}

/** The running machine's NICs on these networks, and those on the bridge without any. */
export function pluggedNics(xml: string, networks: string[], bridge: string | null): PluggedNic[] {
  const isWanted = (element: Element) => {
    const source = child(element, 'source')
    const network = attribute(source, 'network')
    if (network !== null) return networks.includes(network)
    return bridge !== null && attribute(source, 'bridge') === bridge
  }
  return children(child(parse(xml), 'devices'), 'interface')
    .filter(isWanted)
    .map((element) => ({
      xml: serialize(element),
      tap: attribute(child(element, 'target'), 'dev') ?? '',
    }))
    .filter(({ tap }) => tap !== '')
}

/** The running NIC with this tap, and the bridge that it is on by libvirt's word; null: on none. */
export function liveNicWith(
  xml: string,
  tap: string,
): { xml: string; bridge: string | null } | undefined {
  return children(child(parse(xml), 'devices'), 'interface')
    .filter((element) => attribute(child(element, 'target'), 'dev') === tap)
    .map((element) => ({
      xml: serialize(element),
      bridge: attribute(child(element, 'source'), 'bridge'),
    }))[0]
}

/** On this bridge, without what only its network can give it: VLANs, a promised bandwidth. */
export function asBridgeNic(xml: string, bridge: string): string {
  const element = parse(xml)
  element.setAttribute('type', 'bridge')
  const source = sourceOf(element)
  for (const name of ['network', 'portid', 'portgroup']) setAttribute(source, name, null)
  source.setAttribute('bridge', bridge)
  remove(child(element, 'vlan'))
  const inbound = child(element, 'bandwidth/inbound')
  if (inbound) setAttribute(inbound, 'floor', null)
  return serialize(element)
}

/** As it is, but for the port that its network had for it before it was stopped. */
export function asPluggedNic(xml: string): string {
  const element = parse(xml)
  if (attribute(element, 'type') === 'bridge') return xml
  const source = sourceOf(element)
  for (const name of ['bridge', 'portid']) setAttribute(source, name, null)
  return serialize(element)
}

/** A network that is nothing but a bridge of its name: no addresses, no way out, nobody on it. */
export function passingNetworkXml(name: string, uuid: string | null = null): string {
  const root = createNetworkElement({ ...emptyDefinition(name, 'very-isolated'), bridge: name })
  if (uuid !== null) append(root, 'uuid', {}, uuid)
  return serialize(root)
}

function sourceOf(element: Element): Element {
  const source = child(element, 'source')
  if (!source) throw new Error('a NIC on a network has a source')
  return source
}
