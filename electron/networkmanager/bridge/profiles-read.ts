/** The profiles that a bridge's plan was made of, as they can be compared with later ones. Pure. */
import { settingsOf } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import type { Settings } from '../client/settings.ts'
import type { ChangeBridgePlan } from './change.ts'
import type { CreateBridgePlan, RemoveBridgePlan } from './plan.ts'

/** What NetworkManager notes in a profile by itself while it is used. */
const NOTED = ['connection.timestamp', '802-11-wireless.seen-bssids']

/** Of each NIC the profile that it has: what of it is carried over is not all that one may care for. */
export function readForCreation(state: NmState, { ports }: CreateBridgePlan): unknown {
  return profilesOf(
    state,
    ports.map(({ original }) => original),
  )
}

/** The bridge's, its ports', and all that comes back or would have. */
export function readForRemoval(
  state: NmState,
  { bridgeUuid, ports, back }: RemoveBridgePlan,
): unknown {
  return profilesOf(state, [
    ...[bridgeUuid, back.profile],
    ...ports.flatMap(({ uuid, original }) => [uuid, original]),
  ])
}

type Changing = Pick<ChangeBridgePlan, 'bridgeUuid' | 'added' | 'removed' | 'dead' | 'revised'>

/** The bridge's, and those of the NICs that come and go. */
export function readForChange(
  state: NmState,
  { bridgeUuid, added, removed, dead, revised }: Changing,
): unknown {
  return profilesOf(state, [
    bridgeUuid,
    ...added.map(({ original }) => original),
    ...revised.map(({ uuid }) => uuid),
    ...[...removed, ...dead].flatMap(({ uuid, original }) => [uuid, original]),
  ])
}

/** By UUID; null for one that is gone. */
export function profilesOf(state: NmState, uuids: (string | null)[]): Record<string, unknown> {
  const named = [...new Set(uuids)].filter((uuid) => uuid !== null)
  return Object.fromEntries(named.map((uuid) => [uuid, lasting(settingsOf(state, uuid))]))
}

function lasting(settings: Settings | null): unknown {
  if (!settings) return null
  // In one order: D-Bus has none in its dictionaries.
  return Object.entries(settings)
    .flatMap(([section, keys]) =>
      Object.entries(keys).map(([key, value]) => [`${section}.${key}`, value] as const),
    )
    .filter(([key]) => !NOTED.includes(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
}
