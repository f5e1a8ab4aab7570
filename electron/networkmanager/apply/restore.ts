/**
 * Ends what the journal says was begun: undoes it, or, once the person has said Keep, finishes it.
 *
 * The same code serves a failed step, a pressed Revert, a restarted NetworkManager and the next
 * start after a crash: it looks at what is there and does only what is missing.
 */
import { assertNever } from '../../../shared/errors.ts'
import { ClientLostError } from '../client/client.ts'
import type { NetworkManagerClient } from '../client/client.ts'
import { Checkpoint } from '../client/checkpoint.ts'
import { ensureOptions, undoOptions } from './bond.ts'
import { waitUntilConnected } from './connectivity.ts'
import { catchUp, finishWork, profileOf } from './finish.ts'
import { ensureGone } from './left-over.ts'
import { isGoing, isOfInterface, isOfTrunk } from './journal.ts'
import type { BridgeEntry, JournalEntry, JournalPort, Place, TrunkEntry } from './journal.ts'
import { deleteMadeProfile } from './made-profile.ts'
import { isKeptElsewhere } from './note.ts'
import { writeToDisk } from '../client/on-disk.ts'
import { undoRevised } from './port-vlans.ts'
import { withoutDuplicateCheck } from '../bridge/trial.ts'
import { ownPorts } from '../interfaces/own-ports.ts'
import { activeUuid, devicePath, profilePath, settingsOf } from '../client/objects.ts'
import { keepMetrics } from './route-metric.ts'
import { trunkDevices, undoCreateTrunk } from './trunk.ts'
import {
  activate,
  activateBridge,
  activateVirtual,
  deactivate,
  deleteOwnProfile,
  deleteOwnProfiles,
  isActivated,
  makesItsDevice,
  isReapplied,
  rewriteProfile,
  storeProfile,
} from '../client/profiles.ts'

/** `addresses`: are the host's addresses back (or, when finished, still there)? */
export interface Restored {
  outcome: 'undone' | 'finished'
  addresses: boolean
}

/** How long NetworkManager may take to activate by itself what a rollback brought back. */
const AUTOMATIC_MS = 3_000
const ACTIVATION_MS = 20_000
const ADDRESS_MS = 10_000

export async function restore(nm: NetworkManagerClient, entry: JournalEntry): Promise<Restored> {
  const isKept = await isKeptElsewhere(nm, entry)
  const finished = isKept || (entry.stage !== 'applying' && (await tryToFinish(nm, entry)))
  if (!finished) {
    await undoWork(nm, entry)
    // Some of it may have been stored.
    if (entry.stage !== 'applying') await writeToDisk(nm)
  }
  const outcome = finished ? 'finished' : 'undone'
  const place = placeAfter(entry, outcome)
  if (!place) return { outcome, addresses: true }
  const addresses = await waitUntilConnected(nm, place.device, place, ADDRESS_MS)
  const isTriedOtherwise = nm.side.isFar && entry.kind === 'create-bridge'
  if (finished && (entry.kind === 'change-bridge' || isTriedOtherwise) && entry.profile) {
    await catchUp(nm, entry)
  }
  if (finished && entry.kind === 'change-bond' && entry.profile) {
    const bond = { uuid: entry.bridgeUuid, device: entry.bridge }
    await ensureOptions(nm, bond, profileOf(entry.profile))
  }
  if (finished && entry.kind === 'change-interface') {
    await ensureActive(nm, entry.bridgeUuid, entry.bridge)
  }
  const isOnBridge = !isOfTrunk(entry) && !isOfInterface(entry) && place.device === entry.bridge
  if (!isOnBridge) await keepMetrics(nm, place.device, place.metrics)
  return { outcome, addresses }
}

/** Where the host's connection is in the end; null where it has none of its own. */
export function placeAfter(entry: JournalEntry, outcome: Restored['outcome']): Place | null {
  return outcome === 'finished' ? entry.after : entry.before
}

/** False when it can't be finished: something is gone, a right has expired, the disk is full. */
async function tryToFinish(nm: NetworkManagerClient, entry: JournalEntry): Promise<boolean> {
  if (entry.stage === 'kept') return true
  if (!canFinish(nm, entry)) return false
  try {
    const end = () => endCheckpoint(nm, entry, 'destroy')
    if (isRemoval(entry)) await finishRemoval(nm, entry, end)
    else await finishWork(nm, entry, end)
    return true
  } catch (error) {
    if (error instanceof ClientLostError) throw error
    return false
  }
}

function isRemoval(entry: JournalEntry): entry is BridgeEntry {
  if (isOfTrunk(entry) || entry.kind === 'change-interface') return false
  return entry.removed.length > 0 || entry.made !== null
}

/** What was added can be finished only while its profiles exist; removing, always. */
function canFinish(nm: NetworkManagerClient, entry: JournalEntry): boolean {
  if (isGoing(entry)) {
    if (isOfTrunk(entry) || entry.made === null) return true
    return profilePath(nm.state, entry.made.uuid) !== null
  }
  const needed = isOfTrunk(entry)
    ? entry.vlans.flatMap(({ bridgeUuid, vlanUuid }) => [bridgeUuid, vlanUuid])
    : [entry.bridgeUuid, ...[...entry.added, ...entry.revised].map(({ uuid }) => uuid)]
  return needed.every((uuid) => profilePath(nm.state, uuid) !== null)
}

