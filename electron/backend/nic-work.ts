/** Carrying out edits of NICs: one after the other, all or none, and how to take them back. */
import { PuenteError, toErrorData } from '../../shared/errors.ts'
import type { Machine, NicRef } from '../../shared/model/machine.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'
import type { NicEdit } from '../libvirt/index.ts'
import type { LibvirtService } from './libvirt-service.ts'

export interface MachineEdit {
  machine: string
  edit: NicEdit
}

/** Enough for a person's second thoughts. */
const REMEMBERED = 20

export class NicWork {
  readonly #libvirt: LibvirtService
  readonly #undo = new Map<string, { title: Plan['title']; edits: MachineEdit[] }>()
  /** NICs whose guest has been asked to let go, by machine. */
  readonly #leaving = new Map<string, NicRef>()

  constructor(libvirt: LibvirtService) {
    this.#libvirt = libvirt
    libvirt.decorators.push((machine) => this.#mark(machine))
  }

  /** @throws PuenteError of the first edit that failed; what was done before is taken back */
  async carryOut(
    id: string,
    { title, steps }: Omit<Plan, 'id'>,
    edits: MachineEdit[],
  ): Promise<Change> {
    const undo: MachineEdit[] = []
    try {
      for (const { machine, edit } of edits) {
        undo.unshift({ machine, edit: await this.#edit(machine, edit) })
      }
    } catch (error) {
      throw await this.#takeBack(undo, error)
    } finally {
      await this.#refresh(edits)
    }
    this.#remember(id, { title, edits: undo })
    const done = steps.map((step) => ({ ...step, state: 'done' as const }))
    return { id, title, phase: 'done', steps: done, checks: [], deadline: null, error: null }
  }

  /** What takes a change back. @throws PuenteError `change-unknown` */
  undoOf(changeId: string): { title: Plan['title']; edits: MachineEdit[] } {
    const known = this.#undo.get(changeId)
    if (!known) throw new PuenteError('change-unknown')
    return known
  }

  forget(changeId: string): void {
    this.#undo.delete(changeId)
  }

  async #edit(machine: string, edit: NicEdit): Promise<NicEdit> {
    const { libvirt, connection } = this.#libvirt.managing
    const waits = edit.do === 'detach' && edit.affects.live
    if (!waits) return libvirt.editNic(connection, machine, edit)
    this.#leaving.set(machine, edit.nic)
    try {
      await this.#libvirt.refreshMachine(machine)
      return await libvirt.editNic(connection, machine, edit)
    } finally {
      this.#leaving.delete(machine)
    }
  }

  async #takeBack(undo: MachineEdit[], error: unknown): Promise<unknown> {
    if (undo.length === 0) return error
    const { libvirt, connection } = this.#libvirt.managing
    const left: string[] = []
    for (const { machine, edit } of undo) {
      await libvirt.editNic(connection, machine, edit).catch(() => left.push(machine))
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

  #remember(id: string, undo: { title: Plan['title']; edits: MachineEdit[] }): void {
    this.#undo.set(id, undo)
    const [oldest] = this.#undo.keys()
    if (this.#undo.size > REMEMBERED && oldest) this.#undo.delete(oldest)
  }

  #mark(machine: Machine): Machine {
    const nic = this.#leaving.get(machine.uuid)
    if (!nic) return machine
    const nics = machine.nics.map((item) =>
      item.mac === nic.mac && item.alias === nic.alias ? { ...item, leaving: true } : item,
    )
    return { ...machine, nics }
  }
}
