/**
 * What removing a bridge of ours will do: each NIC gets back what our mark on its profile names, or,
 * where that can't be, what keeps the host connected. A bridge of ours can always be removed. Pure.
 */
import { isDeepStrictEqual } from 'node:util'
import { PuenteError } from '../../../shared/errors.ts'
import { readAddresses } from './addressing/addresses.ts'
import type { RemoveBridgePlan } from './plan.ts'
import { removeView } from './remove-view.ts'
import { hostInterfaces } from '../interfaces/interfaces.ts'
import { devicePath, settingsOf } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import { ownBridge } from '../interfaces/own-bridges.ts'
import type { OwnBridge } from '../interfaces/own-bridges.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import { ownPorts } from '../interfaces/own-ports.ts'
import type { OwnPort } from '../interfaces/own-ports.ts'
import type { Settings } from '../client/settings.ts'
import { returning, wayBack } from './way-back.ts'
import type { WayBack } from './way-back.ts'

/** @throws PuenteError `interface-gone`, `bridge-not-ours` */
export function planRemoveBridge(state: NmState, bridge: string): RemoveBridgePlan {
  const item = hostInterfaces(state).find(({ name }) => name === bridge)
  const own = ownBridge(state, bridge)
  if (item ? item.kind !== 'bridge' : !own) {
    throw new PuenteError('interface-gone', { interface: bridge })
  }
  if (!own) throw new PuenteError('bridge-not-ours', { bridge })
  return planRemoval(state, own, item, 'remove-bridge')
}

/** @param item what is up; undefined while it is down */
export function planRemoval(
  state: NmState,
  own: OwnBridge,
  item: HostInterface | undefined,
  kind: RemoveBridgePlan['kind'],
): RemoveBridgePlan {
  const ports = mainFirst(ownPorts(state, own.uuid), own.mark.nic)
  const back = wayBack(state, own, ports)
  const plan = {
    kind,
    bridge: own.name,
    bridgeUuid: own.uuid,
    nic: own.mark.nic,
    ports: ports.map((port) => returned(state, port, back)),
    back,
    isUp: item !== undefined,
    returning: item ? returning(state, item, back) : null,
    own: back.made || !item ? null : ownAddresses(state, own.settings, back.profile),
  }
  return { ...plan, view: removeView(state, item, plan) }
}

/** What a port's NIC gets: the main one by its present name; one that is not there, nothing. */
function returned(state: NmState, port: OwnPort, back: WayBack): OwnPort {
  const isMain = port.nic === back.nic || (back.nic !== null && !devicePath(state, port.nic))
  if (isMain && back.nic !== null) return { ...port, nic: back.nic, original: back.profile }
  const original = devicePath(state, port.nic) && settingsOf(state, port.original) && port.original
  return { ...port, original: original || null }
}

/** Null while it has those that it took over. */
function ownAddresses(
  state: NmState,
  bridge: Settings,
  original: string | null,
): RemoveBridgePlan['own'] {
  const settings = settingsOf(state, original)
  if (!settings) return null
  const [given, back] = [readAddresses(bridge), readAddresses(settings)]
  return isDeepStrictEqual(given, back) ? null : { given, back }
}

function mainFirst(ports: OwnPort[], nic: string | null): OwnPort[] {
  return [...ports.filter((port) => port.nic === nic), ...ports.filter((port) => port.nic !== nic)]
}
