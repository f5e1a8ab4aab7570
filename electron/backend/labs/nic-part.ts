/** The NICs of a lab, as one part of its plan. */
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import { isActive } from '../../../shared/model/machine.ts'
import type { NicSettings, NicWire } from '../../../shared/model/nic-settings.ts'
import { partsForNextStart, wireKindOf } from '../../../shared/rules/nic-changes.ts'
import type { WireKind } from '../../../shared/rules/nic-changes.ts'
import { placeOf, unfitParts } from '../../../shared/rules/nic-places.ts'
import type { Place } from '../../../shared/rules/nic-places.ts'
import { virshName } from '../../libvirt/commands/line.ts'
import { editCommands } from '../../libvirt/commands/nics.ts'
import type { NicEdit } from '../../libvirt/index.ts'
import { child, parse, serialize } from '../../libvirt/xml/dom.ts'
import type { Document } from '../../libvirt/xml/dom.ts'
import { asksOfEdit } from '../machines/edit-asks.ts'
import { reachOf } from '../machines/nic-facts.ts'
import { filterCommands } from '../machines/nic-filters.ts'
import { placeFor } from '../machines/nic-plans.ts'
import type { NicParts } from '../machines/nic-plans.ts'
import { changeSteps, lostSteps, nicView, withFilterSteps } from '../machines/nic-views.ts'
import type { MachineEdit } from '../machines/nic-work.ts'
import type { MadeMachine } from '../machines/made-machine.ts'
import type { PlannedChange } from '../plans/plans.ts'
import { nicElement } from './exact.ts'
import type { Fitted } from './fit.ts'
import type { FittedNetwork } from './fit-networks.ts'
import type { FittedNic } from './fit-nics.ts'
import type { HereNic } from './here.ts'

interface Edited {
  edit: NicEdit
  steps: Message[]
  lost: Message[]
  warnings: Message[]
}

/** A machine that is made, and what a person should know of where its NICs lead. */
export interface Coming {
  machine: MadeMachine
  warnings: Message[]
}

export class LabNics {
  readonly #parts: NicParts
  /** Of the lab, by what they will be called. */
  readonly #networks: Map<string, FittedNetwork>

  constructor(parts: NicParts, networks: FittedNetwork[]) {
    this.#parts = parts
    this.#networks = new Map(networks.map((network) => [network.definition.name, network]))
  }

