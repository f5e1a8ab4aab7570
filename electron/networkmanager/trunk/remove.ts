/** What taking the bridges for a NIC's VLANs away will do, all in one. Pure. */
import { isDeepStrictEqual } from 'node:util'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import type { PlanView } from '../../../shared/model/plan.ts'
import type { RemoveTrunkIntent } from '../../../shared/schemas/trunk-intents.ts'
import { readAddresses } from '../bridge/addressing/addresses.ts'
import type { BridgeStep, RemoveBridgePlan } from '../bridge/plan.ts'
import { planRemoval } from '../bridge/remove.ts'
import { settingsOf } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import { readMark, setting } from '../client/settings.ts'
import { readOptions } from '../interfaces/bridge-options.ts'
import { interfaceNamed } from '../interfaces/interfaces.ts'
import { ownBridges } from '../interfaces/own-bridges.ts'
import type { OwnBridge } from '../interfaces/own-bridges.ts'
import { ownPorts } from '../interfaces/own-ports.ts'
import type { OwnPort } from '../interfaces/own-ports.ts'
import type { LeavingVlan, RemoveTrunkPlan } from './plan.ts'
import { namesOf } from './plan-view.ts'

interface Removal {
  vlan: LeavingVlan
  plan: RemoveBridgePlan
}

/** @throws PuenteError `interface-gone`, `trunk-missing` */
export function planRemoveTrunk(state: NmState, asked: RemoveTrunkIntent): RemoveTrunkPlan {
  const { nic } = asked
  const item = interfaceNamed(state, nic)
  if (!item) throw new PuenteError('interface-gone', { interface: nic })
  const removals = ownBridges(state)
    .flatMap((own) => removalOf(state, own, nic) ?? [])
    .filter(({ vlan }) => asked.vlans?.includes(vlan.id) ?? true)
    .sort((a, b) => a.vlan.id - b.vlan.id)
  if (removals.length === 0) throw new PuenteError('trunk-missing', { nic })
  const vlans = removals.map(({ vlan }) => vlan)
  return { nic, standing: item.controller ?? nic, vlans, view: removeTrunkView(nic, removals) }
}

/** Null where it is no bridge that was made for a VLAN of this NIC. */
function removalOf(state: NmState, own: OwnBridge, nic: string): Removal | null {
  const port = own.mark.nic === null && trunkPort(state, own, nic)
  if (!port) return null
  const plan = planRemoval(state, own, interfaceNamed(state, own.name), 'remove-bridge')
  const { bridge, bridgeUuid, isUp } = plan
  const others = plan.ports.filter(({ uuid }) => uuid !== port.uuid)
  const isAsMade = others.length === 0 && isLeftAlone(own)
  const names = { id: port.id, vlan: port.nic, vlanUuid: port.uuid, bridge, bridgeUuid }
  return { vlan: { ...names, isUp, others, isAsMade, network: null }, plan }
}

/** With the options and without the addresses that it was made with. */
function isLeftAlone({ settings }: OwnBridge): boolean {
  const options = { ...readOptions(settings), mac: null }
  return (
    isDeepStrictEqual(options, defaultBridgeOptions) && readAddresses(settings).method === 'none'
  )
}

/** A VLAN that was there before, and was put under a bridge, has a profile to go back to. */
function trunkPort(state: NmState, own: OwnBridge, nic: string): (OwnPort & { id: number }) | null {
  for (const port of ownPorts(state, own.uuid)) {
    const settings = settingsOf(state, port.uuid) ?? {}
    const id = setting<number>(settings, 'vlan', 'id')
    const isOfNic = setting(settings, 'vlan', 'parent') === nic
    if (isOfNic && id !== undefined && readMark(settings)?.original === null) return { ...port, id }
  }
  return null
}

function removeTrunkView(nic: string, removals: Removal[]): PlanView {
  const names = namesOf(removals.map(({ vlan }) => vlan))
  const params = { nic, vlans: names.vlans, bridge: names.bridges }
  const views = removals.map(({ plan }) => plan.view)
  const each = removals.map(({ vlan: { id, vlan, bridge } }): BridgeStep => ({
    id: `vlan ${id}`,
    text: message('step.remove-vlan-bridge', { id, vlan, bridge, nic }),
  }))
  return {
    title: message('plan.remove-trunk', params),
    steps: [
      { id: 'checkpoint', text: message('step.checkpoint', params) },
      ...each,
      { id: 'verify', text: message('step.verify', params) },
      { id: 'store', text: message('step.delete-profiles', params) },
    ],
    warnings: views.flatMap(({ warnings }) => warnings),
    lost: views.flatMap(({ lost }) => lost ?? []),
    interruption: null,
    carried: [],
    commands: views.flatMap(({ commands }) => commands),
    keepOrRevert: true,
  }
}
