/** Changes of a network that is there: by the form, by its XML, by a lease to be kept. */
import { z } from 'zod'
import { definitionPrint } from '../../libvirt/xml/definition/differences.ts'
import type {
  EditNetworkIntent,
  EditNetworkXmlIntent,
  ReserveAddressIntent,
} from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import type { Message } from '../../../shared/message.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import type { Network } from '../../../shared/model/network.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import { ownsBridge } from '../../../shared/rules/networks/kinds.ts'
import { withReservation } from '../../../shared/rules/networks/reservations.ts'
import { refuseControlCharacters } from '../../libvirt/xml/control-characters.ts'
import { readDefinition } from '../../libvirt/xml/definition/read.ts'
import { liveChange } from '../../libvirt/xml/definition/updates.ts'
import type { LiveChange } from '../../libvirt/xml/definition/updates.ts'
import { applyDefinition } from '../../libvirt/xml/definition/write.ts'
import { append, attribute, child, ensure, format, parse, text } from '../../libvirt/xml/dom.ts'
import type { Element } from '../../libvirt/xml/dom.ts'
import { keepMark } from '../../libvirt/xml/mark.ts'
import { asksOf } from '../../libvirt/xml/reach/added.ts'
import { screenXml } from '../../libvirt/xml/screen.ts'
import { machinesPluggedInto } from '../inventory/attachments.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { strayAddresses } from '../../libvirt/xml/definition/stray.ts'
import { editView, strayWarnings } from './network-plans.ts'
import { networkRef, networkXml } from './undo-schemas.ts'
import type { NetworkRef } from './undo-schemas.ts'
import type { NetworkSurroundings } from './network-surroundings.ts'
import { proposal } from '../plans/plans.ts'
import type { PlannedChange, Plans } from '../plans/plans.ts'
import type { UndoRecord } from '../history/history.ts'
import type { Undos } from '../plans/undos.ts'
import { requireOwnXml, requireThere, requireUnchanged } from './unchanged.ts'

interface Edit {
  /** How the new stored definition is made from the present one. */
  change: (root: Element) => Element
  despiteCollision: boolean
  /** Is it what libvirt had already, and so need not please us? */
  isUndo?: true
}

/** What takes an edit back: the definition before it, and as it has left it. */
const editUndo = z.object({ network: networkRef, before: networkXml, after: networkXml })

type ChangedTexts = Pick<z.infer<typeof editUndo>, 'before' | 'after'>

interface Worked {
  view: PlanView
  xml: string
  updates: LiveChange['updates']
}

export interface EditingParts {
  inventory: InventoryStore
  libvirt: LibvirtService
  plans: Plans
  undos: Undos
  surroundings: NetworkSurroundings
}

export class NetworkEditing {
  readonly #inventory: InventoryStore
  readonly #libvirt: LibvirtService
  readonly #plans: Plans
  readonly #undos: Undos
  readonly #surroundings: NetworkSurroundings
  readonly #edited: (data: z.infer<typeof editUndo>) => UndoRecord

