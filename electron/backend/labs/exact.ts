/** What of libvirt's XML a lab says in words of its own, and what has to stay XML. Pure. */
import type { LabNic, LabNicSettings } from '../../../shared/model/labs/lab.ts'
import type { NicWire } from '../../../shared/model/nic-settings.ts'
import { prefixOfNetmask } from '../../../shared/rules/ip.ts'
import { canonical } from '../../libvirt/xml/definition/differences.ts'
import { readDefinition } from '../../libvirt/xml/definition/read.ts'
import { createNetworkElement } from '../../libvirt/xml/definition/write.ts'
import {
  attribute,
  child,
  children,
  create,
  parse,
  prune,
  remove,
  serialize,
} from '../../libvirt/xml/dom.ts'
import type { Element } from '../../libvirt/xml/dom.ts'
import { keepMark } from '../../libvirt/xml/mark.ts'
import { setUserBackend } from '../../libvirt/xml/nic/forwards.ts'
import { definitionOf } from '../../libvirt/xml/nic/create.ts'
import { applyChanges } from '../../libvirt/xml/nic/write.ts'

/** Is there nothing in it that a definition does not say? */
export function isSaidByDefinition(root: Element): boolean {
  return plainNetwork(root) === plainNetwork(createNetworkElement(readDefinition(root)))
}

/** The same text for the same network, whatever it is known by and however libvirt writes it. */
export function plainNetwork(root: Element): string {
  const copy = root.cloneNode(true) as Element
  children(copy, 'uuid').forEach(remove)
  keepMark(copy, null)
  const bridge = child(copy, 'bridge')
  if (attribute(bridge, 'stp') === 'on') bridge?.removeAttribute('stp')
  if (attribute(bridge, 'delay') === '0') bridge?.removeAttribute('delay')
  prune(bridge)
  for (const item of [...children(copy, 'ip'), ...children(copy, 'route')]) writePrefix(item)
  return canonical(copy)
}

function writePrefix(item: Element): void {
  if (attribute(item, 'family') === 'ipv4') item.removeAttribute('family')
  const prefix = prefixOfNetmask(attribute(item, 'netmask') ?? '')
  if (prefix === null) return
  item.removeAttribute('netmask')
  item.setAttribute('prefix', String(prefix))
}

/** @param backend what user mode goes out through on this host */
export function nicElement(
  mac: string,
  settings: LabNicSettings,
  backend: 'passt' | null = null,
): Element {
  const root = create('interface')
  applyChanges(root, { ...settings, mac })
  if (backend !== null) setUserBackend(root, backend)
  return root
}

/** As it is plugged into any machine: without its place on the bus and in the order of booting. */
export function portableNic(xml: string): Element {
  const root = parse(definitionOf(parse(xml)))
  for (const name of ['address', 'boot']) children(root, name).forEach(remove)
  return root
}

export function isSaidBySettings(nic: Element, mac: string, settings: LabNicSettings): boolean {
  if (settings.source.type === 'other') return false
  return canonical(nic) === canonical(nicElement(mac, settings))
}

/** The same NIC with its cable led elsewhere. */
export function ledTo<Nic extends Pick<LabNic, 'settings' | 'xml'>>(
  nic: Nic,
  source: NicWire,
): Nic {
  const root = nic.xml === null ? null : parse(nic.xml)
  if (root) applyChanges(root, { source })
  return { ...nic, settings: { ...nic.settings, source }, xml: root && serialize(root) }
}
