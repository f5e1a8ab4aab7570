/** New networks: from the form, as a copy, from somebody's XML. */
import type { CreateNetworkIntent, ImportNetworkIntent } from '../../../shared/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { readDefinition } from '../../libvirt/xml/definition/read.ts'
import { applyDefinition, createNetworkElement } from '../../libvirt/xml/definition/write.ts'
import { child, format, parse, remove, text } from '../../libvirt/xml/dom.ts'
import type { Element } from '../../libvirt/xml/dom.ts'
import { foreignParts, screenNetworkXml } from '../../libvirt/xml/screen.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { creationView, doneChange } from './network-plans.ts'
import type { View } from './network-plans.ts'
import type { NetworkSurroundings } from './network-surroundings.ts'
import type { NetworkRemoval } from './network-removal.ts'
import type { Plans } from '../plans.ts'
import type { Undos } from '../undos.ts'

interface Asked {
  root: Element
  autostart: boolean
  despiteCollision: boolean
}

export interface CreationParts {
  inventory: InventoryStore
  libvirt: LibvirtService
  plans: Plans
  undos: Undos
  surroundings: NetworkSurroundings
  /** Takes a new one away again. */
  removal: NetworkRemoval
}

export class NetworkCreation {
  readonly #inventory: InventoryStore
  readonly #libvirt: LibvirtService
  readonly #plans: Plans
  readonly #undos: Undos
  readonly #surroundings: NetworkSurroundings
  readonly #removal: NetworkRemoval

  constructor(parts: CreationParts) {
    this.#inventory = parts.inventory
    this.#libvirt = parts.libvirt
    this.#plans = parts.plans
    this.#undos = parts.undos
    this.#surroundings = parts.surroundings
    this.#removal = parts.removal
  }

  async planCreate(intent: CreateNetworkIntent): Promise<Plan> {
    const { definition, copyOf } = intent
    const root = copyOf ? await this.#copyOf(copyOf) : createNetworkElement(definition)
    applyDefinition(root, definition)
    const asked = { ...intent, root }
    // Our own words first: they name the field.
    void this.#view(asked)
    await this.#check(format(root))
    return this.#plan(asked)
  }

  async planImport(intent: ImportNetworkIntent): Promise<Plan> {
    const root = screenNetworkXml(intent.xml, intent)
    remove(child(root, 'uuid'))
    await this.#check(format(root), intent.xml)
    return this.#plan({ ...intent, root })
  }

  #plan(asked: Asked): Plan {
    const { root, autostart } = asked
    const view = () => this.#view(asked)
    const shown = view()
    return this.#plans.add({
      view: shown,
      replan: view,
      apply: async (id) => {
        await this.#make(id, root, autostart)
        return doneChange(id, shown)
      },
    })
  }

  async #make(id: string, root: Element, autostart: boolean): Promise<void> {
    const { libvirt, connection } = this.#libvirt.managing
    const xml = format(root)
    const uuid = await libvirt.createNetwork(connection, xml, { autostart })
    await this.#libvirt.refreshNetwork(uuid)
    const { stored } = await libvirt.readNetworkXml(connection, uuid)
    const made = { uuid, name: text(root, 'name') ?? '', left: stored ?? xml }
    this.#undos.remember(id, () => this.#removal.planUndoCreation(made))
  }

  #view({ root, autostart, despiteCollision }: Asked): View {
    void this.#libvirt.managing
    const definition = readDefinition(root)
    this.#surroundings.requireValid(definition, null)
    const warnings = [
      ...this.#surroundings.collisions(definition, despiteCollision),
      ...this.#surroundings.warnings(definition),
      ...(foreignParts(root).length > 0 ? [message('warning.foreign-options')] : []),
    ]
    return creationView({ network: definition.name, xml: format(root), autostart, warnings })
  }

  async #check(xml: string, shown = xml): Promise<void> {
    const { libvirt, connection } = this.#libvirt.managing
    const [existing] = this.#inventory.networks.items.values()
    if (existing) await libvirt.checkNetworkXml(connection, xml, existing.name, shown)
  }

  /** Without what is of this one network alone: its identity, and our mark of a bridge's network. */
  async #copyOf(uuid: string): Promise<Element> {
    const { libvirt, connection } = this.#libvirt.reading
    const { stored, running } = await libvirt.readNetworkXml(connection, uuid)
    const xml = stored ?? running
    if (!xml) throw new PuenteError('network-gone')
    const root = parse(xml)
    for (const path of ['uuid', 'mac', 'metadata/made']) remove(child(root, path))
    return root
  }
}
