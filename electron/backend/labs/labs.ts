/** Labs: this host's wiring as a file, and a file's wiring on this host, as one plan. */
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { Lab, LabRow, LabSelection, LabTemplate } from '../../../shared/model/labs/lab.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import { describeNic } from '../../libvirt/xml/domain.ts'
import type { Switch } from '../../libvirt/commands/networks.ts'
import { readDefinition } from '../../libvirt/xml/definition/read.ts'
import { parse } from '../../libvirt/xml/dom.ts'
import type { Touched } from '../history/unfinished.ts'
import type { Leaving } from '../inventory/attachments.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { NicParts } from '../machines/nic-plans.ts'
import type { NetworkCreation } from '../networks/network-creation.ts'
import type { NetworkEditing } from '../networks/network-editing.ts'
import type { NetworkSurroundings } from '../networks/network-surroundings.ts'
import type { NetworkSwitching } from '../networks/network-switching.ts'
import type { PlannedChange } from '../plans/plans.ts'
import { proposal } from '../plans/plans.ts'
import { joined, printsOf, seenBy, Together, viewsOf } from '../plans/together.ts'
import type { Part, TogetherParts } from '../plans/together.ts'
import { copiesOf } from './copies.ts'
import { fitNetworks } from './fit-networks.ts'
import type { FittedNetwork } from './fit-networks.ts'
import { fitNics, pairNics } from './fit-nics.ts'
import type { FittedNic } from './fit-nics.ts'
import type { Here, HereMachine, HereNetwork } from './here.ts'
import { LabNics } from './nic-part.ts'
import { savedLab } from './saved.ts'
import { labScript } from './script.ts'
import { templates } from './templates/index.ts'

export interface LabParts extends NicParts, TogetherParts {
  inventory: InventoryStore
  surroundings: NetworkSurroundings
  creation: NetworkCreation
  editing: NetworkEditing
  switching: NetworkSwitching
}

interface Fitted {
  networks: FittedNetwork[]
  nics: FittedNic[]
  missing: string[]
}

interface Work {
  parts: Part[]
  touched: Touched
}

export class Labs {
  readonly #parts: LabParts
  readonly #together: Together

  constructor(parts: LabParts) {
    this.#parts = parts
    this.#together = new Together(parts)
  }

