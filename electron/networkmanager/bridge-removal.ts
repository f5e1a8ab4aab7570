/** What removing a bridge of ours will do: each NIC gets back what our mark on its profile names. Pure. */
import { PuenteError } from '../../shared/errors.ts'
import type { BridgeAddresses } from '../../shared/model/bridge-settings.ts'
import { readAddresses } from './bridge-addresses.ts'
import type { PlanView } from './bridge-plan.ts'
import { removeView } from './bridge-views.ts'
import { hostInterfaces } from './interfaces.ts'
import { activeUuid, devicePath, profilePath, settingsOf } from './objects.ts'
import type { NmState } from './objects.ts'
import { ownPorts } from './own-ports.ts'
import type { OwnPort } from './own-ports.ts'
import { readMark } from './settings.ts'
import type { Settings } from './settings.ts'

export interface RemoveBridgePlan {
  bridge: string
  bridgeUuid: string
  /** The NIC whose connection the bridge has; null for a bridge without one. */
  nic: string | null
  ports: OwnPort[]
  /** Where the bridge has addresses of its own: those, and what the NIC's profile asks for. */
  own: { given: BridgeAddresses; back: BridgeAddresses } | null
  view: PlanView
}

/** @throws PuenteError `interface-gone`, `bridge-not-ours`, `original-profile-gone` */
export function planRemoveBridge(state: NmState, bridge: string): RemoveBridgePlan {
  const item = hostInterfaces(state).find(({ name, kind }) => name === bridge && kind === 'bridge')
  if (!item) throw new PuenteError('interface-gone', { interface: bridge })
  const bridgeUuid = activeUuid(state, bridge)
  const settings = settingsOf(state, bridgeUuid)
  const mark = settings && readMark(settings)
  if (!bridgeUuid || !mark) throw new PuenteError('bridge-not-ours', { bridge })
  const ports = mainFirst(ownPorts(state, bridgeUuid), mark.nic)
  requireWayBack(state, mark.nic, mark.original, ports)
  const own = ownAddresses(state, settings, ports[0]?.original ?? null)
  const plan = { bridge, bridgeUuid, nic: mark.nic, ports: ports.filter(isThere(state)), own }
  return { ...plan, view: removeView(state, item, plan) }
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
  return JSON.stringify(given) === JSON.stringify(back) ? null : { given, back }
}

function mainFirst(ports: OwnPort[], nic: string | null): OwnPort[] {
  return [...ports.filter((port) => port.nic === nic), ...ports.filter((port) => port.nic !== nic)]
}

function requireWayBack(
  state: NmState,
  nic: string | null,
  original: string | null,
  ports: OwnPort[],
): void {
  if (nic === null) return
  if (original !== null && !profilePath(state, original)) {
    throw new PuenteError('original-profile-gone', { nic })
  }
  if (ports[0]?.nic !== nic || !devicePath(state, nic)) {
    throw new PuenteError('interface-gone', { interface: nic })
  }
}

/** A second NIC may have been pulled out, or its profile deleted, long after: no reason to stay. */
function isThere(state: NmState) {
  return ({ nic }: OwnPort): boolean => devicePath(state, nic) !== null
}
