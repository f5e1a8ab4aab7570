/**
 * Rules for all NICs of a network. libvirt knows filters of NICs alone, so each of them has its own; what is
 * plugged in later has none until they are set again, which the plan and the network's page say.
 */
import type { SetNetworkRulesIntent } from '../../../shared/contract/contract.ts'
import { message } from '../../../shared/message.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'
import type { NetworkRulesNow, NicRules, NicRulesNow } from '../../../shared/model/nic-rules.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import { nicsOn } from '../../../shared/rules/nic-rules.ts'
import type { Around } from '../../libvirt/xml/filter/lines.ts'
import { filterCommands, filtersLeftBy } from '../machines/nic-filters.ts'
import type { FilterEdit } from '../machines/nic-filters.ts'
import { withFilterSteps } from '../machines/nic-views.ts'
import type { MachineEdit } from '../machines/nic-work.ts'
import { numbered, planView } from '../plans/view.ts'
import { NicLook, filterEditsOf } from './nic-look.ts'
import type { RulesParts } from './rules.ts'
import { changedLives, replacedBy, rulesSteps, rulesWarnings } from './rules-view.ts'
import type { Work, World } from './rules-view.ts'
import type { UnderRules } from './trials.ts'

interface Done {
  world: World
  work: Work
}

interface Planned {
  done: Done[]
  filters: FilterEdit[]
  under: UnderRules[]
}

interface NetworkRulesParts extends RulesParts {
  readNic: (machine: string, nic: MachineNic) => Promise<NicRulesNow>
}

export class NetworkRules {
  readonly #parts: NetworkRulesParts
  readonly #look: NicLook

  constructor(parts: NetworkRulesParts) {
    this.#parts = parts
    this.#look = new NicLook(parts)
  }

  async read(uuid: string): Promise<NetworkRulesNow> {
    const network = this.#parts.inventory.network(uuid)
    const all = await Promise.all(
      this.#nics(network).map(({ machine, nic }) => this.#parts.readNic(machine.uuid, nic)),
    )
    const [rules = null] = all.flatMap((one) => one.rules ?? [])
    const isSame = (one: NicRulesNow) =>
      one.otherFilter === null && JSON.stringify(one.rules) === JSON.stringify(rules)
    return { rules, isOfAll: all.every(isSame) }
  }

  planSet({ network: uuid, rules }: SetNetworkRulesIntent): Promise<Plan> {
    return this.#parts.plans.propose<Planned>(
      async (look) => {
        const network = this.#parts.inventory.network(uuid)
        const { done, around } = await this.#plan(network, rules)
        const read = await this.#parts.work.read(done.map(({ work }) => work.machine))
        const seen = done.map(({ work }) => [work.wanted, work.before])
        const under = done.map(({ world: { owner: machine, found: nic } }) => {
          return { machine, nic, rules, around }
        })
        const filters = await this.#filters(done)
        const view = await this.#view(network, rules, { done, around, filters })
        return look.saw(view, [read, seen], { done, filters, under })
      },
      async ({ view, work: { done, filters, under } }, id) => {
        await this.#parts.trials.during(id, under, async () => {
          await this.#parts.work.carryOut(id, view, editsOf(done), filters)
        })
      },
    )
  }

  #nics({ name }: Network): { machine: Machine; nic: MachineNic }[] {
    return this.#parts.facts.machines.flatMap((machine) =>
      nicsOn(name, machine).map((nic) => ({ machine, nic })),
    )
  }

  async #plan(network: Network, rules: NicRules | null) {
    const source = { type: 'network', network: network.name, bridge: network.bridge } as const
    const around = await this.#look.around({ source })
    const done: Done[] = []
    for (const { machine, nic } of this.#nics(network)) {
      const { alias, mac, slot } = nic
      const world = await this.#look.world(machine.uuid, { alias, mac, slot })
      await this.#look.requirePlace(world.details, rules)
      // Two NICs of one MAC don't share a filter.
      const taken = done.flatMap(({ work }) => work.wanted.filter?.name ?? [])
      const wanted = await this.#look.wanted(world, { rules, around, taken })
      done.push({ world, work: this.#look.workOf(world, wanted) })
    }
    return { done, around }
  }

  /** Those of the NICs, and what machines that were deleted elsewhere have left. */
  async #filters(done: Done[]): Promise<FilterEdit[]> {
    const own = done.flatMap(({ work }) => filterEditsOf(work))
    const left = await filtersLeftBy(null, this.#parts)
    return [...own, ...left.filter(({ name }) => own.every((one) => one.name !== name))]
  }

  async #view(
    { name: network }: Network,
    rules: NicRules | null,
    { done, around, filters }: { done: Done[]; around: Around; filters: FilterEdit[] },
  ): Promise<PlanView> {
    const commands = filterCommands(filters)
    const nics = done.flatMap(({ world, work }) =>
      work.edit
        ? [message('rules.step.nic', { machine: world.owner.name, mac: work.nic.mac })]
        : [],
    )
    return planView({
      title: message('rules.planNetwork', { network }),
      steps: numbered([...rulesSteps(rules, around), ...withFilterSteps(nics, filters)]),
      warnings: [
        ...done.flatMap(({ world, work }) =>
          this.#parts.facts.savedWarnings(world.owner, changedLives(work.edit)),
        ),
        ...rulesWarnings(rules, around, message('rules.warning.hosts')),
        ...(rules ? [message('rules.warning.later', { network })] : []),
      ],
      lost: done.flatMap(({ work }) => replacedBy(work)),
      commands: [
        ...commands.before,
        ...(await this.#parts.work.commandsFor(editsOf(done))),
        ...commands.after,
      ],
    })
  }
}

function editsOf(done: Done[]): MachineEdit[] {
  return done.flatMap(({ work: { machine, edit } }) => (edit ? [{ machine, edit }] : []))
}
