/** What making bridges of the VLANs on a NIC will do, from what was asked and what is there. Pure. */
import { PuenteError } from '../../../shared/errors.ts'
import type { TrunkVlan } from '../../../shared/rules/vlans/problems.ts'
import { whyNoTrunk } from '../../../shared/rules/vlans/carriers.ts'
import { trunkProblems } from '../../../shared/rules/vlans/problems.ts'
import { vlanInterfaceName } from '../../../shared/rules/vlans/numbers.ts'
import { bridgeProfile } from '../bridge/profiles.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import type { Uuids } from '../bridge/plan.ts'
import { hostInterfaces } from '../interfaces/interfaces.ts'
import type { NmState } from '../client/objects.ts'
import { takenNames } from '../interfaces/names.ts'
import { vlansOf } from '../interfaces/vlans.ts'
import type { AskedTrunk, CreateTrunkPlan, PlannedVlan } from './plan.ts'
import { vlanPortProfile } from './profiles.ts'
import { createTrunkView } from './plan-view.ts'

/** @throws PuenteError what stands in the way, to be shown beside the field */
export function planCreateTrunk(state: NmState, asked: AskedTrunk, uuids: Uuids): CreateTrunkPlan {
  const { nic } = asked
  const interfaces = hostInterfaces(state)
  const item = interfaces.find(({ name }) => name === nic)
  if (!item) throw new PuenteError('interface-gone', { interface: nic })
  const refusal = whyNoTrunk(item, interfaces)
  if (refusal) throw new PuenteError('interface-no-vlans', { nic }, { cause: refusal.key })
  requireSound(state, asked)
  const vlans = asked.vlans.map((vlan) => planned(nic, vlan, uuids))
  const plan = { nic, standing: item.controller ?? nic, vlans }
  return { ...plan, view: createTrunkView(plan) }
}

function planned(nic: string, asked: TrunkVlan, uuids: Uuids): PlannedVlan {
  const { id, bridge } = asked
  const vlan = vlanInterfaceName(nic, id)
  const names = { bridge, bridgeUuid: uuids(bridge) }
  const vlanUuid = uuids(vlan)
  return {
    ...asked,
    bridgeUuid: names.bridgeUuid,
    // The host itself has no address there: who wants one changes the bridge.
    bridgeProfile: bridgeProfile(null, names, defaultBridgeOptions, { method: 'none' }),
    ...{ vlan, vlanUuid },
    vlanProfile: vlanPortProfile({ ...names, nic, id, vlan, vlanUuid }),
  }
}

/** libvirt's names are looked at by who knows libvirt. */
function requireSound(state: NmState, { nic, vlans }: AskedTrunk): void {
  const [problem] = trunkProblems(nic, vlans, {
    interfaces: takenNames(state),
    networks: [],
    vlans: vlansOf(state, nic),
  })
  if (!problem) return
  const { field, text } = problem
  throw new PuenteError('trunk-invalid', { nic, field }, { cause: text.key })
}
