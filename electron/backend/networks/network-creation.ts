/** New networks: from the form, as a copy, from somebody's XML. */
import type { CreateNetworkIntent, ImportNetworkIntent } from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import { isSession } from '../../../shared/rules/connection-uri.ts'
import { isOnHostBridge } from '../../../shared/rules/networks/kinds.ts'
import { refuseControlCharacters } from '../../libvirt/xml/control-characters.ts'
import { readDefinition } from '../../libvirt/xml/definition/read.ts'
import { strayAddresses } from '../../libvirt/xml/definition/stray.ts'
import { applyDefinition, createNetworkElement } from '../../libvirt/xml/definition/write.ts'
import { child, children, format, parse, remove, text } from '../../libvirt/xml/dom.ts'
import type { Element } from '../../libvirt/xml/dom.ts'
import { keepMark } from '../../libvirt/xml/mark.ts'
import { asksOf } from '../../libvirt/xml/reach/added.ts'
import { screenXml } from '../../libvirt/xml/screen.ts'
import type { Leaving } from '../inventory/attachments.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { creationView, strayWarnings } from './network-plans.ts'
import type { NetworkSurroundings } from './network-surroundings.ts'
import type { NetworkRemoval } from './network-removal.ts'
import { proposal } from '../plans/plans.ts'
import type { PlannedChange, Plans } from '../plans/plans.ts'
import type { Undos } from '../plans/undos.ts'

interface Asked {
  autostart: boolean
  despiteCollision: boolean
  /** Is it only stored, and not started? */
  isStoredOnly?: boolean
  /** NICs that come with it, as part of a plan of more. */
  leaving?: Leaving[]
}

export interface CreationParts {
  libvirt: LibvirtService
  plans: Plans
  undos: Undos
  surroundings: NetworkSurroundings
  /** Takes a new one away again. */
  removal: NetworkRemoval
}

export class NetworkCreation {
  readonly #libvirt: LibvirtService
  readonly #plans: Plans
  readonly #undos: Undos
  readonly #surroundings: NetworkSurroundings
  readonly #removal: NetworkRemoval

  constructor(parts: CreationParts) {
    this.#libvirt = parts.libvirt
    this.#plans = parts.plans
    this.#undos = parts.undos
    this.#surroundings = parts.surroundings
    this.#removal = parts.removal
  }

  planCreate(intent: CreateNetworkIntent): Promise<Plan> {
    return this.#plans.add(this.plannedCreation(intent))
  }

  plannedCreation(intent: CreateNetworkIntent): PlannedChange<Element> {
    const { definition, copyOf } = intent
    return this.#planned(intent, async (note) => {
      const root = copyOf ? await this.#copyOf(copyOf) : createNetworkElement(definition)
      const former = readDefinition(root).subnets
      applyDefinition(root, definition)
      if (copyOf) note(strayAddresses(root, former, definition.subnets))
      return root
    })
  }

  planImport(intent: ImportNetworkIntent): Promise<Plan> {
    return this.#plans.add(
      this.#planned(intent, () => {
        const root = screenXml(intent.xml, 'network')
        children(root, 'uuid').forEach(remove)
        keepMark(root, null)
        return root
      }),
    )
  }

  /** As part of a plan of more: a whole definition, with the UUID that it is to have. */
  plannedWhole(make: () => Element, asked: Omit<Asked, 'despiteCollision'>): PlannedChange {
    return this.#planned({ ...asked, despiteCollision: true }, make)
  }

  /** @param make told by it: what a copy still names of the subnets that it has not */
  #planned(
    asked: Asked,
    make: (note: (stray: string[]) => void) => Element | Promise<Element>,
  ): PlannedChange<Element> {
    return proposal(
      async (look) => {
        let stray: string[] = []
        const root = await make((found) => (stray = found))
        // Our own words first: they name the field.
        const view = await this.#view(root, asked, stray)
        refuseControlCharacters(root)
        await this.#libvirt.managing.requireValidXml(root, { before: null })
        return look.saw(view, null, root)
      },
      ({ work }, id) => this.#make(id, work, asked),
    )
  }

  async #make(id: string, root: Element, asked: Asked): Promise<void> {
    const libvirt = this.#libvirt.managing
    const xml = format(root)
    const { leaving } = asked
    const uuid = asked.isStoredOnly
      ? await libvirt.storeNetwork(xml, asked)
      : await libvirt.createNetwork(xml, asked)
    await this.#libvirt.refreshNetwork(uuid)
    const { stored } = await libvirt.readNetworkXml(uuid)
    const made = { uuid, name: text(root, 'name') ?? '', left: stored ?? xml, leaving }
    this.#undos.remember(id, this.#removal.created(made))
  }

  async #view(
    root: Element,
    { autostart, despiteCollision }: Asked,
    stray: string[],
  ): Promise<PlanView> {
    void this.#libvirt.managing
    const definition = readDefinition(root)
    this.#requirePrivileges(definition)
    await this.#surroundings.requireValid(definition, null)
    const warnings = [
      ...(await this.#surroundings.collisions(definition, despiteCollision)),
      ...(await this.#surroundings.warnings(definition)),
      ...strayWarnings(stray),
    ]
    const view = creationView({ network: definition.name, xml: format(root), autostart, warnings })
    return { ...view, asks: asksOf(root, null) }
  }

  /** Said before anything is tried: libvirt stores such a network, and can't start it. */
  #requirePrivileges({ name, kind }: NetworkDefinition): void {
    if (!isSession(this.#libvirt.uri) || isOnHostBridge(kind)) return
    throw new PuenteError('session-no-networks', { network: name })
  }

  /** Without what is of this one network alone: its identity, and our mark of a bridge's network. */
  async #copyOf(uuid: string): Promise<Element> {
    const { stored, running } = await this.#libvirt.reading.readNetworkXml(uuid)
    const xml = stored ?? running
    if (!xml) throw new PuenteError('network-gone')
    const root = parse(xml)
    for (const path of ['uuid', 'mac']) remove(child(root, path))
    keepMark(root, null)
    return root
  }
}
