/** Makes bridges of a NIC’s VLANs as planned, takes them away, and undoes that; the NIC’s own connection is left alone. */
import type { NetworkManagerClient } from '../client/client.ts'
import { devicePath } from '../client/objects.ts'
import {
  activateBridge,
  activateVirtual,
  addKnownProfile,
  deactivate,
  deleteOwnProfile,
  isActivated,
} from '../client/profiles.ts'
import { interfaceNamed } from '../interfaces/interfaces.ts'
import type { CreateTrunkPlan, LeavingVlan, PlannedVlan, RemoveTrunkPlan } from '../trunk/plan.ts'
import { giveBack } from './apply.ts'
import { askToKeep, during, openCheckpoint, verifyWith } from './checkpointed.ts'
import type { Control } from './checkpointed.ts'
import { takeBaseline } from './connectivity.ts'
import type { Baseline } from './connectivity.ts'
import { finish } from './finish.ts'
import type { Hold } from './hold.ts'
import type { Place, TrunkEntry, VlanBridge } from './journal.ts'
import { ensureAllGone } from './left-over.ts'
import { metricsOf } from './route-metric.ts'

const ACTIVATION_MS = 20_000
/** How long NetworkManager may take to bring a bridge's port up with it by itself. */
const AUTOMATIC_MS = 3_000

/** @throws Reverted, PuenteError; the caller then restores by the journal */
export async function applyCreateTrunk(
  nm: NetworkManagerClient,
  plan: CreateTrunkPlan,
  control: Control,
): Promise<void> {
  const { nic, vlans } = plan
  const before = await takeBaseline(nm, plan.standing)
  const entry: TrunkEntry = {
    ...standingEntry(nm, plan, before),
    ...{ kind: 'create-trunk', vlans: vlans.map(journalVlan) },
  }
  using hold = await openCheckpoint(nm, entry, [nic], control)
  for (const vlan of vlans) await during(`vlan ${vlan.id}`, control, () => bringUp(nm, vlan))
  await confirmed(nm, { entry, before, hold }, control)
}

/** @throws Reverted, PuenteError; the caller then restores by the journal */
export async function applyRemoveTrunk(
  nm: NetworkManagerClient,
  plan: RemoveTrunkPlan,
  control: Control,
): Promise<void> {
  const before = withoutLeaving(await takeBaseline(nm, plan.standing), plan.vlans)
  const entry: TrunkEntry = {
    ...standingEntry(nm, plan, before),
    ...{ kind: 'remove-trunk', vlans: plan.vlans.map(journalLeaving) },
  }
  const devices = trunkDevices(entry).filter((name) => devicePath(nm.state, name))
  using hold = await openCheckpoint(nm, entry, devices, control)
  for (const { id, vlan, bridge, others } of plan.vlans) {
    await during(`vlan ${id}`, control, async () => {
      await deactivate(nm, vlan)
      await giveBack(nm, others, control)
      await deactivate(nm, bridge)
    })
  }
  await confirmed(nm, { entry, before, hold }, control)
}

/** What stays on the NIC is to be as it was: the VLANs that leave it are not. */
export function withoutLeaving(before: Baseline, vlans: Pick<LeavingVlan, 'vlan'>[]): Baseline {
  const leaving = new Set(vlans.map(({ vlan }) => vlan))
  return { ...before, others: before.others.filter(({ device }) => !leaving.has(device)) }
}

/** The host's connection through this NIC stays where it is. */
function standingEntry(
  nm: NetworkManagerClient,
  { nic, standing }: { nic: string; standing: string },
  { addresses, gateways }: Baseline,
): Omit<TrunkEntry, 'kind' | 'vlans'> {
  const isConnected = interfaceNamed(nm.state, standing)?.state === 'activated'
  const metrics = metricsOf(nm.state, standing)
  const place: Place | null = isConnected
    ? { device: standing, addresses, gateways, metrics }
    : null
  const places = { before: place, after: place }
  return { stage: 'applying', checkpoint: null, nic, ...places }
}

async function confirmed(
  nm: NetworkManagerClient,
  { entry, before, hold }: { entry: TrunkEntry; before: Baseline; hold: Hold },
  control: Control,
): Promise<void> {
  // A NIC that nothing else is on has nothing that could be lost.
  if (entry.before) await verifyWith(nm, entry.before.device, before, hold, control)
  else control.step('verify', 'done')
  await askToKeep(nm, hold, control)
  await during('store', control, () => finish(nm, entry, hold.checkpoint, control.journal))
}

/** What its checkpoint covers. */
export function trunkDevices({ kind, nic, vlans }: TrunkEntry): string[] {
  if (kind === 'create-trunk') return [nic]
  const each = vlans.flatMap(({ vlan, bridge, others }) => [
    ...[vlan, bridge],
    ...others.map((port) => port.nic),
  ])
  return [...new Set([nic, ...each])]
}

export async function undoCreateTrunk(
  nm: NetworkManagerClient,
  { vlans }: TrunkEntry,
): Promise<void> {
  for (const { vlanUuid, bridgeUuid } of vlans.toReversed()) {
    await deleteOwnProfile(nm, vlanUuid)
    await deleteOwnProfile(nm, bridgeUuid)
  }
  await ensureAllGone(nm, vlans)
}

/** The bridge first: it takes its port along, mostly. */
async function bringUp(nm: NetworkManagerClient, vlan: PlannedVlan): Promise<void> {
  for (const profile of [vlan.bridgeProfile, vlan.vlanProfile]) {
    await addKnownProfile(nm, profile)
  }
  const bridge = { uuid: vlan.bridgeUuid, device: vlan.bridge }
  const port = { uuid: vlan.vlanUuid, device: vlan.vlan }
  await activateBridge(nm, bridge, [], ACTIVATION_MS)
  const came = await nm.until((state) => isActivated(state, port), AUTOMATIC_MS).catch(() => false)
  if (!came) await activateVirtual(nm, port, ACTIVATION_MS)
}

function journalVlan(planned: PlannedVlan): VlanBridge {
  const { id, vlan, vlanUuid, bridge, bridgeUuid, network } = planned
  return { id, vlan, vlanUuid, bridge, bridgeUuid, network, isUp: true, others: [] }
}

function journalLeaving({ isAsMade: _, ...vlan }: LeavingVlan): VlanBridge {
  return vlan
}
