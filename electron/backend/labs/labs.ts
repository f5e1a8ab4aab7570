/** Labs: this host's wiring as a file, and a file's wiring on this host, as one plan. */
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { Lab, LabSelection, LabTemplate } from '../../../shared/model/labs/lab.ts'
import type { ForwardStanding } from '../../../shared/model/forward.ts'
import type { ConditionHindrance, LinkConditions } from '../../../shared/model/link-conditions.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { describeNic } from '../../libvirt/xml/domain.ts'
import type { DrawnLab } from '../../../shared/schemas/lab.ts'
import type { BaseImage } from '../../libvirt/index.ts'
import type { Switch } from '../../libvirt/commands/networks.ts'
import { readDefinition } from '../../libvirt/xml/definition/read.ts'
import { parse } from '../../libvirt/xml/dom.ts'
import { readRules } from '../../libvirt/xml/filter/read.ts'
import type { Conditions } from '../conditions/conditions.ts'
import type { Forwards } from '../forwards/forwards.ts'
import { readOwnFilters } from '../history/own-filters.ts'
import type { Touched } from '../history/unfinished.ts'
import type { Leaving } from '../inventory/attachments.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { MadeMachine } from '../machines/made-machine.ts'
import type { MadeMachines } from '../machines/made-machines.ts'
import type { NicParts } from '../machines/nic-plans.ts'
import type { NetworkCreation } from '../networks/network-creation.ts'
import type { NetworkEditing } from '../networks/network-editing.ts'
import type { NetworkSurroundings } from '../networks/network-surroundings.ts'
import type { NetworkSwitching } from '../networks/network-switching.ts'
import type { PlannedChange } from '../plans/plans.ts'
import { proposal } from '../plans/plans.ts'
import { printsOf, seenBy, Together, viewsOf } from '../plans/together.ts'
import type { Part, TogetherParts } from '../plans/together.ts'
import { copiesOf } from './copies.ts'
import { drawnOn, wholeDrawn } from './drawn.ts'
import { fit, touchedBy } from './fit.ts'
import type { Fitted } from './fit.ts'
import type { FittedNetwork } from './fit-networks.ts'
import type { FittedNic } from './fit-nics.ts'
import type { Here, HereMachine, HereNetwork } from './here.ts'
import { LabNics } from './nic-part.ts'
import type { Coming } from './nic-part.ts'
import { savedLab } from './saved.ts'
import { labScript } from './forms/script.ts'
import { labTerraform } from './forms/terraform.ts'
import { templates } from './templates/index.ts'
import { labView } from './view.ts'

export interface LabParts extends NicParts, TogetherParts {
  inventory: InventoryStore
  surroundings: NetworkSurroundings
  creation: NetworkCreation
  editing: NetworkEditing
  switching: NetworkSwitching
  conditions: Conditions
  forwards: Forwards
  madeMachines: MadeMachines
}

interface Opening {
  /** What machines are made from that are not here. */
  image?: string | undefined
  /** What the lab is here, where it does not say all of itself. */
  on?: (lab: Lab, here: Here) => Lab
}

