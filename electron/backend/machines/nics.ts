/** Plugging NICs in and out and changing them, one at a time, as plans. */
import { setTimeout as sleep } from 'node:timers/promises'
import type {
  AddNicIntent,
  ChangeNicIntent,
  RemoveNicIntent,
} from '../../../shared/contract/contract.ts'
import type { PortForward, UserMode } from '../../../shared/model/port-forward.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { MachineXml, NicDetails, NicRef } from '../../../shared/model/machine.ts'
import type { NicChanges, NicModel, NicWire, Vlan } from '../../../shared/model/nic-settings.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import { unfitParts } from '../../../shared/rules/nic-places.ts'
import type { Place } from '../../../shared/rules/nic-places.ts'
import type { NicChange, PartEdit } from '../../libvirt/index.ts'
import { parse } from '../../libvirt/xml/dom.ts'
import type { LostPart } from '../../libvirt/xml/nic/belongings.ts'
import { nicXml } from '../../libvirt/xml/nic/create.ts'
import { filterCommands, filtersLeftBy } from './nic-filters.ts'
import type { FilterEdit } from './nic-filters.ts'
import { changeKeys, placeFor, planEdits, requireLive, requireWhere } from './nic-plans.ts'
import type { NicParts } from './nic-plans.ts'
import { taggingNotes } from '../../../shared/rules/vlans/tagging.ts'
import { changeSteps, lifeSteps, lostSteps, nicView, wireName } from './nic-views.ts'
import { withFilterSteps } from './nic-views.ts'
import { affects } from '../../libvirt/nics/affects.ts'
import { asksToListen, forwardSteps, forwardWarnings, listenAsks, noMore } from './forward-views.ts'
import {
  addNicCommand,
  defineMachineCommand,
  editCommands,
  pullCableCommands,
  removeNicCommand,
} from '../../libvirt/commands/nics.ts'
import { virshName } from '../../libvirt/commands/line.ts'

/** NetworkManager in a guest takes less than four seconds for a cable that was not pulled. */
const PULLED_MS = 5_000

export class Nics {
  readonly #parts: NicParts

  constructor(parts: NicParts) {
    this.#parts = parts
  }

  async planAdd(intent: AddNicIntent): Promise<Plan> {
    const mac = intent.mac?.toLowerCase() ?? this.#parts.facts.freeMac()
    const { source, model, machine, forwards = [], vlan = null } = intent
    const backend = source.type === 'user' ? await this.#parts.modes.backend(machine) : null
    const xml = nicXml({ source, model, mac, backend, forwards, vlan })
    const edit: PartEdit = { do: 'attach', xml, affects: affects(intent.when) }
    return planEdits(this.#parts, machine, async () => {
      this.#requireUserMode(source, forwards)
      await this.#parts.modes.require({ machine, nic: null }, forwards)
      const view = await this.#viewAdd(intent, mac, xml)
      return { view, edits: [edit], read: await this.#parts.facts.printOf(source) }
    })
  }

