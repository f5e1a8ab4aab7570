/** The plan of a bond's change as a person reads it, and as nmcli lines. Pure. */
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import type { PlanView } from '../../../shared/model/plan.ts'
import { atSwitch } from '../../../shared/rules/bonds/options.ts'
import { lostOf } from '../bridge/addressing/not-carried.ts'
import { changeBridgeCommands } from '../bridge/nmcli-commands.ts'
import type { BridgeStep } from '../bridge/plan.ts'
import { carriedOver, foreignWarning, portSteps, portWarnings } from '../bridge/plan-view.ts'
import { devicePath } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import type { Settings } from '../client/settings.ts'
import { readBondOptions } from '../interfaces/bond-options.ts'
import { switchWarning } from './create.ts'
import type { ChangeBondPlan } from './plan.ts'

type Change = Omit<ChangeBondPlan, 'view'>

/** Until the bond is up again with its ports, and DHCP has answered. */
const SECONDS = 3

/** @param before the bond's profile as it is now */
export function changeBondView(
  state: NmState,
  item: HostInterface,
  before: Settings,
  plan: Change,
): PlanView {
  const { bridge, comesUpAnew, added } = plan
  const params = { bridge, nic: bridge }
  const what = message('interruption.bridge', params)
  return {
    title: message('plan.change-bond', params),
    steps: [
      { id: 'checkpoint', text: message('step.checkpoint', params) },
      ...activeSteps(plan),
      { id: 'verify', text: message('step.verify', params) },
      { id: 'store', text: message('step.store-change', params) },
    ],
    warnings: [
      ...foreignWarning('bond', before, item),
      ...switchWarnings(before, plan),
      ...portWarnings(state, added),
    ],
    lost: lostOf(added, null, null),
    interruption: comesUpAnew ? { what, seconds: SECONDS } : null,
    carried: carriedOver(item),
    commands: changeBridgeCommands({
      ...{ ...plan, before },
      isThere: (nic) => devicePath(state, nic) !== null,
    }),
    keepOrRevert: true,
  }
}

function activeSteps({ bridge, profile, comesUpAnew, added, removed }: Change): BridgeStep[] {
  const key = comesUpAnew ? 'step.change-bond-mode' : 'step.change-bond'
  return [
    ...(profile ? [{ id: 'reapply', text: message(key, { bridge }) } as const] : []),
    ...portSteps(bridge, added, removed),
  ]
}

/** What has to be set at the other end of the cables, of all of them where the mode is another one. */
function switchWarnings(before: Settings, plan: Change): Message[] {
  const { profile, comesUpAnew, added, removed, staying } = plan
  const [was, mode] = [before, profile ?? before].map((one) => readBondOptions(one).mode)
  if (!was || !mode) return []
  const names = { came: added.map(({ facts }) => facts.name), left: removed.map(({ nic }) => nic) }
  const stay = staying.map(({ nic }) => nic)
  const grouped = comesUpAnew || names.came.length > 0 ? [...stay, ...names.came] : []
  const isUngrouped = comesUpAnew && atSwitch(mode) === 'nothing'
  const free = atSwitch(was) === 'nothing' ? [] : [...(isUngrouped ? stay : []), ...names.left]
  return [
    ...(grouped.length > 0 ? switchWarning(mode, { nics: grouped.join(', ') }) : []),
    ...(free.length > 0 ? [message('warning.bond-no-group', { nics: free.join(', ') })] : []),
  ]
}