/** Of one look. */
interface Making {
  title: Message
  nics: LabNics
  made: Coming[]
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
  async save(selection: LabSelection | { drawn: DrawnLab }): Promise<string> {
    if ('drawn' in selection) return this.#saveDrawn(selection.drawn)
    if (selection.as === 'nmstate') return this.#hostState(selection)
    const lab = savedLab(await this.#here(), selection)
    if (lab.networks.length + lab.machines.length === 0) throw new PuenteError('lab-empty')
    if (selection.as === 'script') return labScript(lab, this.#parts.libvirt.uri)
    if (selection.as === 'terraform') return labTerraform(lab, this.#parts.libvirt.uri)
    const { writeLab } = await labText()
    return writeLab(lab)
  }

  async #saveDrawn(drawn: DrawnLab): Promise<string> {
    if (drawn.networks.length + drawn.machines.length === 0) throw new PuenteError('lab-empty')
    const { labOf, writeLab } = await labText()
    return writeLab(wholeDrawn(labOf(drawn), await this.#here()))
  }

  /** Of networks that are chosen, the bridges of the host that they are on. */
  async #hostState({ networks }: LabSelection): Promise<string> {
    const { inventory } = this.#parts
    const chosen = networks?.flatMap((name) => inventory.networkNamed(name)?.bridge ?? []) ?? null
    const { hostNmstate } = await import('./forms/nmstate.ts')
    const text = hostNmstate([...inventory.interfaces.items.values()], chosen)
    if (text === null) throw new PuenteError('lab-empty')
    return text
  }

  /** @param image what machines are made from that this host has not; left out: they are none */
  async planOpen(text: string, copies: number, image?: string): Promise<Plan> {
    const { readLab } = await labText()
    const lab = copiesOf(readLab(text), copies)
    const title =
      lab.name === ''
        ? message('lab.plan.openUnnamed')
        : message('lab.plan.open', { lab: lab.name })
    return this.#plan(lab, title, { image })
  }

  async planDrawn(drawn: DrawnLab, image?: string): Promise<Plan> {
    const { labOf } = await labText()
    return this.#plan(labOf(drawn), message('lab.plan.drawn'), { image, on: drawnOn })
  }

  planTemplate(name: LabTemplate, copies: number, image?: string): Promise<Plan> {
    return this.planOpen(templates[name], copies, image)
  }

  #plan(lab: Lab, title: Message, { image, on = () => lab }: Opening): Promise<Plan> {
    return this.#parts.plans.add(
      proposal(
        async (look) => {
          void this.#parts.libvirt.managing
          const standing = await this.#standing(lab)
          const here = {
            ...(await this.#here()),
            ...{ noBadLinks: await this.#noBadLinks(lab), image: await this.#image(image) },
          }
          const fitted = fit(on(lab, here), here, standing)
          const nics = new LabNics(this.#parts, fitted.networks)
          const made = await nics.machines(fitted)
          const parts = await seenBy(look, this.#changes(fitted, { title, nics, made }))
          const view = labView(title, fitted, viewsOf(parts))
          const work: Work = { parts, touched: touchedBy(fitted, machinesOf(made)) }
          return look.saw(view, printsOf(parts), work)
        },
        ({ work: { parts, touched } }, id) => {
          return this.#together.carryOut(id, parts, { title, touched })
        },
      ),
    )
  }

  /** @throws PuenteError `image-unfit` */
  async #image(path: string | undefined): Promise<BaseImage | null> {
    if (path === undefined) return null
    const image = await this.#parts.libvirt.managing.readImage(path)
    if (!image) throw new PuenteError('image-unfit', { image: path })
    return image
  }

  /** Networks before the NICs that are led to them, filters before the machines that have them. */
  #changes(
    { networks, nics, forwards, standing }: Fitted,
    { title, nics: labNics, made }: Making,
  ): PlannedChange[] {
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
      ...(changed.some(isOfNics) ? [labNics.planned(title, changed)] : []),
      ...made.map((one) => this.#parts.madeMachines.planned(one.machine, one.warnings)),
      ...this.#links(changed),
      ...forwards.flatMap(({ before, forward, because, fate }) =>
        fate === 'stays' || !standing
          ? []
          : [this.#parts.forwards.plannedAs(before, forward, { because, standing })],
      ),
    ]
  }

  async #noBadLinks({ machines }: Lab): Promise<ConditionHindrance | null> {
    const isAny = machines.some(({ nics }) => nics.some(({ badLink }) => badLink))
    return isAny ? this.#parts.conditions.hindranceHere() : null
  }

  /** What listens here is looked for only where a lab leads ports anywhere. */
  async #standing({ machines }: Lab): Promise<ForwardStanding | null> {
    const isAny = machines.some(({ nics }) => nics.some(({ hostPorts }) => hostPorts.length > 0))
    if (!isAny) return null
    await this.#parts.forwards.refresh()
    return this.#parts.forwards.standing(null)
  }

  /** Cables that are bad on purpose, once their NICs are there. */
  #links(nics: FittedNic[]): PlannedChange[] {
    const given = new Map<string, Map<string, LinkConditions>>()
    const there = nics.filter(({ machine }) => !machine.isToCome)
    return there.flatMap(({ machine: { uuid: machine }, mac, badLink: conditions }) => {
      if (conditions === undefined) return []
      const among = given.get(machine) ?? new Map<string, LinkConditions>()
      if (conditions) given.set(machine, new Map([...among, [mac, conditions]]))
      return [this.#parts.conditions.plannedFor({ machine, mac, conditions, among })]
    })
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
    const filters = await readOwnFilters(this.#parts.libvirt)
    const networks = [...inventory.networks.items.values()].filter(({ unreadable }) => !unreadable)
    const machines = [...inventory.machines.items.values()]
    return {
      networks: await Promise.all(networks.map((network) => this.#network(network))),
      machines: await Promise.all(machines.map((machine) => this.#machine(machine, filters))),
      interfaces: await host.interfaceNames(),
      macs: [...inventory.interfaces.items.values()].flatMap(({ mac }) => mac?.toLowerCase() ?? []),
      occupied: await surroundings.occupied(),
      hostInterfaces: [...inventory.interfaces.items.values()],
      filters,
      ...{ noBadLinks: null, image: null },
    }
  }

  async #network(network: Omit<HereNetwork, 'xml' | 'definition'>): Promise<HereNetwork> {
    const { uuid, name, active, autostart } = network
    const { stored, running } = await this.#parts.libvirt.reading.readNetworkXml(uuid)
    const xml = stored ?? running
    if (xml === null) throw new PuenteError('network-gone', { network: name })
    return { uuid, name, active, autostart, xml, definition: readDefinition(parse(xml)) }
  }

  async #machine(
    { uuid, name, nics }: Machine,
    texts: ReadonlyMap<string, string>,
  ): Promise<HereMachine> {
    const xmlOf = nicTexts(await this.#parts.libvirt.reading.readNicTexts(uuid))
    return {
      ...{ uuid, name },
      nics: nics.flatMap((nic) => {
        const xml = xmlOf(nic)
        if (xml === null) return []
        const { alias, mac, slot, plugged, stored, filters = [], conditions } = nic
        const { settings } = describeNic(parse(xml))
        const filter = texts.get(settings.filter?.name ?? '')
        const rules = filter === undefined ? null : readRules(parse(filter))
        const badLink = conditions?.kept ?? null
        const ref = { alias, mac, slot }
        const forwards = [...this.#parts.inventory.forwards.items.values()].filter((one) => {
          return one.machine === uuid && one.mac === mac
        })
        return [{ ref, plugged, stored, xml, settings, rules, badLink, filters, forwards }]
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

/** Those that a plan brings, or leads to what it brings: its undo takes them away before the networks. */
function leavingWith(nics: FittedNic[]): Leaving[] {
  return nics.map(({ machine, mac }) => ({ machine: machine.uuid, mac }))
}

function machinesOf(made: Coming[]): MadeMachine[] {
  return made.map(({ machine }) => machine)
}

/** Is it a NIC of a machine that is here, or does it bring or leave a filter? */
function isOfNics({ isEdited: isOther, machine, filters }: FittedNic): boolean {
  return (isOther && !machine.isToCome) || filters.length > 0
}

function isEdited({ notes }: FittedNetwork): boolean {
  return notes.some(({ key }) => key === 'lab.note.part')
}

/** What is edited on its way must not be what is looked at the next time. */
function copyOf<T extends { cloneNode: (deep: boolean) => unknown }>(root: T): T {
  return root.cloneNode(true) as T
}