/** A restarted NetworkManager may have put the NICs under the bridge again. */
async function finishRemoval(
  nm: NetworkManagerClient,
  entry: BridgeEntry,
  end: () => Promise<void>,
): Promise<void> {
  if (entry.made) await storeProfile(nm, entry.made.uuid)
  await end()
  if (nm.side.isFar) await handOver(nm, entry)
  if (entry.made) await ensureActive(nm, entry.made.uuid, entry.made.nic)
  for (const port of entry.removed) await ensureReturned(nm, port)
  await finishWork(nm, entry, () => Promise.resolve())
}

/**
 * What the NICs had before comes back and what was ours goes, in one breath: in between the host’s
 * addresses are on a bridge that leads nowhere, and no further word would get there.
 */
async function handOver(nm: NetworkManagerClient, entry: BridgeEntry) {
  const { made, removed, bridgeUuid } = entry
  // Before anything is deleted: the NIC would have no profile at all.
  if (made) await writeToDisk(nm)
  const wanted = [
    ...(made ? [{ nic: made.nic, uuid: made.uuid }] : []),
    ...removed.flatMap(({ nic, original }) => (original === null ? [] : [{ nic, uuid: original }])),
  ]
  const isMissing = ({ nic, uuid }: { nic: string; uuid: string }) =>
    activeUuid(nm.state, nic) !== uuid && profilePath(nm.state, uuid) !== null
  const back = () =>
    wanted
      .filter(isMissing)
      .map(({ nic, uuid }) => activate(nm, uuid, nic, ACTIVATION_MS).catch(() => undefined))
  const uuids = removed.map(({ uuid }) => uuid)
  await deleteOwnProfiles(nm, isGoing(entry) ? [...uuids, bridgeUuid] : uuids, back)
}

async function undoWork(nm: NetworkManagerClient, entry: JournalEntry): Promise<void> {
  // Without the right to it NetworkManager rolls back in its own time; the rest is ours.
  const rollBack = () => endCheckpoint(nm, entry, 'rollback').catch(() => undefined)
  switch (entry.kind) {
    case 'create-bridge':
    case 'create-bond':
      await rollBack()
      await deleteMade(nm, entry)
      for (const port of entry.added) await ensureReturned(nm, port)
      return ensureGone(nm, entry.bridge)
    case 'remove-bridge':
    case 'remove-bond':
      await rollBack()
      if (entry.made) await deleteMadeProfile(nm, entry.made.uuid, entry.bridgeUuid)
      // One that was down has no place to come back to.
      if (entry.before === null) return
      return ensureBridged(nm, entry, entry.removed)
    case 'change-interface':
      await rollBack()
      for (const { uuid } of entry.added) await deleteOwnProfile(nm, uuid)
      for (const port of entry.added) await ensureReturned(nm, port)
      return
    case 'restore-interface':
      await rollBack()
      return ensureActive(nm, entry.bridgeUuid, entry.bridge)
    case 'change-bridge':
      return undoChange(nm, entry, rollBack)
    case 'change-bond':
      return undoChangeBond(nm, entry)
    case 'create-trunk':
      await rollBack()
      return undoCreateTrunk(nm, entry)
    case 'remove-trunk':
      await rollBack()
      return undoRemoveTrunk(nm, entry)
    default:
      assertNever(entry)
  }
}

/** The ports first: a bridge that goes would take them along only for a moment. */
async function deleteMade(nm: NetworkManagerClient, entry: BridgeEntry): Promise<void> {
  const uuids = [...entry.added.toReversed().map(({ uuid }) => uuid), entry.bridgeUuid]
  // Between the two the host's addresses are on a bridge that leads nowhere, and on its NIC.
  if (nm.side.isFar) return deleteOwnProfiles(nm, uuids)
  for (const uuid of uuids) await deleteOwnProfile(nm, uuid)
}

/**
 * The bridge's profile is as it was, or is written so again, and its settings applied again are the
 * way back, which keeps machines plugged in; a rollback would activate the bridge anew.
 */
async function undoChange(
  nm: NetworkManagerClient,
  entry: BridgeEntry,
  rollBack: () => Promise<unknown>,
): Promise<void> {
  const { stage, replaced, bridgeUuid } = entry
  const before = stage !== 'applying' && replaced !== null ? profileOf(replaced) : null
  // Nothing is lost where it can't be: what stands there then is what was asked for.
  if (before) await rewriteProfile(nm, bridgeUuid, before).catch(() => undefined)
  // The addresses are the host's own, whoever may have asked for others meanwhile. What has just been
  // written NetworkManager tells of later.
  const stored = before ?? settingsOf(nm.state, bridgeUuid) ?? {}
  const reapplied = await isReapplied(nm, entry.bridge, withoutDuplicateCheck(stored))
  for (const { uuid } of entry.added) await deleteOwnProfile(nm, uuid)
  for (const port of entry.added) await ensureReturned(nm, port)
  if (!reapplied) await rollBack()
  await undoRevised(nm, entry.revised)
  await ensureBridged(nm, entry, entry.removed)
  if (reapplied) await endCheckpoint(nm, entry, 'destroy').catch(() => undefined)
}

