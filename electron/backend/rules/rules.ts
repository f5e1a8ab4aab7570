/** What a machine may reach through a NIC: a filter of ours in libvirt, and the NIC under it. */
import type { SetNicRulesIntent } from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { MachineNic, NicDetails, NicRef } from '../../../shared/model/machine.ts'
import type { NicRules, NicRulesNow } from '../../../shared/model/nic-rules.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import { canBeAt } from '../../../shared/rules/nic-places.ts'
import { filterNameFor, ruleKindOf } from '../../../shared/rules/nic-rules.ts'
import type { NicChange } from '../../libvirt/index.ts'
import { parse } from '../../libvirt/xml/dom.ts'
import type { Around } from '../../libvirt/xml/filter/lines.ts'
import { readRules, uuidOfFilter } from '../../libvirt/xml/filter/read.ts'
import { filterXml } from '../../libvirt/xml/filter/write.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import type { NicFacts } from '../machines/nic-facts.ts'
import type { NicWork } from '../machines/nic-work.ts'
import type { NetworkSurroundings } from '../networks/network-surroundings.ts'
import { proposal } from '../plans/plans.ts'
import type { PlannedChange, Plans } from '../plans/plans.ts'
import type { Undos } from '../plans/undos.ts'
import { aroundOf } from './around.ts'
import { changedLives, rulesSteps, rulesView, rulesWarnings } from './rules-view.ts'
import type { Wanted, Work, World } from './rules-view.ts'

export interface RulesParts {
  inventory: InventoryStore
  libvirt: LibvirtService
  plans: Plans
  undos: Undos
  facts: NicFacts
  work: NicWork
  surroundings: NetworkSurroundings
}

export class Rules {
  readonly #parts: RulesParts

  constructor(parts: RulesParts) {
    this.#parts = parts
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
      proposal<Work>(
        async (look) => {
          const world = await this.#world(machine, nic)
          await this.#requirePlace(world.details, rules)
          const around = await this.#around(world.found)
          const wanted = await this.#wanted(world, rules, around)
          const work = this.#workOf(world, wanted)
          const { name } = world.owner
          const view = rulesView(work, world, {
            title: message('rules.plan', { machine: name, mac: nic.mac }),
            steps: rulesSteps(rules, around),
            warnings: [
              ...this.#parts.facts.savedWarnings(world.owner, changedLives(work.edit)),
              ...rulesWarnings(rules, around, name),
            ],
          })
          return look.saw(view, await this.#print(work), work)
        },
        ({ work, view }, id) => this.#carryOut(id, work, view),
      ),
    )
  }

