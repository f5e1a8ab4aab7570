/** Makes bridges of a NIC’s VLANs as planned, and undoes it; the NIC’s own connection is left alone. */
import type { NetworkManagerClient } from '../client/client.ts'
import {
  activateBridge,
  activateVirtual,
  addKnownProfile,
  deleteOwnProfile,
  isActivated,
} from '../client/profiles.ts'
import { interfaceNamed } from '../interfaces/interfaces.ts'
import type { CreateTrunkPlan, PlannedVlan } from '../trunk/plan.ts'
import { askToKeep, during, openCheckpoint, verifyWith } from './checkpointed.ts'
import type { Control } from './checkpointed.ts'
import { takeBaseline } from './connectivity.ts'
import { finish } from './finish.ts'
import type { Place, TrunkEntry, VlanBridge } from './journal.ts'
import { ensureGone } from './left-over.ts'
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
  const { nic, standing, vlans } = plan
  const before = await takeBaseline(nm, standing)
  const isConnected = interfaceNamed(nm.state, standing)?.state === 'activated'
  const { addresses, gateways } = before
  const metrics = metricsOf(nm.state, standing)
  const place: Place | null = isConnected
    ? { device: standing, addresses, gateways, metrics }
    : null
  const entry: TrunkEntry = {
    ...{ kind: 'create-trunk', stage: 'applying', checkpoint: null },
    ...{ nic, vlans: vlans.map(journalVlan) },
    ...{ before: place, after: place },
  }
  using hold = await openCheckpoint(nm, entry, [nic], control)
  for (const vlan of vlans) await during(`vlan ${vlan.id}`, control, () => bringUp(nm, vlan))
  // A NIC that nothing else is on has nothing that could be lost.
  if (isConnected) await verifyWith(nm, standing, before, hold, control)
  else control.step('verify', 'done')
  await askToKeep(nm, hold, control)
  await during('store', control, () => finish(nm, entry, hold.checkpoint, control.journal))
}

export async function undoCreateTrunk(
  nm: NetworkManagerClient,
  { vlans }: TrunkEntry,
): Promise<void> {
  for (const { vlanUuid, bridgeUuid } of vlans.toReversed()) {
    await deleteOwnProfile(nm, vlanUuid)
    await deleteOwnProfile(nm, bridgeUuid)
  }
  const names = vlans.flatMap(({ vlan, bridge }) => [vlan, bridge])
  await Promise.all(names.map((name) => ensureGone(nm, name)))
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
  return { id, vlan, vlanUuid, bridge, bridgeUuid, network }
}
