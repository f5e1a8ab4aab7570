/** What a machine may reach through a NIC: a filter of ours in libvirt, and the NIC under it. */
import { z } from 'zod'
import { PuenteError } from '../../../shared/errors.ts'
import { nicRef, objectName, uuid } from '../../../shared/schemas/fields.ts'
import type { SetNicRulesIntent } from '../../../shared/contract/contract.ts'
import { message } from '../../../shared/message.ts'
import type { NicRef } from '../../../shared/model/machine.ts'
import type { NicRulesNow } from '../../../shared/model/nic-rules.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import { ruleKindOf } from '../../../shared/rules/nic-rules.ts'
import { parse } from '../../libvirt/xml/dom.ts'
import { readRules } from '../../libvirt/xml/filter/read.ts'
import type { NicWork } from '../machines/nic-work.ts'
import { proposal } from '../plans/plans.ts'
import type { PlannedChange, Plans } from '../plans/plans.ts'
import type { Undos } from '../plans/undos.ts'
import type { UndoRecord } from '../history/history.ts'
import { filterText } from '../machines/nic-undo.ts'
import { NicLook, filterEditsOf } from './nic-look.ts'
import type { LookParts } from './nic-look.ts'
import type { Trials, UnderRules } from './trials.ts'
import { changedLives, rulesSteps, rulesView, rulesWarnings } from './rules-view.ts'
import type { Wanted, Work } from './rules-view.ts'

export interface RulesParts extends LookParts {
  plans: Plans
  undos: Undos
  work: NicWork
  trials: Trials
}

const filter = z
  .object({
    name: objectName,
    parameters: z.array(z.object({ name: z.string(), value: z.string() })),
  })
  .nullable()
const filters = z.object({
  ...{ running: filter, stored: filter },
  filter: z.object({ name: objectName, xml: filterText }).nullable(),
})
/** The filters that a NIC had, and those that it was left with. */
const rulesBack = z.object({ machine: uuid, nic: nicRef, before: filters, left: filters })
type RulesBack = z.infer<typeof rulesBack>

interface Planned {
  work: Work
  /** What is to be tried; nothing where it only goes back. */
  under: UnderRules[]
}

export class Rules {
  readonly #parts: RulesParts
  readonly #look: NicLook
  readonly #back: (data: RulesBack) => UndoRecord

  constructor(parts: RulesParts) {
    this.#parts = parts
    this.#look = new NicLook(parts)
    const plan = (data: RulesBack) => this.#planBack(data)
    this.#back = parts.undos.know('rules', { schema: rulesBack, plan })
  }

  async read(machine: string, nic: NicRef): Promise<NicRulesNow> {
    const { running, stored } = await this.#parts.libvirt.reading.readNic(machine, nic)
    const name = (running ?? stored)?.filter?.name
    if (name === undefined) return { rules: null, otherFilter: null }
    const xml = ruleKindOf(name) && (await this.#parts.libvirt.reading.readFilter(name))
    const rules = xml ? readRules(parse(xml)) : null
    return { rules, otherFilter: rules ? null : name }
  }

  planSet({ machine, nic, rules }: SetNicRulesIntent): Promise<Plan> {
    return this.#parts.plans.add(
      proposal<Planned>(
        async (look) => {
          const world = await this.#look.world(machine, nic)
          await this.#look.requirePlace(world.details, rules)
          const around = await this.#look.around(world.found)
          const wanted = await this.#look.wanted(world, { rules, around })
          const work = this.#look.workOf(world, wanted)
          const { name } = world.owner
          const view = rulesView(work, world, {
            title: message('rules.plan', { machine: name, mac: nic.mac }),
            steps: rulesSteps(rules, around),
            warnings: [
              ...this.#parts.facts.savedWarnings(world.owner, changedLives(work.edit)),
              ...rulesWarnings(rules, around, message('rules.warning.host', { machine: name })),
            ],
          })
          const { owner, found } = world
          const under = [{ machine: owner, nic: found, rules, around }]
          return look.saw(view, await this.#print(work), { work, under })
        },
        ({ work, view }, id) => this.#carryOut(id, work, view),
      ),
    )
  }

  async #print({ machine, wanted, before }: Work): Promise<unknown> {
    return [await this.#parts.work.read([machine]), wanted, before]
  }

  async #carryOut(id: string, { work, under }: Planned, view: PlanView): Promise<void> {
    const { edit, machine, nic, before } = work
    const edits = edit ? [{ machine, edit }] : []
    await this.#parts.trials.during(id, under, async () => {
      await this.#parts.work.carryOut(id, view, edits, filterEditsOf(work))
    })
    const { before: left } = await this.#look.world(machine, nic)
    this.#parts.undos.remember(id, this.#back({ machine, nic, before, left }))
  }

  /** The filters that the NIC had, and theirs as they were. */
  #planBack({ machine, nic, before, left }: RulesBack): PlannedChange {
    return proposal<Planned>(
      async (look) => {
        const world = await this.#look.world(machine, nic)
        const { name } = world.owner
        requireLeft(name, world.before, left)
        const work = this.#look.workOf(world, before)
        const view = rulesView(work, world, {
          title: message('rules.plan-back', { machine: name, mac: nic.mac }),
          steps: [message(before.filter ? 'rules.step.before' : 'rules.step.none')],
          warnings: [],
        })
        return look.saw(view, await this.#print(work), { work, under: [] })
      },
      ({ work, view }, id) => this.#carryOut(id, work, view),
    )
  }
}

/** What runs alone goes with the machine's end. @throws PuenteError `undo-machine-changed` */
function requireLeft(machine: string, now: Wanted, left: Wanted): void {
  const printOf = ({ stored, filter: text }: Wanted) => JSON.stringify([stored, text])
  if (printOf(now) !== printOf(left)) throw new PuenteError('undo-machine-changed', { machine })
}
