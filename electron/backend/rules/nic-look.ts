/** What a plan for a NIC's rules is made of: the NIC as it is, what is around it, and what changes. */
import { PuenteError } from '../../../shared/errors.ts'
import type { MachineNic, NicDetails, NicRef } from '../../../shared/model/machine.ts'
import type { NicRules } from '../../../shared/model/nic-rules.ts'
import { canBeAt } from '../../../shared/rules/nic-places.ts'
import { filterNameFor, ruleKindOf } from '../../../shared/rules/nic-rules.ts'
import type { NicChange } from '../../libvirt/index.ts'
import { parse } from '../../libvirt/xml/dom.ts'
import type { Around } from '../../libvirt/xml/filter/lines.ts'
import { uuidOfFilter } from '../../libvirt/xml/filter/read.ts'
import { filterXml } from '../../libvirt/xml/filter/write.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import type { NicFacts } from '../machines/nic-facts.ts'
import type { FilterEdit } from '../machines/nic-filters.ts'
import type { NetworkSurroundings } from '../networks/network-surroundings.ts'
import { aroundOf } from './around.ts'
import type { Wanted, Work, World } from './rules-view.ts'

export interface LookParts {
  inventory: InventoryStore
  libvirt: LibvirtService
  facts: NicFacts
  surroundings: NetworkSurroundings
}

export class NicLook {
  readonly #parts: LookParts

  constructor(parts: LookParts) {
    this.#parts = parts
  }

  /** The machine, its NIC, and what it has now. */
  async world(machine: string, nic: NicRef): Promise<World> {
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
  async requirePlace({ running, stored }: NicDetails, rules: NicRules | null): Promise<void> {
    const settings = [running, stored].filter((one) => one !== null)
    for (const { source } of rules ? settings : []) {
      if (canBeAt('filter', await this.#parts.facts.place(source))) continue
      throw new PuenteError('nic-part-unfit', { part: 'nic.part.filter' })
    }
  }

  async around(nic: Pick<MachineNic, 'source' | 'bridge'>): Promise<Around> {
    const { inventory, surroundings } = this.#parts
    const occupied = await surroundings.occupied()
    return aroundOf(nic, {
      networks: [...inventory.networks.items.values()],
      interfaces: [...inventory.interfaces.items.values()],
      occupied: occupied.map(({ subnet }) => subnet),
    })
  }

  /** @param taken filters that are to be there for others */
  async wanted(
    world: World,
    { rules, around, taken = [] }: { rules: NicRules | null; around: Around; taken?: string[] },
  ): Promise<Wanted> {
    if (!rules) return { running: null, stored: null, filter: null }
    const others = [...this.#filtersOfOthers(world.found), ...taken]
    const name = filterNameFor(rules.allow, world.nic.mac, others)
    const there = await this.#parts.libvirt.managing.readFilter(name)
    const uuid = there === null ? null : uuidOfFilter(parse(there))
    const filter = { name, parameters: [] }
    const xml = filterXml({ name, uuid }, rules, around)
    return { running: filter, stored: filter, filter: { name, xml } }
  }

  workOf({ owner, found, details, before, machine, nic }: World, wanted: Wanted): Work {
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
      !this.#filtersOfOthers(found).includes(old)
    return {
      ...{ machine, nic, wanted, before },
      edit: live || stored ? edit : null,
      leftOver: isLeft ? old : null,
    }
  }

  #filtersOfOthers(own: MachineNic): string[] {
    return this.#parts.facts.machines
      .flatMap(({ nics }) => nics)
      .flatMap((one) => (one === own ? [] : (one.filters ?? [])))
  }
}

/** What comes and goes in libvirt with it. */
export function filterEditsOf({ wanted, before, leftOver }: Work): FilterEdit[] {
  const old = before.filter
  const { filter } = wanted
  return [
    ...(filter
      ? [
          {
            name: filter.name,
            before: old?.name === filter.name ? old.xml : null,
            after: filter.xml,
          },
        ]
      : []),
    ...(leftOver !== null && old ? [{ name: leftOver, before: old.xml, after: null }] : []),
  ]
}