  /** Those that change themselves, and filters of ours that come and go with any of them. */
  planned(title: Message, all: FittedNic[]): PlannedChange<MachineEdit[]> {
    const { facts, libvirt, work } = this.#parts
    const nics = all.filter(({ isEdited, machine }) => isEdited && !machine.isToCome)
    const filters = all.flatMap((nic) => nic.filters)
    return {
      look: async (look) => {
        const edited: (Edited & MachineEdit)[] = []
        for (const nic of nics) {
          edited.push({ machine: nic.machine.uuid, ...(await this.#edited(nic)) })
        }
        const edits = edited.map(({ machine, edit }): MachineEdit => ({ machine, edit }))
        const commands = await Promise.all(
          nics.map(async ({ machine, here }, index) => {
            const details = here && (await libvirt.managing.readNic(machine.uuid, here.ref))
            const called = virshName(facts.machine(machine.uuid))
            return editCommands(called, (edits[index] as MachineEdit).edit, details)
          }),
        )
        const steps = edited.flatMap((one) => one.steps)
        const lines = filterCommands(filters)
        const view = nicView(title, withFilterSteps(steps, filters), {
          warnings: [
            ...edited.flatMap(({ warnings }) => warnings),
            ...all.flatMap(warningsOfRules),
          ],
          lost: edited.flatMap(({ lost }) => lost),
          commands: [...lines.before, ...commands.flat(), ...lines.after],
        })
        const asks = edited.flatMap(({ edit }, index) => asksOfEdit(edit, nowOf(nics[index]?.here)))
        const read = [await work.read(edits.map(({ machine }) => machine)), edits, filters]
        return look.saw({ ...view, ...(asks.length > 0 && { asks }) }, read, edits)
      },
      apply: (id, { view, work: edits }) => work.carryOut(id, view, edits, filters),
    }
  }

  async #edited(nic: FittedNic): Promise<Edited> {
    const { facts } = this.#parts
    const machine = facts.machine(nic.machine.uuid)
    const reach = reachOf(machine, 'now-and-stored')
    if (!reach) throw new PuenteError('machine-state', { machine: machine.name })
    const place = await this.#place(machine.uuid, nic.settings.source)
    if (nic.xml === null) requireFit(nic.settings, place)
    const saved = facts.savedWarnings(machine, reach)
    const led = await this.#warningsOf(nic.settings.source, reach)
    const warnings = [...saved, ...led]
    const params = { machine: machine.name, mac: nic.mac }
    if (nic.here === null) {
      const xml = wholeOf(nic, place)
      const step = message(isActive(machine) ? 'step.plug-nic' : 'step.store-nic', params)
      return { edit: { do: 'attach', xml, affects: reach }, steps: [step], lost: [], warnings }
    }
    if (nic.xml !== null) {
      const steps = [message('step.store-nic-change', params)]
      return { edit: replacement(nic.here, nic.xml), steps, lost: [], warnings }
    }
    const { ref, plugged, stored, settings } = nic.here
    const waits =
      partsForNextStart(settings.source, nic.changes, (wire) => this.#wireKind(wire)).length > 0
    const live = reach.live && plugged && (!waits || !stored)
    // Elsewhere its guest needs another address, and asks for one when its cable was out.
    const renew = live && nic.changes.source !== undefined && settings.linkUp
    const edit: NicEdit = {
      ...{ do: 'change', nic: ref, place: nic.changes.source ? place : null },
      live: live ? nic.changes : null,
      stored: stored ? nic.changes : null,
      ...(renew && { renew }),
    }
    const { lost } = await this.#parts.libvirt.managing.previewNic(machine.uuid, edit)
    const later = plugged && !live ? [message('warning.machine-waits', params)] : []
    return {
      steps: [
        ...changeSteps(nic.changes, nic.mac),
        ...(renew ? [message('step.nic.renew', params)] : []),
      ],
      ...{ edit, lost: lostSteps(lost, nic.mac) },
      warnings: [...warnings, ...later],
    }
  }

  /** Those that are made, whole, with what they are plugged into. */
  machines({ machines, nics }: Pick<Fitted, 'machines' | 'nics'>): Promise<Coming[]> {
    return Promise.all(
      machines.map(async (machine): Promise<Coming> => {
        const own = nics.filter((nic) => nic.machine.uuid === machine.uuid)
        const badLinks = own.flatMap(({ mac, badLink: conditions }) =>
          conditions ? [{ mac, conditions }] : [],
        )
        const made = await Promise.all(own.map((nic) => this.#new(nic)))
        return {
          machine: { ...machine, nics: made.map(({ xml }) => xml), badLinks },
          warnings: made.flatMap(({ warnings }) => warnings),
        }
      }),
    )
  }

  /** @throws PuenteError as for one that is plugged into a machine that is here */
  async #new(nic: FittedNic): Promise<{ xml: string; warnings: Message[] }> {
    const { source } = nic.settings
    const place = await this.#place(null, source)
    if (nic.xml === null) requireFit(nic.settings, place)
    const warnings = await this.#warningsOf(source, { live: false, config: true })
    return { xml: wholeOf(nic, place), warnings }
  }

  /** The lab’s own networks are there by the time that a cable is led to them. */
  #wireKind(wire: NicWire): WireKind {
    const own = wire.type === 'network' ? this.#networks.get(wire.network) : undefined
    return own ? wireKindOf(wire, () => own.definition.kind) : this.#parts.facts.wireKind(wire)
  }

  /** @throws PuenteError `network-gone` for one that is neither here nor in the lab */
  async #place(machine: string | null, source: NicWire): Promise<Place> {
    const own = source.type === 'network' ? this.#networks.get(source.network) : undefined
    if (own) return placeOf(source, () => own.definition)
    if (source.type === 'network') this.#parts.facts.network(source.network)
    return placeFor(this.#parts, machine, source)
  }

  async #warningsOf(source: NicWire, reach: { live: boolean; config: boolean }) {
    const isOwn = source.type === 'network' && this.#networks.has(source.network)
    return isOwn ? [] : this.#parts.facts.warningsOf(source, reach)
  }
}

function wholeOf({ xml, mac, settings }: FittedNic, { backend }: Place): string {
  return xml ?? serialize(nicElement(mac, settings, backend ?? null))
}

/** Of those that are set now; what they let pass the lab itself says. */
function warningsOfRules({ asked: { rules }, machine, filters }: FittedNic): Message[] {
  const isSet =
    rules !== null && rules.allow !== 'lan' && filters.some(({ after }) => after !== null)
  return isSet ? [message('rules.warning.host', { machine: machine.name })] : []
}

/** @throws PuenteError `nic-part-unfit`: libvirt would drop it without a word, or refuse half-way */
function requireFit(settings: NicSettings, place: Place): void {
  const [part] = unfitParts(settings, place)
  if (part) throw new PuenteError('nic-part-unfit', { part: `nic.part.${part}` })
}

/** At the place on the bus, and in the order of booting, that it has. */
function replacement({ ref, stored, xml: before }: HereNic, xml: string): NicEdit {
  const root = parse(xml)
  for (const name of ['address', 'boot']) {
    const own = child(parse(before), name)
    if (own) root.appendChild((root.ownerDocument as Document).importNode(own, true))
  }
  const text = serialize(root)
  return { do: 'replace', nic: ref, live: stored ? null : text, stored: stored ? text : null }
}

function nowOf(here: HereNic | null | undefined) {
  return {
    definition: null,
    running: here && !here.stored ? here.xml : null,
    stored: here?.stored ? here.xml : null,
  }
}
