/** What removing a bridge of ours will do: each NIC gets back what our mark on its profile names. Pure. */
import { PuenteError } from '../../../shared/errors.ts'
import { readAddresses } from './addresses.ts'
import type { RemoveBridgePlan } from './plan.ts'
import { removeView } from './plan-view.ts'
import { hostInterfaces } from '../interfaces/interfaces.ts'
import { activeUuid, devicePath, profilePath, settingsOf } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import { ownPorts } from '../interfaces/own-ports.ts'
import type { OwnPort } from '../interfaces/own-ports.ts'
import { readMark } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'

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
