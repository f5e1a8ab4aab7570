/** Makes for good what the person has kept; what an app that was killed there left, the next does. */
import { assertNever } from '../../../shared/errors.ts'
import type { Checkpoint } from '../client/checkpoint.ts'
import type { NetworkManagerClient } from '../client/client.ts'
import { ensureGone } from './left-over.ts'
import { writeToDisk } from './on-disk.ts'
import type { Journal, JournalEntry, JournalPort } from './journal.ts'
import { storeRevised } from './port-vlans.ts'
import { deleteOwnProfile, rewriteProfile, storeProfile } from '../client/profiles.ts'
import { fromJson } from '../client/settings-json.ts'
import type { Settings } from '../client/settings.ts'

export async function finish(
  nm: NetworkManagerClient,
  entry: JournalEntry,
  checkpoint: Checkpoint | null,
  journal: Journal,
): Promise<void> {
  await journal.write({ ...entry, stage: 'keeping', checkpoint: checkpoint?.path ?? null })
  await finishWork(nm, entry, async () => checkpoint?.destroy())
}

/**
 * Profiles are stored before the checkpoint ends: a full disk must still roll back. And all of it is
 * on the disk before the journal forgets it: until then the next start finishes or undoes it.
 */
export async function finishWork(
  nm: NetworkManagerClient,
  entry: JournalEntry,
  endCheckpoint: () => Promise<void>,
): Promise<void> {
  switch (entry.kind) {
    case 'create-bridge':
    case 'create-bond':
      // It was tried with other settings (see bridge/trial); of an older journal, with these.
      if (entry.profile) await rewriteProfile(nm, entry.bridgeUuid, profileOf(entry.profile))
      else await storeProfile(nm, entry.bridgeUuid)
      for (const { uuid } of entry.added) await storeProfile(nm, uuid)
      await writeToDisk(nm)
      return endCheckpoint()
    case 'create-trunk':
      for (const { bridgeUuid, vlanUuid } of entry.vlans) {
        await storeProfile(nm, bridgeUuid)
        await storeProfile(nm, vlanUuid)
      }
      await writeToDisk(nm)
      return endCheckpoint()
    case 'change-bridge':
      // First what is written over: with that NetworkManager has the disk take what came before, too,
      // and a power cut would find new ports of an old bridge.
      if (entry.profile) await rewriteProfile(nm, entry.bridgeUuid, profileOf(entry.profile))
      await storeRevised(nm, entry.revised)
      for (const { uuid } of entry.added) await storeProfile(nm, uuid)
      await writeToDisk(nm)
      await endCheckpoint()
      return deleteProfiles(nm, entry.removed)
    case 'change-interface':
      await storeProfile(nm, entry.bridgeUuid)
      await writeToDisk(nm)
      await endCheckpoint()
      return deleteProfiles(nm, entry.removed)
    case 'restore-interface':
      await endCheckpoint()
      return deleteProfiles(nm, entry.removed)
    case 'remove-bridge':
    case 'remove-bond':
      if (entry.made) {
        await storeProfile(nm, entry.made.uuid)
        // Before anything is deleted: the NIC would have no profile at all.
        await writeToDisk(nm)
      }
      // Ended first: a rollback would bring a deleted profile back.
      await endCheckpoint()
      for (const { uuid } of entry.removed) await deleteOwnProfile(nm, uuid)
      await deleteOwnProfile(nm, entry.bridgeUuid)
      await ensureGone(nm, entry.bridge)
      return writeToDisk(nm)
    default:
      assertNever(entry)
  }
}

async function deleteProfiles(nm: NetworkManagerClient, ports: JournalPort[]): Promise<void> {
  for (const { uuid } of ports) await deleteOwnProfile(nm, uuid)
  if (ports.length > 0) await writeToDisk(nm)
}

export function profileOf(text: string): Settings {
  return fromJson(text) as Settings
}