  constructor({ inventory, libvirt, plans, undos, surroundings }: EditingParts) {
    this.#inventory = inventory
    this.#libvirt = libvirt
    this.#plans = plans
    this.#undos = undos
    this.#surroundings = surroundings
    this.#edited = undos.know('edit-network', {
      schema: editUndo,
      plan: ({ network, ...texts }) => this.#planUndo(network, texts),
    })
  }

  planEdit(intent: EditNetworkIntent): Promise<Plan> {
    return this.#plans.add(this.plannedEdit(intent))
  }

  /** @param change makes the new definition of the stored one, each time it is looked at */
  plannedDefinition(
    network: string,
    change: (stored: NetworkDefinition) => NetworkDefinition,
  ): PlannedChange {
    const made = (root: Element) => edited(root, change(readDefinition(root)))
    return this.#planned(network, { change: made, despiteCollision: true })
  }

  /** As part of a plan of more: another definition as a whole, of the same network. */
  plannedWhole(network: string, make: () => Element): PlannedChange {
    const change = (root: Element) => identified(make(), root)
    return this.#planned(network, { change, despiteCollision: true })
  }

  plannedEdit({ network, definition, despiteCollision }: EditNetworkIntent): PlannedChange {
    const change = (root: Element) => edited(root, definition)
    return this.#planned(network, { change, despiteCollision })
  }

  planEditXml({ network, xml, despiteCollision }: EditNetworkXmlIntent): Promise<Plan> {
    const change = (root: Element) => identified(screenXml(xml, 'network', root), root)
    return this.#plan(network, { change, despiteCollision })
  }

  /** As it was once, whatever has become of it since. */
  plannedDefinitionBack(network: string, xml: string): PlannedChange {
    const change = () => requireOwnXml(xml, network)
    return this.#planned(network, { change, despiteCollision: true, isUndo: true })
  }

  planReserve(intent: ReserveAddressIntent): Promise<Plan> {
    return this.#plans.add(this.plannedReservation(intent))
  }

  /** @throws PuenteError `reservation-unidentified` too, when it is looked at */
  plannedReservation({ network, ...wanted }: ReserveAddressIntent): PlannedChange {
    const change = (root: Element) => {
      // Looked for each time: by then the address may be lent to somebody else.
      const lease = this.#inventory
        .network(network)
        .leases.find(({ address }) => address === wanted.address)
      const known = { ...wanted, duid: lease?.duid ?? null }
      const definition = withReservation(readDefinition(root), known)
      // In IPv6 a MAC says nothing, and the name may be another's.
      const nobody = definition.subnets
        .flatMap(({ reservations }) => reservations)
        .some(({ mac, id, name }) => !mac && !id && !name)
      if (nobody) throw new PuenteError('reservation-unidentified', { address: wanted.address })
      return edited(root, definition)
    }
    return this.#planned(network, { change, despiteCollision: true })
  }

  #plan(uuid: string, edit: Edit): Promise<Plan> {
    return this.#plans.add(this.#planned(uuid, edit))
  }

  #planned(uuid: string, edit: Edit): PlannedChange<Worked> {
    return proposal(
      async (look) => {
        const { read, ...worked } = await this.#work(uuid, edit)
        return look.saw(worked.view, read, worked)
      },
      ({ work }, id) => this.#apply(id, uuid, work),
    )
  }

  async #apply(id: string, uuid: string, worked: Worked): Promise<void> {
    const { name } = this.#inventory.network(uuid)
    const changed = await this.#libvirt.managing.changeNetwork(uuid, worked)
    await this.#libvirt.refreshNetwork(uuid)
    this.#undos.remember(id, this.#edited({ network: { uuid, name }, ...changed }))
  }

  #planUndo(network: NetworkRef, { before, after }: ChangedTexts): PlannedChange {
    const { uuid } = requireThere(this.#inventory, network)
    const change = (root: Element) => {
      requireUnchanged(root, after)
      return requireOwnXml(before, uuid)
    }
    return this.#planned(uuid, { change, despiteCollision: true, isUndo: true })
  }

  async #work(uuid: string, edit: Edit): Promise<Worked & { read: unknown }> {
    const libvirt = this.#libvirt.managing
    const network = this.#inventory.network(uuid)
    const { running, stored } = await libvirt.readNetworkXml(uuid)
    if (!stored) throw new PuenteError('network-not-stored', { network: network.name })
    const before = parse(stored)
    const after = edit.change(parse(stored))
    const warnings = await this.#warnings(network, before, after, edit)
    if (!edit.isUndo) refuseControlCharacters(after, before)
    await libvirt.requireValidXml(after, { before })
    const change = running
      ? liveChange(parse(running), before, after)
      : { updates: [], waiting: [] }
    const xml = format(after)
    const view = editView({
      title: edit.isUndo ? 'plan.undo-edit-network' : 'plan.edit-network',
      network: network.name,
      uuid: network.uuid,
      before: format(before),
      after: xml,
      active: running !== null,
      ...change,
      machines: machinesPluggedInto(this.#inventory, network.name),
      warnings,
    })
    return {
      xml,
      updates: change.updates,
      read: definitionPrint({ running, stored }),
      // Also of what an undo brings back: that it was agreed to once is remembered nowhere.
      view: { ...view, asks: asksOf(after, before) },
    }
  }

  async #warnings(
    network: Network,
    before: Element,
    after: Element,
    { despiteCollision, isUndo }: Edit,
  ): Promise<Message[]> {
    const definition = readDefinition(after)
    if (isUndo) this.#requireFreeBridge(network.name, definition)
    else await this.#surroundings.requireValid(definition, network, readDefinition(before))
    // What collided before is not this edit's doing.
    const moved = !sameSubnets(readDefinition(before), definition)
    return [
      ...(moved ? await this.#surroundings.collisions(definition, despiteCollision, network) : []),
      ...(await this.#surroundings.warnings(definition)),
      ...(moved && !isUndo
        ? strayWarnings(strayAddresses(after, readDefinition(before).subnets, definition.subnets))
        : []),
    ]
  }

  #requireFreeBridge(network: string, { kind, bridge }: NetworkDefinition): void {
    if (ownsBridge(kind) && bridge) this.#surroundings.requireFreeBridge(bridge, network)
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
  keepMark(root, former)
  const mac = attribute(child(former, 'mac'), 'address')
  if (mac && child(root, 'bridge') && !child(root, 'mac')) append(root, 'mac', { address: mac })
  return root
}

function sameSubnets(a: NetworkDefinition, b: NetworkDefinition): boolean {
  const places = ({ subnets }: NetworkDefinition) =>
    subnets.map(({ address, prefix }) => `${address}/${prefix}`).join()
  return places(a) === places(b)
}