  planRemove(intent: RemoveNicIntent): Promise<Plan> {
    const { machine, nic, when } = intent
    const edit: PartEdit = { do: 'detach', nic, affects: affects(when) }
    return planEdits(this.#parts, machine, async () => {
      const found = this.#parts.facts.nic(this.#parts.facts.machineFor(machine, when), nic)
      const { live, config } = affects(when)
      const stays = (found.plugged && !live) || (found.stored && !config)
      const filters = stays ? [] : await filtersLeftBy(found, this.#parts)
      return { view: this.#viewRemove(intent, filters), edits: [edit], filters }
    })
  }

  /** @throws PuenteError `nic-not-live` when a part of it waits for the next start */
  planChange({ machine, nic, changes, when, renew }: ChangeNicIntent): Promise<Plan> {
    const asked = normalized(changes)
    const reach = affects(when)
    return planEdits(this.#parts, machine, async () => {
      const owner = this.#parts.facts.machineFor(machine, when)
      const { name } = owner
      const place = asked.source ? await placeFor(this.#parts, machine, asked.source) : null
      const details = await this.details(machine, nic)
      const pulls = renew === true && reach.live && details.running?.linkUp === true
      const edit: NicChange = {
        ...{ do: 'change', nic, place },
        live: reach.live ? asked : null,
        stored: reach.config ? asked : null,
        ...(pulls && { renew: true }),
      }
      const known = this.#parts.facts.nic(this.#parts.facts.machine(machine), nic)
      requireWhere(known, reach, nic)
      if (reach.live && details.running)
        requireLive(this.#parts.facts, details.running.source, asked)
      if (asked.mac && asked.mac !== nic.mac) this.#parts.facts.requireFreeMac(asked.mac)
      await this.#requireFit(details, asked, place)
      const before = (details.stored ?? details.running)?.forwards ?? []
      await this.#parts.modes.require({ machine, nic }, asked.forwards ?? [], before)
      const { lost, definition } = await this.#parts.libvirt.managing.previewNic(machine, edit)
      const params = { machine: name, mac: nic.mac }
      const steps = [
        ...changeSteps(asked, nic.mac),
        ...(definition ? [message('step.boot-by-device', params)] : []),
        ...lifeSteps(reach, params, changeKeys),
        ...(pulls ? [message('step.nic.renew', params)] : []),
      ]
      const warnings = [
        ...this.#parts.facts.savedWarnings(owner, reach),
        ...(await this.#parts.facts.warningsOf(asked.source, reach)),
        ...(await this.#warnOfVlan(asked, details, lost)),
        ...(reach.live && asked.linkUp === false && details.running?.linkUp
          ? [message('interruption.nic', params)]
          : []),
        ...forwardWarnings(asked.forwards),
      ]
      const commands = definition
        ? [defineMachineCommand(definition.after)]
        : editCommands(virshName(owner), edit, details)
      const view = {
        ...nicView(message('plan.change-nic', params), steps, {
          ...{ warnings, commands },
          lost: [...lostSteps(lost, nic.mac), ...noMore(before, asked.forwards, nic.mac)],
        }),
        ...listenAsks(details, asked, place),
        ...(definition && { xml: definition }),
      }
      const target = asked.source ? await this.#parts.facts.printOf(asked.source) : null
      return { view, edits: [edit], read: [place, target] }
    })
  }

  /** Pulls the cable and plugs it in again, upon which every guest asks for an address. */
  async planAskAgain(machine: string, nic: NicRef): Promise<Plan> {
    const cable = (linkUp: boolean): NicChange => ({
      ...{ do: 'change', nic, place: null },
      live: { linkUp },
      stored: null,
    })
    const view = (): PlanView => {
      const found = this.#parts.facts.machineFor(machine, 'now')
      this.#parts.facts.nic(found, nic)
      const params = { machine: found.name, mac: nic.mac }
      const steps = [
        ...changeSteps({ linkUp: false }, nic.mac),
        ...changeSteps({ linkUp: true }, nic.mac),
      ]
      const commands = pullCableCommands(virshName(found), nic.mac)
      const interruption = { what: message('interruption.nic', params), seconds: PULLED_MS / 1000 }
      return { ...nicView(message('plan.ask-again', params), steps, { commands }), interruption }
    }
    return this.#parts.plans.add({
      look: async (look) => look.saw(view(), await this.#parts.work.read([machine]), null),
      apply: async (id, seen) => {
        const change = await this.#parts.work.carryOut(id, seen.view, [
          { machine, edit: cable(false) },
        ])
        await sleep(PULLED_MS)
        await this.#parts.work.carryOut(id, seen.view, [{ machine, edit: cable(true) }])
        this.#parts.work.forget(id)
        return change
      },
    })
  }

  userMode(machine: string | null, nic: NicRef | null): Promise<UserMode> {
    return this.#parts.modes.of({ machine, nic })
  }

  async details(machine: string, nic: NicRef): Promise<NicDetails> {
    return this.#parts.libvirt.reading.readNic(machine, nic)
  }

  async machineXml(uuid: string): Promise<MachineXml> {
    return this.#parts.libvirt.reading.readMachineXml(uuid)
  }

  async models(machine: string | null): Promise<NicModel[]> {
    return this.#parts.libvirt.reading.readNicModels(machine)
  }

  async filterNames(): Promise<string[]> {
    return this.#parts.libvirt.reading.readFilterNames()
  }

  async #viewAdd(intent: AddNicIntent, mac: string, xml: string): Promise<PlanView> {
    const machine = this.#parts.facts.machineFor(intent.machine, intent.when)
    const { source } = intent
    if (intent.mac) this.#parts.facts.requireFreeMac(mac)
    const params = { machine: machine.name, network: wireName(source), mac }
    const reach = affects(intent.when)
    const { forwards, vlan } = intent
    const view = nicView(
      message(source.type === 'user' ? 'plan.add-user-nic' : 'plan.add-nic', params),
      [
        ...lifeSteps(reach, params, { live: 'step.plug-nic', config: 'step.store-nic' }),
        ...(vlan ? changeSteps({ vlan }, mac) : []),
        ...forwardSteps(forwards),
      ],
      {
        warnings: [
          ...this.#parts.facts.savedWarnings(machine, reach),
          ...(await this.#parts.facts.warningsOf(source, reach)),
          ...(vlan ? await this.#notesOf(source, vlan) : []),
          ...forwardWarnings(forwards),
        ],
        commands: [addNicCommand(virshName(machine), intent, { mac, xml })],
      },
    )
    return { ...view, ...asksToListen(parse(xml), null) }
  }

  #viewRemove({ machine: uuid, nic, when }: RemoveNicIntent, filters: FilterEdit[]): PlanView {
    const machine = this.#parts.facts.machineFor(uuid, when)
    const found = this.#parts.facts.nic(machine, nic)
    const reach = affects(when)
    requireWhere(found, reach, nic)
    const params = { machine: machine.name, mac: found.mac }
    return nicView(
      message('plan.remove-nic', params),
      withFilterSteps(
        lifeSteps(reach, params, { live: 'step.unplug-nic', config: 'step.unstore-nic' }),
        filters,
      ),
      {
        warnings: [
          ...this.#parts.facts.savedWarnings(machine, reach),
          ...(reach.live ? [message('interruption.nic', params)] : []),
        ],
        commands: [
          removeNicCommand(virshName(machine), found, when),
          ...filterCommands(filters).after,
        ],
      },
    )
  }

  /** @throws PuenteError `nic-part-unfit`: ports lead to user mode alone */
  #requireUserMode({ type }: NicWire, forwards: PortForward[]): void {
    if (type === 'user' || forwards.length === 0) return
    throw new PuenteError('nic-part-unfit', { part: 'nic.part.forwards' })
  }

