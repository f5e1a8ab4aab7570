/** Plugging NICs in and out and changing them, one at a time, as plans. */
import type { MessageKey } from '../../../shared/locales.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import type {
  AddNicIntent,
  ChangeNicIntent,
  RemoveNicIntent,
  SettleNicIntent,
} from '../../../shared/contract/contract.ts'
import type { PortForward, UserMode } from '../../../shared/model/port-forward.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { MachineXml, NicDetails, NicRef } from '../../../shared/model/machine.ts'
import type { NicChanges, NicModel, NicWire } from '../../../shared/model/nic-settings.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import { changesBetween } from '../../../shared/rules/nic-changes.ts'
import { unfitParts } from '../../../shared/rules/nic-places.ts'
import type { Place } from '../../../shared/rules/nic-places.ts'
import type { NicChange, NicEdit, PartEdit } from '../../libvirt/index.ts'
import { parse } from '../../libvirt/xml/dom.ts'
import { cloneXml, nicDefinition, nicXml } from '../../libvirt/xml/nic/create.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { asksOfEdit } from './edit-asks.ts'
import type { NicFacts } from './nic-facts.ts'
import { vlanWarnings } from '../plans/vlan-warnings.ts'
import { changeSteps, lifeSteps, lostSteps, nicView, wireName } from './nic-views.ts'
import { affects } from '../../libvirt/nics/affects.ts'
import type { NicWork } from './nic-work.ts'
import type { Host } from '../../host/host.ts'
import type { UserModes } from './user-modes.ts'
import { asksToListen, forwardSteps, forwardWarnings, listenAsks, noMore } from './forward-views.ts'
import type { Plans } from '../plans/plans.ts'
import {
  addNicCommand,
  defineMachineCommand,
  editCommands,
  pullCableCommands,
  removeNicCommand,
} from '../../libvirt/commands/nics.ts'
import { virshName } from '../../libvirt/commands/line.ts'

const changeKeys = { live: 'step.change-nic', config: 'step.store-nic-change' } as const

/** NetworkManager in a guest takes less than four seconds for a cable that was not pulled. */
const PULLED_MS = 5_000

export interface NicParts {
  host: Host
  libvirt: LibvirtService
  plans: Plans
  facts: NicFacts
  work: NicWork
  modes: UserModes
}

interface Made {
  view: PlanView
  edits: NicEdit[]
  /** What it depends on beside the machine's NICs. */
  read?: unknown
}

export class Nics {
  readonly #libvirt: LibvirtService
  readonly #plans: Plans
  readonly #facts: NicFacts
  readonly #work: NicWork
  readonly #modes: UserModes

  constructor({ libvirt, plans, facts, work, modes }: NicParts) {
    this.#libvirt = libvirt
    this.#plans = plans
    this.#facts = facts
    this.#work = work
    this.#modes = modes
  }

