/**
 * The wiring as it was before a change of the history: compared with what is there, and gone back to as
 * one plan. Networks and machines' NICs go back; what else differs is named, and stays.
 */
import { z } from 'zod'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { WiringDifference } from '../../../shared/model/history.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import { fewNames } from '../../../shared/rules/few-names.ts'
import { shown } from '../history/history.ts'
import type { History, UndoRecord, WiringThen } from '../history/history.ts'
import { changesBetween } from '../history/wiring.ts'
import { proposal } from '../plans/plans.ts'
import type { PlannedChange, Plans } from '../plans/plans.ts'
import { allOrNone, joined, printsOf, viewsOf } from '../plans/together.ts'
import type { Outcomes, Part } from '../plans/together.ts'
import type { Undos } from '../plans/undos.ts'
import { MachineParts } from './machine-parts.ts'
import type { MachineBackParts } from './machine-parts.ts'
import { NetworkParts } from './network-parts.ts'
import type { NetworkBackParts } from './network-parts.ts'

export interface WiringParts extends NetworkBackParts, MachineBackParts {
  history: History
  plans: Plans
  undos: Undos
}

const OUTCOMES: Outcomes = { back: 'wiring-put-back', notBack: 'wiring-not-put-back' }

const wentBack = z.object({ entry: z.string().max(64) })
type WentBack = z.infer<typeof wentBack>

export class WiringBack {
  readonly #parts: WiringParts
  readonly #networks: NetworkParts
  readonly #machines: MachineParts
  readonly #back: (data: WentBack) => UndoRecord

  constructor(parts: WiringParts) {
    this.#parts = parts
    this.#networks = new NetworkParts(parts)
    this.#machines = new MachineParts(parts)
    const plan = (data: WentBack) => this.#planUndo(data)
    this.#back = parts.undos.know('wiring', { schema: wentBack, plan })
  }

  /** What is other now: as it is, and as it was then. @throws PuenteError `wiring-unknown` */
  async differences(entry: string): Promise<WiringDifference[]> {
    const { now, then } = await this.#find(entry)
    return changesBetween(now, then).map(shown)
  }

  plan(entry: string): Promise<Plan> {
    return this.#parts.plans.add(this.#planned(entry))
  }

  /** Going back has a wiring before it, too. */
  async #planUndo({ entry }: WentBack): Promise<PlannedChange> {
    const planned = this.#planned(entry)
    return {
      ...planned,
      look: async (look) => {
        const changed = await this.#parts.history.changedSince(entry)
        if (changed.length > 0) {
          const things = fewNames(changed.map(({ name }) => name))
          throw new PuenteError('undo-wiring-changed', { things })
        }
        return planned.look(look)
      },
    }
  }

  #planned(entry: string): PlannedChange {
    const planned: PlannedChange<Part[]> = proposal(
      async (look) => {
        void this.#parts.libvirt.managing
        const { at, now, then } = await this.#find(entry)
        const changes = changesBetween(now, then)
        const parts = [
          ...(await this.#networks.before(look, changes)),
          ...(await this.#machines.parts(look, changes)),
          ...(await this.#networks.after(look, changes, then)),
        ]
        if (parts.length === 0) throw new PuenteError('nothing-to-change')
        const view = viewOf(at, parts, this.#machines.staying(changes))
        return look.saw(view, printsOf(parts), parts)
      },
      ({ work }, id) => this.#carryOut(id, work),
    )
    return planned as PlannedChange
  }

  async #carryOut(id: string, parts: Part[]): Promise<void> {
    const { undos } = this.#parts
    const done = await allOrNone(undos, parts, OUTCOMES)
    done.forEach((change) => undos.forget(change))
    undos.remember(id, this.#back({ entry: id }))
  }

  async #find(entry: string): Promise<WiringThen> {
    const found = await this.#parts.history.wiringBefore(entry)
    if (!found) throw new PuenteError('wiring-unknown')
    return found
  }
}

/** @param stays what is named, and left alone */
function viewOf(at: number, parts: Part[], stays: Message[]): PlanView {
  const view = joined(message('plan.wiring-back', { time: timeOf(at) }), viewsOf(parts))
  return { ...view, warnings: [...stays, ...view.warnings] }
}

/** The same in every language: 2026-11-30 10:42, of this host's clock. */
function timeOf(at: number): string {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}
