/** The plan of bridges for VLANs as a person reads it, and as nmcli lines. Pure. */
import { message } from '../../../shared/message.ts'
import type { PlanView } from '../../../shared/model/plan.ts'
import { fewNames } from '../../../shared/rules/few-names.ts'
import { createBridgeCommands } from '../bridge/nmcli-commands.ts'
import type { BridgeStep } from '../bridge/plan.ts'
import type { CreateTrunkPlan, PlannedVlan } from './plan.ts'

export function createTrunkView({ nic, vlans }: Omit<CreateTrunkPlan, 'view'>): PlanView {
  const params = { nic, ...namesOf(vlans) }
  const each = vlans.map(({ id, vlan, bridge }): BridgeStep => ({
    id: `vlan ${id}`,
    text: message('step.vlan-bridge', { id, vlan, bridge, nic }),
  }))
  const steps: BridgeStep[] = [
    { id: 'checkpoint', text: message('step.checkpoint', params) },
    ...each,
    { id: 'verify', text: message('step.verify', params) },
    { id: 'store', text: message('step.store-trunk', params) },
  ]
  return {
    title: message('plan.create-trunk', params),
    steps,
    warnings: [message('warning.trunk-switch', params), message('warning.new-profiles-lost')],
    interruption: null,
    carried: [],
    commands: vlans.flatMap(({ bridgeProfile, vlanProfile }) =>
      createBridgeCommands({ bridgeProfile, ports: [{ profile: vlanProfile }] }),
    ),
    keepOrRevert: true,
  }
}

export function namesOf(vlans: Pick<PlannedVlan, 'id' | 'bridge'>[]) {
  return {
    vlans: fewNames(vlans.map(({ id }) => String(id))),
    bridges: fewNames(vlans.map(({ bridge }) => bridge)),
  }
}
