/** Changes of a network that is there: by the form, by its XML, by a lease to be kept. */
import type {
  EditNetworkIntent,
  EditNetworkXmlIntent,
  ReserveAddressIntent,
} from '../../shared/contract.ts'
import { PuenteError } from '../../shared/errors.ts'
import { message } from '../../shared/message.ts'
import type { NetworkDefinition } from '../../shared/model/network-definition.ts'
import type { Network } from '../../shared/model/network.ts'
import type { Plan } from '../../shared/model/plan.ts'
import { withReservation } from '../../shared/rules/reservations.ts'
import { readDefinition } from '../libvirt/xml/definition/read.ts'
import { liveChange } from '../libvirt/xml/definition/updates.ts'
import type { LiveChange } from '../libvirt/xml/definition/updates.ts'
import { applyDefinition } from '../libvirt/xml/definition/write.ts'
import {
  append,
  attribute,
  child,
  ensure,
  format,
  parse,
  serialize,
  text,
} from '../libvirt/xml/dom.ts'
import type { Element } from '../libvirt/xml/dom.ts'
import { foreignParts, screenNetworkXml } from '../libvirt/xml/screen.ts'
import { machinesPluggedInto } from './attachments.ts'
import type { InventoryStore } from './inventory.ts'
import type { LibvirtService } from './libvirt-service.ts'
import { doneChange, editView } from './network-plans.ts'
import type { View } from './network-plans.ts'
import type { NetworkSurroundings } from './network-surroundings.ts'
import type { Plans } from './plans.ts'

/** How the new stored definition is made from the present one. */
type Edit = (root: Element) => Element

interface Worked {
  view: View
  xml: string
  updates: LiveChange['updates']
}

export class NetworkEditing {
  readonly #inventory: InventoryStore
  readonly #libvirt: LibvirtService
  readonly #plans: Plans
  readonly #surroundings: NetworkSurroundings

  constructor(
    inventory: InventoryStore,
    libvirt: LibvirtService,
    plans: Plans,
    surroundings: NetworkSurroundings,
  ) {
    this.#inventory = inventory
    this.#libvirt = libvirt
    this.#plans = plans
    this.#surroundings = surroundings
  }

  planEdit({ network, definition, despiteCollision }: EditNetworkIntent): Promise<Plan> {
    return this.#plan(network, despiteCollision, (root) => edited(root, definition))
  }

  async planEditXml(intent: EditNetworkXmlIntent): Promise<Plan> {
    const { network, xml, despiteCollision } = intent
    const edit = (root: Element) => identified(screenNetworkXml(xml, intent), root)
    await this.#check(network, serialize(screenNetworkXml(xml, intent)), xml)
    return this.#plan(network, despiteCollision, edit)
  }

  planReserve({ network, ...wanted }: ReserveAddressIntent): Promise<Plan> {
    return this.#plan(network, true, (root) => {
      return edited(root, withReservation(readDefinition(root), wanted))
    })
  }

  async #plan(uuid: string, despiteCollision: boolean, edit: Edit): Promise<Plan> {
    const work = () => this.#work(uuid, despiteCollision, edit)
    const worked = await work()
    await this.#check(uuid, worked.xml)
    return this.#plans.add({
      view: worked.view,
      replan: async () => (await work()).view,
      apply: async (id) => {
        const { libvirt, connection } = this.#libvirt.managing
        await libvirt.changeNetwork(connection, uuid, worked)
        await this.#libvirt.refreshNetwork(uuid)
        return doneChange(id, worked.view)
      },
    })
  }

  async #work(uuid: string, despiteCollision: boolean, edit: Edit): Promise<Worked> {
    const { libvirt, connection } = this.#libvirt.managing
    const network = this.#require(uuid)
    const { running, stored } = await libvirt.readNetworkXml(connection, uuid)
    if (!stored) throw new PuenteError('network-not-stored', { network: network.name })
    const before = parse(stored)
    const after = edit(parse(stored))
    const change = running
      ? liveChange(parse(running), before, after)
      : { updates: [], waiting: [] }
    const xml = format(after)
    return {
      xml,
      updates: change.updates,
      view: editView({
        network: network.name,
        before: format(before),
        after: xml,
        active: running !== null,
        ...change,
        machines: machinesPluggedInto(this.#inventory, network.name),
        warnings: this.#warnings(network, before, after, despiteCollision),
      }),
    }
  }

  #warnings(network: Network, before: Element, after: Element, despiteCollision: boolean) {
    const definition = readDefinition(after)
    this.#surroundings.requireValid(definition, network, readDefinition(before))
    // What collided before is not this edit's doing.
    const moved = !sameSubnets(readDefinition(before), definition)
    const added = foreignParts(after).length > foreignParts(before).length
    return [
      ...(moved ? this.#surroundings.collisions(definition, despiteCollision, network) : []),
      ...this.#surroundings.warnings(definition),
      ...(added ? [message('warning.foreign-options')] : []),
    ]
  }

  async #check(uuid: string, xml: string, shown = xml): Promise<void> {
    const { libvirt, connection } = this.#libvirt.managing
    await libvirt.checkNetworkXml(connection, xml, this.#require(uuid).name, shown)
  }

  #require(uuid: string): Network {
    const network = this.#inventory.networks.items.get(uuid)
    if (!network) throw new PuenteError('network-gone')
    return network
  }
}

function edited(root: Element, definition: NetworkDefinition): Element {
  applyDefinition(root, definition)
  return root
}

/**
 * The text as the same network: libvirt renames none, and would make another of it. A bridge or a
 * MAC that is left out stays, instead of being given anew.
 * @throws PuenteError `network-xml-other-network`
 */
function identified(root: Element, former: Element): Element {
  for (const name of ['name', 'uuid']) {
    const [given, own] = [text(root, name), text(former, name)]
    if (given !== null && given !== own) {
      throw new PuenteError('network-xml-other-network', { field: name, given, own: own ?? '' })
    }
    ensure(root, name).textContent = own
  }
  const mac = attribute(child(former, 'mac'), 'address')
  if (mac && child(root, 'bridge') && !child(root, 'mac')) append(root, 'mac', { address: mac })
  return root
}

function sameSubnets(a: NetworkDefinition, b: NetworkDefinition): boolean {
  const places = ({ subnets }: NetworkDefinition) =>
    subnets.map(({ address, prefix }) => `${address}/${prefix}`).join()
  return places(a) === places(b)
}
