/** Carrying out edits of NICs: one after the other, all or none, and how to take them back. */
import { PuenteError, toErrorData } from '../../../shared/errors.ts'
import type { Message } from '../../../shared/message.ts'
import type { Machine, NicRef } from '../../../shared/model/machine.ts'
import type { Change, PlanView } from '../../../shared/model/plan.ts'
import type { NicEdit, NicUndoEdit } from '../../libvirt/index.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import type { PlannedChange } from '../plans/plans.ts'
import type { Undos } from '../plans/undos.ts'
import type { UndoRecord } from '../history/history.ts'
import { doneChange } from '../plans/view.ts'
import { editCommands } from '../../libvirt/commands/nics.ts'
import { virshName } from '../../libvirt/commands/line.ts'
import { asksOfEdit } from './edit-asks.ts'
import type { NicFacts } from './nic-facts.ts'
import { defineFilters, filterCommands, removeFilters, takenBack } from './nic-filters.ts'
import type { FilterEdit } from './nic-filters.ts'
import { hasDefinition, keptUndo, nicUndo, printOfXml, withItsPasswords } from './nic-undo.ts'
import type { NicUndo } from './nic-undo.ts'
import { undoView } from './nic-views.ts'

export interface MachineEdit {
  machine: string
  edit: NicEdit
}

export class NicWork {
  readonly #libvirt: LibvirtService
  readonly #facts: NicFacts
  readonly #undos: Undos
  readonly #back: (data: NicUndo) => UndoRecord
  /** NICs whose guest has been asked to let go, by machine. */
  readonly #leaving = new Map<string, NicRef>()

  constructor(libvirt: LibvirtService, facts: NicFacts, undos: Undos) {
    this.#libvirt = libvirt
    this.#facts = facts
    this.#undos = undos
    const plan = (data: NicUndo) => this.#planUndo(data)
    this.#back = undos.know('nics', { schema: nicUndo, plan, kept: keptUndo })
  }

