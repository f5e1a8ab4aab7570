/** libvirt's domain XML → the model, as far as it concerns the machine's network. Pure. */
import type { MachineNic, NicSource } from '../../../shared/model/machine.ts'
import { attribute, child, children, parse, serialize, text } from './dom.ts'
import type { Element } from './dom.ts'

/** What one XML, of the running or of the stored machine, says. */
export interface DomainDescription {
  memoryMiB: number
  vcpus: number
  nics: NicDescription[]
}

export type NicDescription = Pick<
  MachineNic,
  'alias' | 'mac' | 'model' | 'source' | 'tap' | 'linkUp'
>

/** @throws Error when the XML is not well-formed */
export function describeDomain(xml: string): DomainDescription {
  const root = parse(xml)
  return {
    memoryMiB: memoryMiB(root),
    vcpus: Number(text(root, 'vcpu') ?? '1'),
    nics: interfaceElements(root).map(describeNic),
  }
}

/**
 * The element of one NIC, as libvirt wants it back to detach it: by alias where there is one,
 * because two NICs may have the same MAC; else by MAC.
 */
export function findNicXml(
  xml: string,
  wanted: { mac: string; alias: string | null },
): string | null {
  const found = interfaceElements(parse(xml)).find((element) => {
    const { mac, alias } = describeNic(element)
    return wanted.alias && alias ? alias === wanted.alias : mac === wanted.mac.toLowerCase()
  })
  return found ? serialize(found) : null
}

function interfaceElements(root: Element): Element[] {
  return children(child(root, 'devices'), 'interface')
}

function describeNic(element: Element): NicDescription {
  return {
    alias: attribute(child(element, 'alias'), 'name'),
    mac: (attribute(child(element, 'mac'), 'address') ?? '').toLowerCase(),
    model: attribute(child(element, 'model'), 'type'),
    source: sourceOf(element),
    tap: attribute(child(element, 'target'), 'dev'),
    linkUp: attribute(child(element, 'link'), 'state') !== 'down',
  }
}

function sourceOf(element: Element): NicSource {
  const source = child(element, 'source')
  const type = attribute(element, 'type') ?? ''
  const read = (name: string) => attribute(source, name) ?? ''
  // A running NIC on a network of a host bridge says `type='bridge'`, on one of macvtap `direct`.
  const network = attribute(source, 'network')
  if (network !== null) return { type: 'network', network, bridge: attribute(source, 'bridge') }
  switch (type) {
    case 'bridge':
      return { type, bridge: read('bridge') }
    case 'direct':
      return { type, device: read('dev'), mode: read('mode') || 'vepa' }
    default:
      return { type: 'other', description: type }
  }
}

/** libvirt counts in KiB unless the element says otherwise; it always writes KiB itself. */
function memoryMiB(root: Element): number {
  return Math.round(Number(text(root, 'memory') ?? '0') / 1024)
}
