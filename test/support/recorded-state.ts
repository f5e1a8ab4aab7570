/**
 * NetworkManager's state as JSON and back: what was once read from the real one in a lab is what
 * the tests of the pure code work on.
 */
import type { NmState } from '../../electron/networkmanager/client/objects.ts'
import { fromJson, toJson } from '../../electron/networkmanager/client/settings-json.ts'

interface Recorded {
  objects: [string, unknown][]
  profiles: [string, unknown][]
}

export function writeState({ objects, profiles }: NmState): string {
  return toJson({ objects: [...objects], profiles: [...profiles] })
}

export function readState(text: string): NmState {
  const { objects, profiles } = fromJson(text) as Recorded
  return { objects: new Map(objects), profiles: new Map(profiles) } as NmState
}
