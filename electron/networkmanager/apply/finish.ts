/** Makes for good what the person has kept; what an app that was killed there left, the next does. */
import { assertNever } from '../../../shared/errors.ts'
import type { Checkpoint } from '../client/checkpoint.ts'
import type { NetworkManagerClient } from '../client/client.ts'
import { writeToDisk } from '../client/on-disk.ts'
import { ensureAllGone, ensureGone } from './left-over.ts'
import type { BridgeEntry, Journal, JournalEntry, JournalPort } from './journal.ts'
import { storeRevised } from './port-vlans.ts'
import { IFACE } from '../client/constants.ts'
import { devicePath, profilePath } from '../client/objects.ts'
import { deleteOwnProfile, reapply, rewriteProfile, storeProfile } from '../client/profiles.ts'
import { fromJson, toJson } from '../client/settings-json.ts'
import { without } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'

/** What says nothing of how a device is to be. */
const BESIDE = { connection: ['timestamp'], user: ['data'] }
/** How its address is asked for while a bridge is tried: with the next activation it is as stored. */
const TRIED = { ipv4: ['dad-timeout', 'dhcp-timeout'], ipv6: ['dhcp-timeout'] }

type LeftOut = Record<string, string[]>

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
    case 'remove-trunk':
      await endCheckpoint()
      for (const { bridgeUuid, vlanUuid, others } of entry.vlans) {
        await deleteProfiles(nm, others)
        await deleteOwnProfile(nm, vlanUuid)
        await deleteOwnProfile(nm, bridgeUuid)
      }
      await ensureAllGone(nm, entry.vlans)
      return writeToDisk(nm)
    case 'change-bridge':
    case 'change-bond':
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

/**
 * After a reboot the bridge may have come up by its profile of before, just before that was written; a far
 * host's has been tried with its lease written beside. Beside DHCPv6 that stays until the next activation:
 * the kernel would look for duplicates of all addresses of IPv6 anew, and the host be away for a second.
 */
export async function catchUp(nm: NetworkManagerClient, entry: BridgeEntry): Promise<void> {
  const isTried = entry.kind === 'create-bridge'
  const leftOut = isTried ? { ...BESIDE, ...TRIED } : BESIDE
  // A bridge that is down has nothing to be compared with.
  const apart = await sectionsApart(nm, entry, leftOut).catch((): string[] => [])
  if (apart.length === 0 || (isTried && apart.includes('ipv6'))) return
  await reapply(nm, entry.bridge).catch(() => undefined)
}

async function sectionsApart(
  nm: NetworkManagerClient,
  { bridge, bridgeUuid }: BridgeEntry,
  leftOut: LeftOut,
): Promise<string[]> {
  const [device, path] = [devicePath(nm.state, bridge), profilePath(nm.state, bridgeUuid)]
  if (!device || !path) return []
  const applied = await nm.call(device, IFACE.device, 'GetAppliedConnection', 'u', [0])
  return sectionsThatDiffer(applied[0] as Settings, await nm.readProfile(path), leftOut)
}

function sectionsThatDiffer(one: Settings, other: Settings, leftOut: LeftOut): string[] {
  const said = (settings: Settings, name: string) =>
    toJson(inOrder(without(settings[name] ?? {}, leftOut[name] ?? [])))
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].filter((name) => said(one, name) !== said(other, name))
}

function inOrder<T>(section: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(section).sort(([a], [b]) => (a < b ? -1 : 1)))
}
