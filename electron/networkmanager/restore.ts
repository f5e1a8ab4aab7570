/**
 * Ends what the journal says was begun: undoes it, or, once the person has said Keep, finishes it.
 *
 * The same code serves a failed step, a pressed Revert, a restarted NetworkManager and the next
 * start after a crash: it looks at what is there and does only what is missing.
 */
import { assertNever } from '../../shared/errors.ts'
import { ClientLostError } from './client.ts'
import type { NetworkManagerClient } from './client.ts'
import { ActivationFlag, IFACE } from './constants.ts'
import { Checkpoint } from './checkpoint.ts'
import { waitUntilConnected } from './connectivity.ts'
import type { JournalEntry } from './journal.ts'
import { activePath, activeUuid, devicePath, profilePath, property } from './objects.ts'
import { keepMetrics } from './route-metric.ts'
import { activate, activateBridge, deleteProfile, isActivated, storeProfile } from './profiles.ts'

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
  const finished = entry.stage === 'keeping' && (await tryToFinish(nm, entry))
  if (!finished) await undoWork(nm, entry)
  const outcome = finished ? 'finished' : 'undone'
  const device = endsOnBridge(entry, outcome) ? entry.bridge : entry.nic
  const addresses = await waitUntilConnected(nm, device, entry, ADDRESS_MS)
  if (device === entry.nic) await keepMetrics(nm, entry.nic, entry.metrics)
  return { outcome, addresses }
}

/** False when it can't be finished: something is gone, a right has expired, the disk is full. */
async function tryToFinish(nm: NetworkManagerClient, entry: JournalEntry): Promise<boolean> {
  if (!canFinish(nm, entry)) return false
  try {
    await finishWork(nm, entry)
    return true
  } catch (error) {
    if (error instanceof ClientLostError) throw error
    return false
  }
}

/** Making a bridge can be finished only while both of its profiles exist; removing one, always. */
function canFinish(nm: NetworkManagerClient, entry: JournalEntry): boolean {
  if (entry.kind === 'remove-bridge') return true
  return [entry.bridgeUuid, entry.portUuid].every((uuid) => profilePath(nm.state, uuid) !== null)
}

/** Where the host's connection is in the end: on the bridge, or on its NIC. */
export function endsOnBridge({ kind }: JournalEntry, outcome: Restored['outcome']): boolean {
  return (kind === 'create-bridge') === (outcome === 'finished')
}

async function finishWork(nm: NetworkManagerClient, entry: JournalEntry): Promise<void> {
  switch (entry.kind) {
    case 'create-bridge':
      await storeProfile(nm, entry.bridgeUuid)
      await storeProfile(nm, entry.portUuid)
      await endCheckpoint(nm, entry, 'destroy')
      return
    case 'remove-bridge':
      await endCheckpoint(nm, entry, 'destroy')
      await ensureActive(nm, entry.originalUuid, entry.nic)
      await deleteProfile(nm, entry.portUuid)
      await deleteProfile(nm, entry.bridgeUuid)
      return
    default:
      assertNever(entry.kind)
  }
}

async function undoWork(nm: NetworkManagerClient, entry: JournalEntry): Promise<void> {
  // Without the right to it NetworkManager rolls back in its own time; the rest is ours.
  await endCheckpoint(nm, entry, 'rollback').catch(() => undefined)
  switch (entry.kind) {
    case 'create-bridge':
      await deleteProfile(nm, entry.portUuid)
      await deleteProfile(nm, entry.bridgeUuid)
      await ensureActive(nm, entry.originalUuid, entry.nic)
      await ensureGone(nm, entry.bridge)
      return
    case 'remove-bridge':
      await ensureBridged(nm, entry)
      return
    default:
      assertNever(entry.kind)
  }
}

async function endCheckpoint(
  nm: NetworkManagerClient,
  entry: JournalEntry,
  how: 'destroy' | 'rollback',
): Promise<void> {
  const checkpoint = entry.checkpoint
    ? new Checkpoint(nm, entry.checkpoint)
    : Checkpoint.find(nm, checkpointDevices(nm, entry))
  const device = devicePath(nm.state, entry.nic)
  if (device && checkpoint?.exists(device)) await checkpoint[how]()
}

/** What a checkpoint of ours covers, as far as it is still there. */
function checkpointDevices(nm: NetworkManagerClient, entry: JournalEntry): string[] {
  const names = entry.kind === 'create-bridge' ? [entry.nic] : [entry.nic, entry.bridge]
  return names.map((name) => devicePath(nm.state, name)).filter((path) => path !== null)
}

/**
 * The rollback brings the port's profile back, and the port its bridge; but not always:
 * NetworkManager 1.42 may leave a removed bridge removed, or bring it up and forget its port. So
 * what is missing after a while is asked for, the bridge first, then the port by itself.
 */
async function ensureBridged(nm: NetworkManagerClient, entry: JournalEntry): Promise<void> {
  const bridge = { uuid: entry.bridgeUuid, device: entry.bridge }
  const port = { uuid: entry.portUuid, device: entry.nic }
  const isBridged = () => isActivated(nm.state, port) && isActivated(nm.state, bridge)
  if (await nm.until(isBridged, AUTOMATIC_MS).catch(() => false)) return
  await activateBridge(nm, bridge.uuid, port, AUTOMATIC_MS).catch(() => undefined)
  if (isActivated(nm.state, port)) return
  await activate(nm, port.uuid, port.device, ACTIVATION_MS).catch(() => undefined)
}

/**
 * The bridge goes with its profile, but not always: it may stay as a device that nobody has
 * configured, with the NIC's own address on it. Then it is deleted, unless somebody else has
 * taken it over meanwhile.
 */
async function ensureGone(nm: NetworkManagerClient, bridge: string): Promise<void> {
  const isGone = () => devicePath(nm.state, bridge) === null
  if (await nm.until(isGone, AUTOMATIC_MS).catch(() => false)) return
  const device = devicePath(nm.state, bridge)
  if (device && isNobodys(nm, device)) await deleteDevice(nm, device)
  await nm.until(isGone, AUTOMATIC_MS).catch(() => undefined)
}

/** A right that we lack, or a device that has just gone, must not stop the rest. */
async function deleteDevice(nm: NetworkManagerClient, device: string): Promise<void> {
  await nm.call(device, IFACE.device, 'Delete').catch(() => undefined)
}

function isNobodys(nm: NetworkManagerClient, device: string): boolean {
  const active = activePath(nm.state, device)
  if (!active) return true
  const flags = property<number>(nm.state, active, IFACE.active, 'StateFlags') ?? 0
  return (flags & ActivationFlag.external) !== 0
}

/** Activates the profile unless NetworkManager does so by itself; its address is not awaited. */
async function ensureActive(nm: NetworkManagerClient, uuid: string, nic: string): Promise<void> {
  const isActive = () => activeUuid(nm.state, nic) === uuid
  const came = await nm.until(isActive, AUTOMATIC_MS).catch(() => false)
  if (!came && profilePath(nm.state, uuid)) {
    await activate(nm, uuid, nic, ACTIVATION_MS).catch(() => undefined)
  }
}
