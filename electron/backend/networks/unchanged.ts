/** Is a network still as a change has left it? Only then can that change alone be taken back. */
import { PuenteError } from '../../../shared/errors.ts'
import type { Network } from '../../../shared/model/network.ts'
import { canonical } from '../../libvirt/xml/definition/differences.ts'
import { parse, text } from '../../libvirt/xml/dom.ts'
import { screenXml } from '../../libvirt/xml/screen.ts'
import type { Element } from '../../libvirt/xml/dom.ts'
import type { InventoryStore } from '../inventory/inventory.ts'

/** @throws PuenteError `undo-network-gone` */
export function requireThere(
  inventory: InventoryStore,
  { uuid, name }: Pick<Network, 'uuid' | 'name'>,
): Network {
  const network = inventory.networks.items.get(uuid)
  if (!network) throw new PuenteError('undo-network-gone', { network: name })
  return network
}

/** @throws PuenteError `undo-network-changed`, for taking back would take that along */
export function requireUnchanged(stored: Element, left: string): void {
  if (canonical(stored) === canonical(parse(left))) return
  throw new PuenteError('undo-network-changed', { network: text(stored, 'name') ?? '' })
}

/** What was noted down of a network is of no other. @throws PuenteError `undo-unknown` */
export function requireOwnXml(xml: string, uuid: string): Element {
  try {
    const root = screenXml(xml, 'network', parse(xml))
    if (text(root, 'uuid') === uuid) return root
  } catch {
    // Nobody can act on what of a file of ours is wrong.
  }
  throw new PuenteError('undo-unknown')
}
