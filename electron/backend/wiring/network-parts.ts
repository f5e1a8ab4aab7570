/** Networks that go back to what they were: defined again, changed, switched; deleted where there was none. */
import { PuenteError } from '../../../shared/errors.ts'
import { fewNames } from '../../../shared/rules/few-names.ts'
import type { Switch } from '../../libvirt/commands/networks.ts'
import { readDefinition } from '../../libvirt/xml/definition/read.ts'
import type { WiringChange, Wiring, WiringItem } from '../history/wiring.ts'
import { machinesPluggedInto } from '../inventory/attachments.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { NetworkEditing } from '../networks/network-editing.ts'
import type { NetworkRemoval, RemovedNetwork } from '../networks/network-removal.ts'
import type { NetworkSwitching } from '../networks/network-switching.ts'
import { requireOwnXml } from '../networks/unchanged.ts'
import type { Look, PlannedChange } from '../plans/plans.ts'
import { partOf } from '../plans/together.ts'
import type { Part } from '../plans/together.ts'
import { leadsTo } from './then-machines.ts'

export interface NetworkBackParts {
  inventory: InventoryStore
  editing: NetworkEditing
  removal: NetworkRemoval
  switching: NetworkSwitching
}

export class NetworkParts {
  readonly #parts: NetworkBackParts

  constructor(parts: NetworkBackParts) {
    this.#parts = parts
  }

  /** What machines may need: it comes before them. */
  async before(look: Look, changes: WiringChange[]): Promise<Part[]> {
    const planned = networksIn(changes).flatMap(({ before: now, after: then }) => {
      if (!then) return []
      return now ? this.#changed(now, then) : [this.#returned(then)]
    })
    return partsOf(look, planned)
  }

  /** What no machine needs any more. @throws PuenteError `undo-network-used` */
  async after(look: Look, changes: WiringChange[], then: Wiring): Promise<Part[]> {
    const gone = networksIn(changes).flatMap(({ before: now, after }) => (now && !after ? now : []))
    gone.forEach(({ name }) => this.#requireUnused(name, then))
    return partsOf(
      look,
      gone.map(({ id }) => this.#parts.removal.plannedDeletion(id)),
    )
  }

  #changed(now: WiringItem, then: WiringItem): PlannedChange[] {
    const { editing, switching } = this.#parts
    const network = { uuid: now.id, name: now.name }
    const isStored = now.state?.stored && then.state?.stored
    const edit = isStored && now.text !== then.text
    return [
      ...(edit ? [editing.plannedDefinitionBack(now.id, then.text)] : []),
      ...switchesBetween(now, then).map((to) => switching.plannedSwitch(network, to)),
    ]
  }

  #returned({ id: uuid, name, text, state }: WiringItem): PlannedChange {
    const root = requireOwnXml(text, uuid)
    const { kind, bridge, subnets } = readDefinition(root)
    const { active = false, autostart = false, stored = true } = state ?? {}
    const removed: RemovedNetwork = {
      former: { uuid, name, active, kind, bridge, subnets },
      definition: {
        ...{ uuid, name, autostart },
        ...{ stored: stored ? text : null, running: active || !stored ? text : null },
      },
      collisions: [],
    }
    return this.#parts.removal.plannedReturn(removed)
  }

  /** Machines that came since stay, and so would be cut off. */
  #requireUnused(network: string, then: Wiring): void {
    const { inventory } = this.#parts
    const plugged = machinesPluggedInto(inventory, network)
    const stored = [...then.values()].flatMap(({ kind, name, text }) =>
      kind === 'machine' && leadsTo(text, network) ? [name] : [],
    )
    const known = new Set([...then.values()].map(({ id }) => id))
    const came = [...inventory.machines.items.values()].flatMap(({ uuid, name, nics }) =>
      !known.has(uuid) &&
      nics.some(({ source }) => source.type === 'network' && source.network === network)
        ? [name]
        : [],
    )
    const users = [...new Set([...plugged, ...stored, ...came])]
    if (users.length === 0) return
    throw new PuenteError('undo-network-used', { network, machines: fewNames(users) })
  }
}

function networksIn(changes: WiringChange[]): WiringChange[] {
  return changes.filter(({ before, after }) => (before ?? after)?.kind === 'network')
}

function switchesBetween({ state: now }: WiringItem, { state: then }: WiringItem): Switch[] {
  if (!now || !then) return []
  return [
    ...(now.autostart === then.autostart
      ? []
      : [then.autostart ? ('autostart' as const) : ('no-autostart' as const)]),
    ...(now.active === then.active ? [] : [then.active ? ('start' as const) : ('stop' as const)]),
  ]
}

async function partsOf(look: Look, planned: PlannedChange[]): Promise<Part[]> {
  const parts: Part[] = []
  for (const one of planned) parts.push(await partOf(look, one))
  return parts
}
