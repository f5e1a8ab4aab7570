/** What making a bridge will do, computed from what was asked and what is there. Pure. */
import { PuenteError } from '../../../shared/errors.ts'
import {
  addressProblems,
  optionProblems,
  portVlanProblems,
} from '../../../shared/rules/bridge-problems.ts'
import { isInterfaceName } from '../../../shared/rules/names.ts'
import { bridgeProfile, originalUuid, portProfile } from './profiles.ts'
import type { AskedBridge, CreateBridgePlan, PlannedPort, Uuids } from './plan.ts'
import { requireAddressesOnce } from './freed-profile.ts'
import { createView } from './plan-view.ts'
import { nativeOf, withVlans } from './port-vlans.ts'
import { bridgeableNic, portsOfBond } from '../interfaces/nic-facts.ts'
import type { NicFacts } from '../interfaces/nic-facts.ts'
import { devicePath } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import { setting } from '../client/settings.ts'

/** @throws PuenteError what stands in the way, to be shown beside the field */
export function planCreateBridge(
  state: NmState,
  asked: AskedBridge,
  uuids: Uuids,
): CreateBridgePlan {
  requireFreeName(state, asked.bridge)
  requireSound(asked)
  const nics = [...(asked.nic === null ? [] : [asked.nic]), ...asked.ports]
  const bridgeUuid = uuids('bridge')
  const planned = nics.flatMap((nic) => planPort(state, nic, asked.bridge, bridgeUuid, uuids))
  const ports = withVlans(planned, asked.portVlans, nativeOf(asked.options))
  if (asked.nic !== null && asked.addresses === null) requireAddressesOnce(state, ports)
  const nic = asked.nic === null ? null : (ports[0]?.facts ?? null)
  const names = { kind: 'create-bridge', bridge: asked.bridge, bridgeUuid } as const
  const profile = bridgeProfile(nic, names, asked.options, asked.addresses)
  const plan = { ...names, nic, bridgeProfile: profile, ports, addresses: asked.addresses }
  return { ...plan, view: createView(state, plan, asked.options) }
}

/** The NIC, and for a bond its own ports, which hang on the profile that it had. */
export function planPort(
  state: NmState,
  nic: string,
  bridge: string,
  bridgeUuid: string,
  uuids: Uuids,
): PlannedPort[] {
  const port = (facts: NicFacts, controller?: { uuid: string; type: string }): PlannedPort => {
    const portUuid = uuids(facts.name)
    const names = { bridge, bridgeUuid, portUuid, ...(controller ? { controller } : {}) }
    const profile = portProfile(facts, names)
    return { facts, uuid: portUuid, original: originalUuid(facts), profile }
  }
  const own = port(bridgeableNic(state, nic))
  const controller = { uuid: own.uuid, type: 'bond' }
  return [own, ...portsOfBond(state, own.facts).map((facts) => port(facts, controller))]
}

function requireFreeName(state: NmState, name: string): void {
  if (!isInterfaceName(name)) throw new PuenteError('interface-name-invalid', { name })
  const inProfiles = [...state.profiles.values()].some(
    (settings) => setting(settings, 'connection', 'interface-name') === name,
  )
  if (inProfiles || devicePath(state, name)) throw new PuenteError('interface-name-taken', { name })
}

function requireSound({ nic, ports, options, addresses, portVlans }: AskedBridge): void {
  const twice = new Set([nic, ...ports]).size <= ports.length
  const [problem] = [
    ...optionProblems(options),
    ...portVlanProblems(portVlans),
    ...(addresses ? addressProblems(addresses) : []),
  ]
  if (!twice && !problem) return
  const { field, text } = problem ?? { field: 'ports', text: { key: 'problem.port-twice' } }
  throw new PuenteError('bridge-settings-invalid', { field }, { cause: text.key })
}
