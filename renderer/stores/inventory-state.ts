import type {
  CollectionPatch,
  Inventory,
  InventoryPatch,
  Notice,
  Services,
} from '../../shared/model/inventory.ts'
import type { Finding } from '../../shared/model/finding.ts'
import type { Forward } from '../../shared/model/forward.ts'
import type { HostInterface } from '../../shared/model/host.ts'
import type { LanSlice } from '../../shared/model/lan-slice.ts'
import type { Machine } from '../../shared/model/machine.ts'
import type { Network } from '../../shared/model/network.ts'
import type { Change, OthersChange } from '../../shared/model/plan.ts'

/** The inventory by key, so that a patch touches only what it names. */
export interface InventoryState {
  revision: number
  services: Services
  networks: ReadonlyMap<string, Network>
  machines: ReadonlyMap<string, Machine>
  interfaces: ReadonlyMap<string, HostInterface>
  forwards: ReadonlyMap<string, Forward>
  slices: ReadonlyMap<string, LanSlice>
  change: Change | null
  others: ReadonlyMap<string, OthersChange>
  notices: Notice[]
  findings: ReadonlyMap<string, Finding>
}

export function fromInventory(inventory: Inventory): InventoryState {
  return {
    ...inventory,
    networks: new Map(inventory.networks.map((network) => [network.uuid, network])),
    machines: new Map(inventory.machines.map((machine) => [machine.uuid, machine])),
    interfaces: new Map(inventory.interfaces.map((item) => [item.name, item])),
    forwards: new Map(inventory.forwards.map((forward) => [forward.id, forward])),
    slices: new Map(inventory.slices.map((slice) => [slice.bridge, slice])),
    others: new Map(inventory.others.map((change) => [change.id, change])),
    findings: new Map(inventory.findings.map((finding) => [finding.id, finding])),
  }
}

/**
 * The next state, the same state for a patch already contained in it, or `'gap'` when a revision
 * in between was missed. Collections and objects that a patch does not name keep their identity,
 * so nothing that shows them is drawn again.
 */
export function applyPatch(state: InventoryState, patch: InventoryPatch): InventoryState | 'gap' {
  if (patch.revision <= state.revision) return state
  if (patch.revision > state.revision + 1) return 'gap'
  return {
    revision: patch.revision,
    services: patch.services ?? state.services,
    networks: patchCollection(state.networks, patch.networks, (network) => network.uuid),
    machines: patchCollection(state.machines, patch.machines, (machine) => machine.uuid),
    interfaces: patchCollection(state.interfaces, patch.interfaces, (item) => item.name),
    forwards: patchCollection(state.forwards, patch.forwards, (forward) => forward.id),
    slices: patchCollection(state.slices, patch.slices, (slice) => slice.bridge),
    change: patch.change === undefined ? state.change : patch.change,
    others: patchCollection(state.others, patch.others, (change) => change.id),
    notices: patch.notices ?? state.notices,
    findings: patchCollection(state.findings, patch.findings, (finding) => finding.id),
  }
}

function patchCollection<T>(
  current: ReadonlyMap<string, T>,
  patch: CollectionPatch<T> | undefined,
  keyOf: (item: T) => string,
): ReadonlyMap<string, T> {
  if (!patch) return current
  const next = copyOf(current)
  for (const key of patch.remove) next.delete(key)
  for (const item of patch.upsert) next.set(keyOf(item), item)
  return next
}

/** `new Map(map)` makes an array of each entry: with 1,000 of them 160 KB of garbage, not 65. */
function copyOf<T>(map: ReadonlyMap<string, T>): Map<string, T> {
  const copy = new Map<string, T>()
  map.forEach((item, key) => copy.set(key, item))
  return copy
}