  /**
   * Asked for what libvirt would drop without a word, or refuse half-way.
   * @throws PuenteError `nic-part-unfit`
   */
  async #requireFit(
    { running, stored }: NicDetails,
    asked: NicChanges,
    target: Place | null,
  ): Promise<void> {
    const before = stored ?? running
    if (!before) return
    const place = target ?? (await this.#parts.facts.place(before.source))
    const [part] = unfitParts({ ...before, ...asked }, place).filter((name) => name in asked)
    if (part) throw new PuenteError('nic-part-unfit', { part: `nic.part.${part}` })
  }

  /** Of tags that are asked for, and of those that go along to another place. */
  async #warnOfVlan(asked: NicChanges, { stored, running }: NicDetails, lost: readonly LostPart[]) {
    const before = stored ?? running
    const kept = lost.some(({ part }) => part === 'vlan') ? null : (before?.vlan ?? null)
    const vlan = 'vlan' in asked ? asked.vlan : asked.source ? kept : null
    const wire = asked.source ?? before?.source
    return vlan && wire ? this.#notesOf(wire, vlan) : []
  }

  async #notesOf(wire: NicWire, { tags }: Vlan) {
    return taggingNotes(
      await this.#parts.facts.tagging(wire),
      tags.map(({ id }) => id),
    )
  }
}

function normalized(changes: ChangeNicIntent['changes']): NicChanges {
  const entries = Object.entries(changes).filter(([, value]) => value !== undefined)
  const given = Object.fromEntries(entries) as NicChanges
  return given.mac ? { ...given, mac: given.mac.toLowerCase() } : given
}
