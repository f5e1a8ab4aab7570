/** The profiles of ours that put NICs under a bridge. Pure. */
import type { NmState } from '../client/objects.ts'
import { readMark, setting } from '../client/settings.ts'

/** A port of ours: its NIC, its profile, and the profile that the NIC had before, if any. */
export interface OwnPort {
  nic: string
  uuid: string
  original: string | null
}

/** Our port profiles of the bridge, and of a bond under it: they name their controller by UUID. */
export function ownPorts(state: NmState, controllerUuid: string): OwnPort[] {
  return [...state.profiles.values()].flatMap((settings): OwnPort[] => {
    const mark = readMark(settings)
    const uuid = setting<string>(settings, 'connection', 'uuid')
    const isPort = setting(settings, 'connection', 'master') === controllerUuid
    if (!isPort || !uuid || !mark?.nic) return []
    // Somebody may have given the profile to the NIC's new name.
    const nic = setting<string>(settings, 'connection', 'interface-name') ?? mark.nic
    return [{ nic, uuid, original: mark.original }, ...ownPorts(state, uuid)]
  })
}