  async planAdd(intent: AddNicIntent): Promise<Plan> {
    const mac = intent.mac?.toLowerCase() ?? this.#facts.freeMac()
    const { source, model, machine, forwards = [] } = intent
    const backend = source.type === 'user' ? await this.#modes.backend(machine) : null
    const xml = nicXml({ source, model, mac, backend, forwards })
    const edit: PartEdit = { do: 'attach', xml, affects: affects(intent.when) }
    return this.#plan(machine, async () => {
      this.#requireUserMode(source, forwards)
      await this.#modes.require({ machine, nic: null }, forwards)
      const view = await this.#viewAdd(intent, mac, xml)
      return { view, edits: [edit], read: await this.#facts.printOf(source) }
    })
  }

  planRemove(intent: RemoveNicIntent): Promise<Plan> {
    const { machine, nic, when } = intent
    const edit: PartEdit = { do: 'detach', nic, affects: affects(when) }
    return this.#plan(machine, () => ({ view: this.#viewRemove(intent), edits: [edit] }))
  }

  /** @throws PuenteError `nic-not-live` when a part of it waits for the next start */
  planChange({ machine, nic, changes, when, renew }: ChangeNicIntent): Promise<Plan> {
    const asked = normalized(changes)
    const reach = affects(when)
    return this.#plan(machine, async () => {
      const owner = this.#facts.machineFor(machine, when)
      const { name } = owner
      const place = asked.source ? await this.#place(machine, asked.source) : null
      const details = await this.details(machine, nic)
      const pulls = renew === true && reach.live && details.running?.linkUp === true
      const edit: NicChange = {
        ...{ do: 'change', nic, place },
        live: reach.live ? asked : null,
        stored: reach.config ? asked : null,
        ...(pulls && { renew: true }),
      }
      const known = this.#facts.nic(this.#facts.machine(machine), nic)
      this.#requireWhere(known, reach, nic)
      if (reach.live && details.running) this.#requireLive(details.running.source, asked)
      if (asked.mac && asked.mac !== nic.mac) this.#facts.requireFreeMac(asked.mac)
      await this.#requireFit(details, asked, place)
      const before = (details.stored ?? details.running)?.forwards ?? []
      await this.#modes.require({ machine, nic }, asked.forwards ?? [], before)
      const { lost, definition } = await this.#libvirt.managing.previewNic(machine, edit)
      const params = { machine: name, mac: nic.mac }
      const steps = [
        ...changeSteps(asked, nic.mac),
        ...(definition ? [message('step.boot-by-device', params)] : []),
        ...lifeSteps(reach, params, changeKeys),
        ...(pulls ? [message('step.nic.renew', params)] : []),
      ]
      const warnings = [
        ...this.#facts.savedWarnings(owner, reach),
        ...(await this.#facts.warningsOf(asked.source, reach)),
        ...(await this.#warnOfVlan(asked, details)),
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
      const target = asked.source ? await this.#facts.printOf(asked.source) : null
      return { view, edits: [edit], read: [place, target] }
    })
  }

  planSettle({ machine, nic, how }: SettleNicIntent): Promise<Plan> {
    return this.#plan(machine, async () => {
      const details = await this.details(machine, nic)
      const edit = await this.#settling({ machine, nic, how }, details)
      const commands = editCommands(virshName(this.#facts.machine(machine)), edit, details)
      const found = this.#facts.machineFor(machine, how === 'apply' ? 'now' : 'stored')
      this.#facts.nic(found, nic)
      const params = { machine: found.name, mac: nic.mac }
      const steps = edit.do === 'change' ? changeSteps(edit.live ?? edit.stored ?? {}, nic.mac) : []
      const where = stepOf(edit)
      // What the other life has already, this one may not have.
      const { running, stored } = details.xml
      const asks = asksOfEdit(edit, { definition: null, running, stored })
      const shown = nicView(
        message(`plan.settle-${how}`, params),
        [...steps, message(where, params)],
        {
          warnings: where === 'step.unplug-nic' ? [message('interruption.nic', params)] : [],
          commands,
        },
      )
      return { view: { ...shown, asks }, edits: [edit] }
    })
  }

  /** A MAC of its own, for a NIC that has another's: the card itself has to be another one. */
  planNewMac(machine: string, nic: NicRef): Promise<Plan> {
    const mac = this.#facts.freeMac()
    return this.#plan(machine, async () => {
      const { xml, running, stored } = await this.details(machine, nic)
      const affects = { live: running !== null, config: stored !== null }
      const twin = cloneXml(xml.stored ?? xml.running ?? '', mac)
      const edits: PartEdit[] = [
        { do: 'detach', nic, affects },
        { do: 'attach', xml: twin, affects },
      ]
      const commands = await this.#work.commandsFor(edits.map((edit) => ({ machine, edit })))
      const found = this.#facts.machine(machine)
      this.#facts.nic(found, nic)
      const params = { machine: found.name, mac: nic.mac }
      const view = nicView(message('plan.new-mac', params), changeSteps({ mac }, nic.mac), {
        warnings: affects.live ? [message('interruption.nic', params)] : [],
        commands,
      })
      return { view, edits }
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
      const found = this.#facts.machineFor(machine, 'now')
      this.#facts.nic(found, nic)
      const params = { machine: found.name, mac: nic.mac }
      const steps = [
        ...changeSteps({ linkUp: false }, nic.mac),
        ...changeSteps({ linkUp: true }, nic.mac),
      ]
      const commands = pullCableCommands(virshName(found), nic.mac)
      const interruption = { what: message('interruption.nic', params), seconds: PULLED_MS / 1000 }
      return { ...nicView(message('plan.ask-again', params), steps, { commands }), interruption }
    }
    return this.#plans.add({
      look: async (look) => look.saw(view(), await this.#work.read([machine]), null),
      apply: async (id, seen) => {
        const change = await this.#work.carryOut(id, seen.view, [{ machine, edit: cable(false) }])
        await sleep(PULLED_MS)
        await this.#work.carryOut(id, seen.view, [{ machine, edit: cable(true) }])
        this.#work.forget(id)
        return change
      },
    })
  }

  userMode(machine: string | null, nic: NicRef | null): Promise<UserMode> {
    return this.#modes.of({ machine, nic })
  }

  async #place(machine: string, source: NicWire): Promise<Place> {
    const place = await this.#facts.place(source)
    const backend = source.type === 'user' ? await this.#modes.backend(machine) : null
    return backend === null ? place : { ...place, backend }
  }

  async details(machine: string, nic: NicRef): Promise<NicDetails> {
    return this.#libvirt.reading.readNic(machine, nic)
  }

  async machineXml(uuid: string): Promise<MachineXml> {
    return this.#libvirt.reading.readMachineXml(uuid)
  }

  async models(machine: string | null): Promise<NicModel[]> {
    return this.#libvirt.reading.readNicModels(machine)
  }

  async filterNames(): Promise<string[]> {
    return this.#libvirt.reading.readFilterNames()
  }

  async #plan(machine: string, make: () => Made | Promise<Made>): Promise<Plan> {
    return this.#plans.add<NicEdit[]>({
      look: async (look) => {
        void this.#libvirt.managing
        const { view, edits, read } = await make()
        return look.saw(view, [await this.#work.read([machine]), read], edits)
      },
      apply: (id, { view, work }) =>
        this.#work.carryOut(
          id,
          view,
          work.map((edit) => ({ machine, edit })),
        ),
    })
  }

  async #viewAdd(intent: AddNicIntent, mac: string, xml: string): Promise<PlanView> {
    const machine = this.#facts.machineFor(intent.machine, intent.when)
    const { source } = intent
    if (intent.mac) this.#facts.requireFreeMac(mac)
    const params = { machine: machine.name, network: wireName(source), mac }
    const reach = affects(intent.when)
    const { forwards } = intent
    const view = nicView(
      message(source.type === 'user' ? 'plan.add-user-nic' : 'plan.add-nic', params),
      [
        ...lifeSteps(reach, params, { live: 'step.plug-nic', config: 'step.store-nic' }),
        ...forwardSteps(forwards),
      ],
      {
        warnings: [
          ...this.#facts.savedWarnings(machine, reach),
          ...(await this.#facts.warningsOf(source, reach)),
          ...forwardWarnings(forwards),
        ],
        commands: [addNicCommand(virshName(machine), intent, { mac, xml })],
      },
    )
    return { ...view, ...asksToListen(parse(xml), null) }
  }

  #viewRemove({ machine: uuid, nic, when }: RemoveNicIntent): PlanView {
    const machine = this.#facts.machineFor(uuid, when)
    const found = this.#facts.nic(machine, nic)
    const reach = affects(when)
    this.#requireWhere(found, reach, nic)
    const params = { machine: machine.name, mac: found.mac }
    return nicView(
      message('plan.remove-nic', params),
      lifeSteps(reach, params, { live: 'step.unplug-nic', config: 'step.unstore-nic' }),
      {
        warnings: [
          ...this.#facts.savedWarnings(machine, reach),
          ...(reach.live ? [message('interruption.nic', params)] : []),
        ],
        commands: [removeNicCommand(virshName(machine), found, when)],
      },
    )
  }

  async #settling(
    { machine, nic, how }: SettleNicIntent,
    { running, stored, xml }: NicDetails,
  ): Promise<NicEdit> {
    const toRunning = how === 'apply'
    const affects = { live: toRunning, config: !toRunning }
    if (running && stored) {
      const [from, to] = toRunning ? [running, stored] : [stored, running]
      const changes = changesBetween(from, to)
      if (toRunning) this.#requireLive(running.source, changes)
      // What has no form of its own can't be written in parts.
      if (changes.source?.type === 'other' && xml.running) {
        return { do: 'replace', nic, live: null, stored: nicDefinition(xml.running) }
      }
      const place = changes.source ? await this.#place(machine, changes.source) : null
      return toRunning
        ? { do: 'change', nic, live: changes, stored: null, place }
        : { do: 'change', nic, live: null, stored: changes, place }
    }
    // A NIC that exists in one life only: plugged into the other, or taken out of its own.
    const wantsIt = toRunning ? stored !== null : running !== null
    if (!wantsIt) return { do: 'detach', nic, affects }
    return { do: 'attach', xml: this.#definition(xml), affects }
  }

  #definition({ running, stored }: MachineXml): string {
    const xml = stored ?? running
    if (xml === null) throw new PuenteError('nic-gone', { mac: '' })
    return nicDefinition(xml)
  }

  /** @throws PuenteError `nic-gone` when it is not where it is to be changed */
  #requireWhere(
    { plugged, stored }: { plugged: boolean; stored: boolean },
    reach: { live: boolean; config: boolean },
    { mac }: NicRef,
  ): void {
    if ((reach.live && !plugged) || (reach.config && !stored)) {
      throw new PuenteError('nic-gone', { mac })
    }
  }

  #requireLive(before: NicWire, changes: NicChanges): void {
    const [part] = this.#facts.partsForNextStart(before, changes)
    if (part) throw new PuenteError('nic-not-live')
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
    const place = target ?? (await this.#facts.place(before.source))
    const [part] = unfitParts({ ...before, ...asked }, place).filter((name) => name in asked)
    if (part) throw new PuenteError('nic-part-unfit', { part: `nic.part.${part}` })
  }

  async #warnOfVlan({ vlan, source }: NicChanges, { stored, running }: NicDetails) {
    const wire = source ?? stored?.source ?? running?.source
    return vlan && wire ? vlanWarnings(await this.#facts.tagging(wire)) : []
  }
}

function normalized(changes: ChangeNicIntent['changes']): NicChanges {
  const entries = Object.entries(changes).filter(([, value]) => value !== undefined)
  const given = Object.fromEntries(entries) as NicChanges
  return given.mac ? { ...given, mac: given.mac.toLowerCase() } : given
}

/** Where an edit of one life only takes effect. */
function stepOf(edit: NicEdit): MessageKey {
  if (!('affects' in edit)) {
    const live = edit.do !== 'redefine' && edit.live !== null
    return live ? changeKeys.live : changeKeys.config
  }
  const { live } = edit.affects
  if (edit.do === 'attach') return live ? 'step.plug-nic' : 'step.store-nic'
  return live ? 'step.unplug-nic' : 'step.unstore-nic'
}
