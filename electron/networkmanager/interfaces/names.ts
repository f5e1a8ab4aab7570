/** Names that a new interface can't have. Pure. */
import type { NmState } from '../client/objects.ts'
import { setting } from '../client/settings.ts'
import { hostInterfaces } from './interfaces.ts'

/** Of interfaces, and of profiles that could make one. */
export function takenNames(state: NmState): string[] {
  const inProfiles = [...state.profiles.values()].flatMap(
    (settings) => setting<string>(settings, 'connection', 'interface-name') ?? [],
  )
  return [...hostInterfaces(state).map(({ name }) => name), ...inProfiles]
}
