/** The XML of a new NIC, and of one that is to be made again. Pure. */
import type { NicChanges } from '../../../../shared/model/nic-settings.ts'
import { append, attribute, child, create, parse, remove, serialize, setAttribute } from '../dom.ts'
import type { Element } from '../dom.ts'
import { readWire } from './read.ts'
import { applyChanges } from './write.ts'

/** The names that libvirt makes up for the host's end of a cable. */
const MADE_UP = /^(vnet|macvtap|macvlan)\d+$/

export function nicXml(nic: { network: string; model: string; mac: string }): string {
  const root = create('interface')
  root.setAttribute('type', 'network')
  append(root, 'mac', { address: nic.mac })
  append(root, 'source', { network: nic.network })
  append(root, 'model', { type: nic.model })
  return serialize(root)
}

export function nicDefinition(xml: string): string {
  return definitionOf(parse(xml))
}

/** A NIC's XML as it is after a change. */
export function changedNic(xml: string, changes: NicChanges): string {
  const root = parse(xml)
  applyChanges(root, changes)
  forgetNetwork(root)
  return serialize(root)
}

/** As it would be plugged in again: without what libvirt gave it for the time that it ran. */
export function definitionOf(element: Element): string {
  const copy = element.cloneNode(true) as Element
  forgetNetwork(copy)
  remove(child(copy, 'alias'))
  const target = child(copy, 'target')
  if (MADE_UP.test(attribute(target, 'dev') ?? '')) remove(target)
  return serialize(copy)
}

/** The same card for another machine: with a MAC and a place of its own. */
export function cloneXml(xml: string, mac: string): string {
  const copy = parse(xml)
  applyChanges(copy, { mac, bootOrder: null })
  remove(child(copy, 'address'))
  return definitionOf(copy)
}

/** A running NIC names the network's bridge and its port, which libvirt would take for its own. */
export function forgetNetwork(element: Element): void {
  const wire = readWire(element)
  if (wire.type !== 'network') return
  element.setAttribute('type', 'network')
  const source = child(element, 'source') as Element
  for (const name of ['portid', 'bridge', 'dev', 'mode']) setAttribute(source, name, null)
}