  /** The machine, its NIC, and what it has now. */
  async #world(machine: string, nic: NicRef): Promise<World> {
    const { facts, libvirt } = this.#parts
    const owner = facts.machine(machine)
    const found = facts.nic(owner, nic)
    const details = await libvirt.managing.readNic(machine, nic)
    const name = [details.running?.filter?.name, details.stored?.filter?.name].find(
      (one) => one !== undefined && ruleKindOf(one) !== null,
    )
    const xml = name === undefined ? null : await libvirt.managing.readFilter(name)
    const before: Wanted = {
      running: details.running?.filter ?? null,
      stored: details.stored?.filter ?? null,
      filter: name !== undefined && xml !== null ? { name, xml } : null,
    }
    return { owner, found, details, before, machine, nic }
  }

  /** @throws PuenteError `nic-part-unfit`: user mode, and devices, have no bridge to filter on */
  async #requirePlace({ running, stored }: NicDetails, rules: NicRules | null): Promise<void> {
    const settings = [running, stored].filter((one) => one !== null)
    for (const { source } of rules ? settings : []) {
      if (canBeAt('filter', await this.#parts.facts.place(source))) continue
      throw new PuenteError('nic-part-unfit', { part: 'nic.part.filter' })
    }
  }

  async #around(nic: MachineNic): Promise<Around> {
    const { inventory, surroundings } = this.#parts
    const occupied = await surroundings.occupied()
    return aroundOf(nic, {
      networks: [...inventory.networks.items.values()],
      interfaces: [...inventory.interfaces.items.values()],
      occupied: occupied.map(({ subnet }) => subnet),
    })
  }

  async #wanted(world: World, rules: NicRules | null, around: Around): Promise<Wanted> {
    if (!rules) return { running: null, stored: null, filter: null }
    const others = this.#filtersOfOthers(world)
    const name = filterNameFor(rules.allow, world.nic.mac, others)
    const there = await this.#parts.libvirt.managing.readFilter(name)
    const uuid = there === null ? null : uuidOfFilter(parse(there))
    const filter = { name, parameters: [] }
    const xml = filterXml({ name, uuid }, rules, around)
    return { running: filter, stored: filter, filter: { name, xml } }
  }

  #filtersOfOthers({ machine, nic }: Pick<Work, 'machine' | 'nic'>): string[] {
    const { facts } = this.#parts
    const own = facts.nic(facts.machine(machine), nic)
    return facts.machines
      .flatMap(({ nics }) => nics)
      .flatMap((one) => (one === own ? [] : (one.filters ?? [])))
  }

  #workOf({ owner, details, before, machine, nic }: World, wanted: Wanted): Work {
    const changes = (life: 'running' | 'stored') => {
      const isSame = JSON.stringify(before[life]) === JSON.stringify(wanted[life])
      return details[life] && !isSame ? { filter: wanted[life] } : null
    }
    const [live, stored] = [changes('running'), owner.persistent ? changes('stored') : null]
    const edit: NicChange = { do: 'change', nic, live, stored, place: null }
    const old = before.filter?.name
    const isLeft =
      old !== undefined &&
      old !== wanted.filter?.name &&
      !this.#filtersOfOthers({ machine, nic }).includes(old)
    return {
      ...{ machine, nic, wanted, before },
      edit: live || stored ? edit : null,
      leftOver: isLeft ? old : null,
    }
  }

  async #print({ machine, wanted, before }: Work): Promise<unknown> {
    return [await this.#parts.work.read([machine]), wanted, before]
  }

  async #carryOut(id: string, work: Work, view: PlanView): Promise<void> {
    const libvirt = this.#parts.libvirt.managing
    const { wanted, before, edit, machine, leftOver } = work
    if (wanted.filter) await libvirt.defineFilter(wanted.filter.xml)
    try {
      if (edit) await this.#parts.work.carryOut(id, view, [{ machine, edit }])
    } catch (error) {
      await this.#putBack(wanted, before).catch(() => undefined)
      throw error
    }
    // A running NIC that somebody has given it by hand keeps it.
    if (leftOver !== null) await libvirt.removeFilter(leftOver).catch(() => undefined)
    this.#parts.undos.remember(id, () => this.#planBack(work))
  }

  async #putBack({ filter }: Wanted, before: Wanted): Promise<void> {
    if (!filter) return
    const libvirt = this.#parts.libvirt.managing
    if (filter.name === before.filter?.name) await libvirt.defineFilter(before.filter.xml)
    else await libvirt.removeFilter(filter.name)
  }

  /** The filters that the NIC had, and theirs as they were. */
  #planBack({ machine, nic, before }: Work): PlannedChange<Work> {
    return proposal(
      async (look) => {
        const world = await this.#world(machine, nic)
        const work = this.#workOf(world, before)
        const { name } = world.owner
        const view = rulesView(work, world, {
          title: message('rules.plan-back', { machine: name, mac: nic.mac }),
          steps: [message(before.filter ? 'rules.step.before' : 'rules.step.none')],
          warnings: [],
        })
        return look.saw(view, await this.#print(work), work)
      },
      ({ work, view }, id) => this.#carryOut(id, work, view),
    )
  }
}