/** A rollback would bring the bond up once more: it is for one that could not be brought back. */
async function undoChangeBond(nm: NetworkManagerClient, entry: BridgeEntry): Promise<void> {
  const added = entry.added.map(({ uuid }) => uuid)
  for (const uuid of added) await deleteOwnProfile(nm, uuid)
  for (const port of entry.added) await ensureReturned(nm, port)
  await undoOptions(nm, entry)
  // One that came up in another mode may have lost those that stay, too.
  const ports = ownPorts(nm.state, entry.bridgeUuid).filter(({ uuid }) => !added.includes(uuid))
  await ensureBridged(nm, entry, ports)
  const isBack = isActivated(nm.state, { uuid: entry.bridgeUuid, device: entry.bridge })
  await endCheckpoint(nm, entry, isBack ? 'destroy' : 'rollback').catch(() => undefined)
}

async function endCheckpoint(
  nm: NetworkManagerClient,
  entry: JournalEntry,
  how: 'destroy' | 'rollback',
): Promise<void> {
  const devices = checkpointDevices(nm, entry)
  const checkpoint = entry.checkpoint
    ? new Checkpoint(nm, entry.checkpoint)
    : Checkpoint.find(nm, devices)
  // Of a VLAN that was deleted with its bridge, nothing is left that it could cover.
  const isOurs = devices[0] ? checkpoint?.exists(devices[0]) : checkpoint?.coversNothing()
  if (checkpoint && isOurs) await checkpoint[how]()
}

/** What a checkpoint of ours covers, as far as it is still there. */
function checkpointDevices(nm: NetworkManagerClient, entry: JournalEntry): string[] {
  return deviceNames(entry)
    .map((name) => devicePath(nm.state, name))
    .filter((path) => path !== null)
}

function deviceNames(entry: JournalEntry): string[] {
  if (isOfTrunk(entry)) return trunkDevices(entry)
  const names = [...entry.added, ...entry.removed, ...entry.revised].map(({ nic }) => nic)
  const isNew = entry.kind === 'create-bridge' || entry.kind === 'create-bond'
  return isNew ? names : [...new Set([...names, entry.bridge])]
}

/**
 * The rollback brings the ports' profiles back, and they their bridge; but not always:
 * NetworkManager 1.42 may leave a removed bridge removed, or bring it up and forget its port. So
 * what is missing after a while is asked for, the bridge first, then the ports by themselves.
 */
async function ensureBridged(
  nm: NetworkManagerClient,
  entry: Pick<BridgeEntry, 'bridge' | 'bridgeUuid'>,
  ports: JournalPort[],
): Promise<void> {
  const bridge = { uuid: entry.bridgeUuid, device: entry.bridge }
  const there = ports.filter(
    ({ nic, uuid }) => devicePath(nm.state, nic) !== null || makesItsDevice(nm.state, uuid),
  )
  const wanted = there.map(({ nic, uuid }) => ({ uuid, device: nic }))
  const isBridged = () => [bridge, ...wanted].every((one) => isActivated(nm.state, one))
  if (await nm.until(isBridged, AUTOMATIC_MS).catch(() => false)) return
  if (!isActivated(nm.state, bridge)) {
    await activateBridge(nm, bridge, wanted, AUTOMATIC_MS).catch(() => undefined)
  }
  for (const port of wanted) {
    if (isActivated(nm.state, port)) continue
    await activateVirtual(nm, port, ACTIVATION_MS).catch(() => undefined)
  }
}

/** A VLAN comes with its profile, which the rollback has left as it was. */
async function undoRemoveTrunk(nm: NetworkManagerClient, { vlans }: TrunkEntry): Promise<void> {
  for (const one of vlans.filter(({ isUp }) => isUp)) {
    const port = { nic: one.vlan, uuid: one.vlanUuid, original: null }
    await ensureBridged(nm, one, [port, ...one.others])
  }
}

/** The NIC has again what it had before: its profile, or nothing. Its address is not awaited. */
async function ensureReturned(nm: NetworkManagerClient, port: JournalPort): Promise<void> {
  const { nic, original } = port
  if (original !== null) return ensureActive(nm, original, nic)
  if (activeUuid(nm.state, nic) === port.uuid) await deactivate(nm, nic).catch(() => undefined)
}

/** Activates the profile unless NetworkManager does so by itself. */
async function ensureActive(nm: NetworkManagerClient, uuid: string, nic: string): Promise<void> {
  const isActive = () => activeUuid(nm.state, nic) === uuid
  const came = await nm.until(isActive, AUTOMATIC_MS).catch(() => false)
  if (!came && profilePath(nm.state, uuid)) {
    await activate(nm, uuid, nic, ACTIVATION_MS).catch(() => undefined)
  }
}