  /** The text of its file, or of a script that makes it. @throws PuenteError `lab-empty` */
  async save(selection: LabSelection): Promise<string> {
    const lab = savedLab(await this.#here(), selection)
    if (lab.networks.length + lab.machines.length === 0) throw new PuenteError('lab-empty')
    if (selection.as === 'script') return labScript(lab, this.#parts.libvirt.uri)
    const { writeLab } = await labText()
    return writeLab(lab)
  }

  async planOpen(text: string, copies: number): Promise<Plan> {
    const { readLab } = await labText()
    return this.#plan(copiesOf(readLab(text), copies))
  }

  planTemplate(name: LabTemplate, copies: number): Promise<Plan> {
    return this.planOpen(templates[name], copies)
  }

  #plan(lab: Lab): Promise<Plan> {
    const { plans } = this.#parts
    const title =
      lab.name === ''
        ? message('lab.plan.openUnnamed')
        : message('lab.plan.open', { lab: lab.name })
    return plans.add(
      proposal(
        async (look) => {
          void this.#parts.libvirt.managing
          const fitted = fit(lab, await this.#here())
          const parts = await seenBy(look, this.#changes(fitted, title))
          const view = labView(title, fitted, viewsOf(parts))
          const work: Work = { parts, touched: touchedBy(fitted) }
          return look.saw(view, printsOf(parts), work)
        },
        ({ work: { parts, touched } }, id) => {
          return this.#together.carryOut(id, parts, { title, touched })
        },
      ),
    )
  }

  /** Networks before the NICs that are led to them. */
  #changes({ networks, nics }: Fitted, title: Message): PlannedChange[] {
    const { creation, editing } = this.#parts
    const leaving = leavingWith(nics)
    const changed = nics.filter(({ fate }) => fate !== 'stays')
    return [
      ...networks.flatMap((network): PlannedChange[] => {
        const { asked, here, definition, root, fate } = network
        if (fate === 'stays') return []
        if (here) {
          const edit =
            asked.xml === null
              ? editing.plannedDefinition(here.uuid, () => definition)
              : editing.plannedWhole(here.uuid, () => copyOf(root))
          return [...(isEdited(network) ? [edit] : []), ...this.#switches(network)]
        }
        const { autostart, active } = asked
        const standing = { autostart, isStoredOnly: !active, leaving }
        return [creation.plannedWhole(() => copyOf(root), standing)]
      }),
      ...(changed.length > 0 ? [new LabNics(this.#parts, networks).planned(title, changed)] : []),
    ]
  }

  #switches({ asked, here }: FittedNetwork): PlannedChange[] {
    if (!here) return []
    const switches: Switch[] = [
      ...(asked.autostart === here.autostart
        ? []
        : [asked.autostart ? ('autostart' as const) : ('no-autostart' as const)]),
      ...(asked.active && !here.active ? ['start' as const] : []),
    ]
    return switches.map((to) => this.#parts.switching.plannedSwitch(here, to))
  }

  async #here(): Promise<Here> {
    const { inventory, surroundings, host } = this.#parts
    const networks = [...inventory.networks.items.values()].filter(({ unreadable }) => !unreadable)
    const machines = [...inventory.machines.items.values()]
    return {
      networks: await Promise.all(networks.map((network) => this.#network(network))),
      machines: await Promise.all(machines.map((machine) => this.#machine(machine))),
      interfaces: await host.interfaceNames(),
      macs: [...inventory.interfaces.items.values()].flatMap(({ mac }) => mac?.toLowerCase() ?? []),
      occupied: await surroundings.occupied(),
    }
  }

  async #network(network: Omit<HereNetwork, 'xml' | 'definition'>): Promise<HereNetwork> {
    const { uuid, name, active, autostart } = network
    const { stored, running } = await this.#parts.libvirt.reading.readNetworkXml(uuid)
    const xml = stored ?? running
    if (xml === null) throw new PuenteError('network-gone', { network: name })
    return { uuid, name, active, autostart, xml, definition: readDefinition(parse(xml)) }
  }

  async #machine({ uuid, name, nics }: Machine): Promise<HereMachine> {
    const texts = await this.#parts.libvirt.reading.readNicTexts(uuid)
    const xmlOf = nicTexts(texts)
    return {
      ...{ uuid, name },
      nics: nics.flatMap((nic) => {
        const xml = xmlOf(nic)
        if (xml === null) return []
        const { alias, mac, slot, plugged, stored } = nic
        const { settings } = describeNic(parse(xml))
        return [{ ref: { alias, mac, slot }, plugged, stored, xml, settings }]
      }),
    }
  }
}

/** Twins of one MAC in their order. */
function nicTexts({ running, stored }: { running: string[]; stored: string[] }) {
  const left = (texts: string[]) =>
    texts.map((xml) => ({ xml, mac: describeNic(parse(xml)).settings.mac }))
  const lives = { stored: left(stored), running: left(running) }
  return (nic: MachineNic): string | null => {
    const life = nic.stored ? lives.stored : lives.running
    const at = life.findIndex(({ mac }) => mac === nic.mac)
    const index = at >= 0 || !nic.stored ? at : 0
    return life.splice(index, 1)[0]?.xml ?? null
  }
}

/** Loaded when first needed: no start waits for what reads YAML. */
function labText() {
  return import('./lab-text.ts')
}

function fit(lab: Lab, here: Here): Fitted {
  const { nics: pairs, missing, macs } = pairNics(lab, here)
  const networks = fitNetworks(lab, here, macs)
  const names = new Map(
    networks.map(({ asked, definition }) => [asked.definition.name, definition.name]),
  )
  return { networks, nics: fitNics(pairs, names), missing }
}

function touchedBy({ networks, nics }: Fitted): Touched {
  const edited = nics.filter(({ fate }) => fate !== 'stays')
  const machines = [...new Set(edited.map(({ machine }) => machine.uuid))]
  return {
    networks: networks.flatMap(({ uuid, fate }) => (fate === 'stays' ? [] : [uuid])),
    machines: machines.map((uuid) => {
      const macs = edited.flatMap(({ machine, mac }) => (machine.uuid === uuid ? [mac] : []))
      return { uuid, macs }
    }),
  }
}

/** Those that a plan brings, or leads to what it brings: its undo takes them away before the networks. */
function leavingWith(nics: FittedNic[]): Leaving[] {
  return nics.map(({ machine, mac }) => ({ machine: machine.uuid, mac }))
}

function isEdited({ notes }: FittedNetwork): boolean {
  return notes.some(({ key }) => key === 'lab.note.part')
}

/** What is edited on its way must not be what is looked at the next time. */
function copyOf<T extends { cloneNode: (deep: boolean) => unknown }>(root: T): T {
  return root.cloneNode(true) as T
}

function labView(title: Message, { networks, nics, missing }: Fitted, views: PlanView[]): PlanView {
  const rows: LabRow[] = [
    ...networks.map(({ definition, fate, notes }): LabRow => {
      return { what: 'network', name: definition.name, fate, notes }
    }),
    ...nics.map(({ machine, mac, fate, notes }): LabRow => {
      return { what: 'nic', name: machine.name, mac, fate, notes }
    }),
    ...missing.map((name): LabRow => ({ what: 'machine', name, fate: 'missing', notes: [] })),
  ]
  const view = joined(title, views)
  return {
    ...view,
    lost: [...networks.flatMap(({ lost }) => lost), ...(view.lost ?? [])],
    lab: rows,
  }
}
