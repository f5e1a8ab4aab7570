/** Gives ports of a bridge other VLANs, keeps them, and takes them back. */
import { isDeepStrictEqual } from 'node:util'
import type { NetworkManagerClient } from '../client/client.ts'
import { settingsOf } from '../client/objects.ts'
import {
  activate,
  isReapplied,
  rewriteProfile,
  rewriteTemporaryProfile,
  withWireSecrets,
} from '../client/profiles.ts'
import { fromJson, toJson } from '../client/settings-json.ts'
import type { Settings } from '../client/settings.ts'
import { vlansOfPort } from '../bridge/port-vlans.ts'
import type { ChangedPort } from '../bridge/port-vlans.ts'
import type { JournalRevised } from './journal.ts'

const ACTIVATION_MS = 20_000

export function journalRevised({ nic, uuid, before, profile }: ChangedPort): JournalRevised {
  return { nic, uuid, profile: toJson(profile), replaced: toJson(before) }
}

/**
 * While it stays up, where NetworkManager can (1.52; not 1.42). A profile that says what it said
 * before is no change to it: then the port has to come up anew, too.
 */
export async function revisePort(nm: NetworkManagerClient, port: ChangedPort): Promise<void> {
  const { nic, uuid, before, profile } = port
  const isSame = isDeepStrictEqual(vlansOfPort(before), vlansOfPort(profile))
  if (!isSame && (await isReapplied(nm, nic, profile))) return
  if (!isSame) await rewriteTemporaryProfile(nm, uuid, await withWireSecrets(nm, uuid, profile))
  await activate(nm, uuid, nic, ACTIVATION_MS)
}

export async function storeRevised(nm: NetworkManagerClient, ports: JournalRevised[]) {
  for (const { uuid, profile } of ports) {
    await rewriteProfile(nm, uuid, await withWireSecrets(nm, uuid, fromJson(profile) as Settings))
  }
}

/** As far as it is there: a port that is gone has nothing to be taken back. */
export async function undoRevised(nm: NetworkManagerClient, ports: JournalRevised[]) {
  for (const { nic, uuid, replaced } of ports) {
    const before = fromJson(replaced) as Settings
    const stored = settingsOf(nm.state, uuid)
    if (!stored) continue
    const isStored = isDeepStrictEqual(vlansOfPort(stored), vlansOfPort(before))
    if (!isStored) {
      const whole = await withWireSecrets(nm, uuid, before)
      await rewriteProfile(nm, uuid, whole).catch(() => undefined)
    }
    if (await isReapplied(nm, nic, before)) continue
    await activate(nm, uuid, nic, ACTIVATION_MS).catch(() => undefined)
  }
}
