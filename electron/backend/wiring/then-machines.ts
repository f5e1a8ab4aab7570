/** A machine's definition with the NICs that it had at another time. Pure. */
import { child, children, parse, remove, serialize } from '../../libvirt/xml/dom.ts'
import type { Document, Element } from '../../libvirt/xml/dom.ts'
import { describeNic } from '../../libvirt/xml/domain.ts'

/** @param devices its NICs then, as the wiring has them */
export function withNicsOf(definition: string, devices: string): string {
  const root = parse(definition)
  const place = child(root, 'devices')
  if (!place) return definition
  const present = children(place, 'interface')
  const behind = present[0] ?? null
  for (const nic of children(parse(devices), 'interface')) {
    const copy = (root.ownerDocument as Document).importNode(nic, true)
    place.insertBefore(copy, behind)
  }
  present.forEach(remove)
  return serialize(root)
}

/** Does any of these NICs lead to it? */
export function leadsTo(devices: string, network: string): boolean {
  return children(parse(devices), 'interface').some((nic: Element) => {
    const { source } = describeNic(nic).settings
    return source.type === 'network' && source.network === network
  })
}
