/** The XML of a new NIC, and of one that is to be made again. Pure. */
import type { ChosenWire, NicChanges, Vlan } from '../../../../shared/model/nic-settings.ts'
import type { PortForward } from '../../../../shared/model/port-forward.ts'
import type { Place } from '../../../../shared/rules/nic-places.ts'
import { append, attribute, child, create, parse, remove, serialize, setAttribute } from '../dom.ts'
import type { Document, Element } from '../dom.ts'
import { setUserBackend } from './forwards.ts'
import { readWire } from './read.ts'
import { applyChanges } from './write.ts'

export interface NewNic {
  source: ChosenWire
  model: string
  mac: string
  /** Of user mode; null: the emulator's own (slirp). */
  backend?: 'passt' | null
  forwards?: PortForward[]
  vlan?: Vlan | null
}

/** The names that libvirt makes up for the host's end of a cable. */
const MADE_UP = /^(vnet|macvtap|macvlan)\d+$/

export function nicXml(nic: NewNic): string {
  const { mac, source, model, backend = null, forwards = [], vlan = null } = nic
  const root = create('interface')
  append(root, 'mac', { address: mac })
  applyChanges(root, { source })
  append(root, 'model', { type: model })
  if (backend !== null) setUserBackend(root, backend)
  applyChanges(root, { forwards, vlan })
  return serialize(root)
}

export function nicDefinition(xml: string): string {
  return definitionOf(parse(xml))
}

/** A NIC's XML as it is after a change, at its new place where that changes too. */
export function changedNic(xml: string, changes: NicChanges, place: Place | null = null): string {
  const root = parse(xml)
  applyChanges(root, changes, place)
  forgetNetwork(root)
  return serialize(root)
}

/** A NIC's XML as libvirt takes it again, running or stored. */
export function definedNic(xml: string): string {
  const root = parse(xml)
  forgetNetwork(root)
  return serialize(root)
}

/** As it would be plugged in again: without what libvirt gave it for the time that it ran. */
export function definitionOf(element: Element): string {
  const copy = element.cloneNode(true) as Element
  forgetNetwork(copy)
  remove(child(copy, 'alias'))
  const mac = child(copy, 'mac')
  if (mac) setAttribute(mac, 'currentAddress', null)
  const target = child(copy, 'target')
  if (MADE_UP.test(attribute(target, 'dev') ?? '')) remove(target)
  return serialize(copy)
}

/**
 * Somebody's text as the new form of a running NIC: by libvirt's own name for it, at its place and
 * on its tap, so that no other is taken for it.
 */
export function asRunning(xml: string, running: Element): string {
  const root = parse(xml)
  for (const name of ['alias', 'address', 'target']) {
    const own = child(running, name)
    if (!own || (name === 'target' && child(root, name))) continue
    remove(child(root, name))
    root.appendChild((root.ownerDocument as Document).importNode(own, true))
  }
  forgetNetwork(root)
  return serialize(root)
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
