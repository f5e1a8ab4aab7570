/** The VLANs of a bridge's ports, as they are planned. Pure. */
import { isDeepStrictEqual } from 'node:util'
import { PuenteError } from '../../../shared/errors.ts'
import type { BridgeOptions, PortVlans, VlanRange } from '../../../shared/model/bridge-settings.ts'
import { USUAL_NATIVE, withoutNative } from '../../../shared/rules/vlans/ranges.ts'
import { activeUuid, settingsOf } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import { setting } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'
import { readVlans, withPortVlans } from '../interfaces/bridge-vlans.ts'
import { isExternal } from '../interfaces/own-bridges.ts'
import type { PlannedPort } from './plan.ts'

/** A port that stays, and lets other VLANs through. */
export interface ChangedPort {
  nic: string
  uuid: string
  before: Settings
  profile: Settings
}

interface ProfiledBridge {
  name: string
  uuid: string
}

/** 0 where frames without a tag belong to none. */
export function nativeOf({ nativeVlan }: BridgeOptions): number {
  return nativeVlan ?? USUAL_NATIVE
}

export function withVlans(
  ports: PlannedPort[],
  asked: readonly PortVlans[] = [],
  native: number,
): PlannedPort[] {
  const isDirect = ({ profile }: PlannedPort) =>
    setting<string>(profile, 'connection', 'slave-type') === 'bridge'
  return ports.map((port) => {
    const wanted = asked.find((one) => isDirect(port) && one.port === port.facts.name)
    if (!wanted || wanted.vlans.length === 0) return port
    return {
      ...port,
      profile: withPortVlans(port.profile, withoutNative(wanted.vlans, native)),
    }
  })
}

/**
 * Those whose VLANs differ from what was asked, and those that had some while nothing filtered:
 * NetworkManager gives a port its VLANs only where its bridge filters.
 * @param turnsOn is it from now on that the bridge filters?
 * @throws PuenteError `port-unmanaged`
 */
export function changedPorts(
  state: NmState,
  bridge: ProfiledBridge,
  { asked, native, turnsOn }: { asked: readonly PortVlans[]; native: number; turnsOn: boolean },
  ports: readonly string[],
): ChangedPort[] {
  const known = ports.flatMap((nic) => portNow(state, nic, bridge) ?? [])
  const [missing] = asked.filter(({ port }) => !known.some(({ nic }) => nic === port))
  if (missing) throw new PuenteError('port-unmanaged', { bridge: bridge.name, nic: missing.port })
  return known.flatMap(({ nic, uuid, before }) => {
    const now = readVlans(before, 'bridge-port')
    const wanted = asked.find(({ port }) => port === nic)
    const vlans = wanted ? withoutNative(wanted.vlans, native) : now
    const stays = isDeepStrictEqual(now, vlans) && !(turnsOn && vlans.length > 0)
    return stays ? [] : [{ nic, uuid, before, profile: withPortVlans(before, vlans) }]
  })
}

/** A port of the bridge that NetworkManager has a profile of, whoever made it. */
function portNow(
  state: NmState,
  nic: string,
  bridge: ProfiledBridge,
): Omit<ChangedPort, 'profile'> | null {
  const uuid = activeUuid(state, nic)
  const before = settingsOf(state, uuid)
  if (!uuid || !before || isExternal(state, nic)) return null
  const controller = setting<string>(before, 'connection', 'master')
  const isPort = controller === bridge.uuid || controller === bridge.name
  return isPort ? { nic, uuid, before } : null
}

export function vlansOfPort(profile: Settings): VlanRange[] {
  return readVlans(profile, 'bridge-port')
}
