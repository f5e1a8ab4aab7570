/** Gives a bond other options and other NICs as planned, and undoes it. */
import { isNewMode, portsOfBond } from '../bond/change.ts'
import type { ChangeBondPlan } from '../bond/plan.ts'
import type { NetworkManagerClient } from '../client/client.ts'
import { devicePath, settingsOf } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import {
  activateAnew,
  isActivated,
  isReapplied,
  reapply,
  rewriteProfile,
  rewriteTemporaryProfile,
} from '../client/profiles.ts'
import type { Activated } from '../client/profiles.ts'
import type { Settings } from '../client/settings.ts'
import { toJson } from '../client/settings-json.ts'
import { givingUpPrimary } from '../interfaces/bond-options.ts'
import type { OwnPort } from '../interfaces/own-ports.ts'
import { addPort, entryOf, giveBack, journalPort, standingOn } from './apply.ts'
import { askToKeep, during, openCheckpoint, verifyWith } from './checkpointed.ts'
import type { Control } from './checkpointed.ts'
import { takeBaseline } from './connectivity.ts'
import { finish, profileOf } from './finish.ts'
import type { BridgeEntry } from './journal.ts'

const ACTIVATION_MS = 20_000

/** @throws Reverted, PuenteError; the caller then restores by the journal */
export async function applyChangeBond(
  nm: NetworkManagerClient,
  plan: ChangeBondPlan,
  control: Control,
): Promise<void> {
  const { bridge: bond, bridgeUuid, profile, added, removed } = plan
  const before = await takeBaseline(nm, bond)
  const place = standingOn(nm, bond, before)
  const entry: BridgeEntry = {
    ...entryOf(plan, control, 'change-bond'),
    added: added.map(journalPort),
    removed,
    profile: profile && toJson(profile),
    replaced: profile && toJson(settingsOf(nm.state, bridgeUuid) ?? profile),
    before: place,
    after: place,
  }
  const leaving = removed.map(({ nic }) => nic).filter((nic) => devicePath(nm.state, nic))
  const devices = [bond, ...added.map(({ facts }) => facts.name), ...leaving]
  using hold = await openCheckpoint(nm, entry, devices, control)
  if (profile) await during('reapply', control, () => giveOptions(nm, plan, control))
  for (const port of added) {
    await during(`add ${port.facts.name}`, control, () => addPort(nm, port))
  }
  for (const port of removed) {
    await during(`remove ${port.nic}`, control, () => giveBack(nm, [port], control))
  }
  await verifyWith(nm, bond, before, hold, control)
  await askToKeep(nm, hold, control)
  await during('store', control, () => finish(nm, entry, hold.checkpoint, control.journal))
}

/** Its profile stays as it is while it can: what is tried alone must be gone with a power cut. */
async function giveOptions(
  nm: NetworkManagerClient,
  { bridge: bond, bridgeUuid: uuid, profile, through, comesUpAnew }: ChangeBondPlan,
  { timing }: Control,
): Promise<void> {
  if (!profile) return
  if (through) await reapply(nm, bond, through)
  if (!comesUpAnew) return reapply(nm, bond, profile)
  const itself = { uuid, device: bond }
  const ports = portsUp(nm.state, itself)
  await rewriteTemporaryProfile(nm, uuid, profile)
  await activateAnew(nm, itself, ports, timing.addressMs)
}

/** What is missing then is brought back by the caller. */
export async function undoOptions(
  nm: NetworkManagerClient,
  { stage, bridge, bridgeUuid, profile, replaced }: BridgeEntry,
): Promise<void> {
  if (profile === null || replaced === null) return
  const [before, tried] = [profileOf(replaced), profileOf(profile)]
  const through = givingUpPrimary(bridge, tried, before)
  // Refused where it had not come so far.
  if (through) await isReapplied(nm, bridge, through)
  const isWritten = stage !== 'applying' || isNewMode(before, tried)
  // What can't be written back stands in the way of nothing else.
  if (isWritten) await rewriteProfile(nm, bridgeUuid, before).catch(() => undefined)
  await ensureOptions(nm, { uuid: bridgeUuid, device: bridge }, before)
}

/** The bond has what its profile says, whichever way it came up. */
export async function ensureOptions(
  nm: NetworkManagerClient,
  bond: Activated,
  profile: Settings,
): Promise<void> {
  if (await isReapplied(nm, bond.device, profile)) return
  const ports = portsUp(nm.state, bond)
  await activateAnew(nm, bond, ports, ACTIVATION_MS).catch(() => undefined)
}

function portsUp(state: NmState, bond: Activated): Activated[] {
  const asActivated = ({ nic, uuid }: OwnPort) => ({ uuid, device: nic })
  return portsOfBond(state, bond)
    .map(asActivated)
    .filter((port) => isActivated(state, port))
}