  /**
   * @param filters that come before any NIC has them, and go after none has
   * @throws PuenteError of the first edit that failed; what was done before is taken back
   */
  async carryOut(
    id: string,
    view: PlanView,
    edits: MachineEdit[],
    filters: FilterEdit[] = [],
  ): Promise<Change> {
    const undo: NicUndo['edits'] = []
    try {
      await defineFilters(this.#libvirt, filters)
      for (const { machine, edit } of edits) {
        undo.unshift({ machine, edit: await this.#edit(machine, edit) })
      }
    } catch (error) {
      const thrown = await this.#takeBack(undo, error)
      await this.#putBack(filters).catch(() => undefined)
      throw thrown
    } finally {
      await this.#refresh(edits)
    }
    await removeFilters(this.#libvirt, filters)
    const back = { title: view.title, edits: undo, filters: takenBack(filters) }
    const left = await this.#left(undo)
    this.#undos.remember(id, this.#back({ ...back, left, withoutPasswords: false }))
    return doneChange(id, view)
  }

  /** A change that is nothing to take back. */
  forget(changeId: string): void {
    this.#undos.forget(changeId)
  }

  /** A NIC that is gone has no line; carrying it out will say so. */
  async commandsFor(edits: MachineEdit[]): Promise<string[]> {
    const lines = edits.map(async ({ machine, edit }) => {
      const reading = 'nic' in edit ? this.#libvirt.reading.readNic(machine, edit.nic) : null
      const details = await reading?.catch(() => null)
      return editCommands(virshName(this.#facts.machine(machine)), edit, details ?? null)
    })
    return (await Promise.all(lines)).flat()
  }

  /** The NICs of these machines as they are, running and stored: what any plan for them depends on. */
  async read(machines: Iterable<string>): Promise<unknown> {
    return Promise.all(
      [...new Set(machines)].map((uuid) => this.#libvirt.managing.readNicTexts(uuid)),
    )
  }

  /** Of filters that are to be as they were. */
  async #putBack(filters: FilterEdit[]): Promise<void> {
    const back = takenBack(filters)
    await defineFilters(this.#libvirt, back)
    await removeFilters(this.#libvirt, back)
  }

  #planUndo({ title, filters, left, ...undo }: NicUndo): PlannedChange {
    const planned: PlannedChange<NicUndo['edits']> = {
      look: async (look) => {
        await this.#requireLeft(undo.edits, left)
        const edits = await this.#whole(undo)
        const read = [await this.#readFor(edits), await this.#readFilters(filters)]
        const lines = filterCommands(filters)
        const commands = [...lines.before, ...(await this.commandsFor(edits)), ...lines.after]
        const named = edits.map(({ machine, edit }) => {
          return { machine: this.#facts.machine(machine).name, edit }
        })
        const asks = await Promise.all(edits.map((edit) => this.#asksOf(edit)))
        const view = undoView(title, named, { commands, filters })
        return look.saw({ ...view, asks: asks.flat() }, read, edits)
      },
      apply: (id, { view, work }) => this.carryOut(id, view, work, filters),
    }
    return planned
  }

  /** By which each of them is known again, as it is now. */
  #left(edits: NicUndo['edits']): Promise<(string | null)[]> {
    return Promise.all(edits.map((edit) => this.#print(edit)))
  }

  /** What only runs has no such print: it is gone with the machine's end. */
  async #print({ machine, edit }: NicUndo['edits'][number]): Promise<string | null> {
    if (edit.do === 'attach') return null
    const libvirt = this.#libvirt.managing
    if (edit.do === 'redefine') return printOfXml(await libvirt.readDefinition(machine), true)
    const isStored = edit.do === 'detach' ? edit.affects.config : edit.stored !== null
    if (!isStored) return null
    const { xml } = await libvirt.readNic(machine, edit.nic)
    return xml.stored === null ? null : printOfXml(xml.stored, false)
  }

  /** @throws PuenteError `undo-machine-gone`, `undo-machine-changed`, which would be lost along */
  async #requireLeft(edits: NicUndo['edits'], left: NicUndo['left']): Promise<void> {
    for (const [index, edit] of edits.entries()) {
      const found = this.#facts.machines.find(({ uuid }) => uuid === edit.machine)
      if (!found) throw new PuenteError('undo-machine-gone', { machine: edit.machine })
      const before = left[index] ?? null
      if (before === null) continue
      const now = await this.#print(edit).catch(() => null)
      if (now !== before) throw new PuenteError('undo-machine-changed', { machine: found.name })
    }
  }

  /** With what was left out of them on disk. */
  async #whole({ edits, withoutPasswords }: Omit<NicUndo, 'title' | 'left' | 'filters'>) {
    if (!withoutPasswords) return edits
    return Promise.all(
      edits.map(async ({ machine, edit }) => {
        if (!hasDefinition(edit)) return { machine, edit }
        const now = await this.#libvirt.managing.readDefinition(machine)
        return { machine, edit: withItsPasswords(edit, now) }
      }),
    )
  }

  #readFilters(filters: FilterEdit[]): Promise<(string | null)[]> {
    return Promise.all(filters.map(({ name }) => this.#libvirt.managing.readFilter(name)))
  }

  /** What comes back is asked about like what comes: that it was agreed to once is remembered nowhere. */
  async #asksOf({ machine, edit }: MachineEdit): Promise<Message[]> {
    const libvirt = this.#libvirt.managing
    const definition = edit.do === 'redefine' ? await libvirt.readDefinition(machine) : null
    const nic =
      edit.do === 'replace' ? await libvirt.readNic(machine, edit.nic).catch(() => null) : null
    const { running = null, stored = null } = nic?.xml ?? {}
    return asksOfEdit(edit, { definition, running, stored })
  }

  /** Of a machine that goes back to a definition as a whole, the whole of it. */
  async #readFor(edits: MachineEdit[]): Promise<unknown> {
    const whole = edits.filter(({ edit }) => edit.do === 'redefine')
    return [
      await this.read(edits.map(({ machine }) => machine)),
      await Promise.all(whole.map(({ machine }) => this.#libvirt.managing.readDefinition(machine))),
    ]
  }

  async #edit(machine: string, edit: NicEdit): Promise<NicUndoEdit> {
    const libvirt = this.#libvirt.managing
    const waits = edit.do === 'detach' && edit.affects.live
    if (!waits) return libvirt.editNic(machine, edit)
    this.#leaving.set(machine, edit.nic)
    try {
      await this.#libvirt.refreshMachine(machine)
      return await libvirt.editNic(machine, edit)
    } finally {
      this.#leaving.delete(machine)
    }
  }

  async #takeBack(undo: MachineEdit[], error: unknown): Promise<unknown> {
    if (undo.length === 0) return error
    const left: string[] = []
    for (const { machine, edit } of undo) {
      await this.#libvirt.managing.editNic(machine, edit).catch(() => left.push(machine))
    }
    const { code, params, cause } = toErrorData(error)
    const outcome = left.length === 0 ? 'nics-put-back' : 'nics-not-put-back'
    return PuenteError.from({
      code,
      params,
      ...(cause !== undefined && { cause }),
      outcome: { code: outcome, params: {} },
    })
  }

  async #refresh(edits: MachineEdit[]): Promise<void> {
    const machines = new Set(edits.map(({ machine }) => machine))
    // A connection that is lost reads everything again anyway.
    for (const uuid of machines) await this.#libvirt.refreshMachine(uuid).catch(() => undefined)
  }

  /** Marks the NIC whose guest has been asked to let go. */
  decorate(machine: Machine): Machine {
    const nic = this.#leaving.get(machine.uuid)
    if (!nic) return machine
    const nics = machine.nics.map((item) =>
      item.mac === nic.mac && item.alias === nic.alias ? { ...item, leaving: true } : item,
    )
    return { ...machine, nics }
  }
}
