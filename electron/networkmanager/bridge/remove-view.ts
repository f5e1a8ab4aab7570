/** The plan of a bridge's removal as a person reads it. Pure. */
import type { MessageKey } from '../../../shared/locales.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import type { PlanView } from '../../../shared/model/plan.ts'
import { devicePath, settingsOf } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import { setting } from '../client/settings.ts'
import { routeMetric } from '../interfaces/metrics.ts'
import { removeBridgeCommands } from './nmcli-commands.ts'
import { carriedOver, given, leaving } from './plan-view.ts'
import type { Params } from './plan-view.ts'
import type { BridgeStep, RemoveBridgePlan } from './plan.ts'

type Removal = Omit<RemoveBridgePlan, 'view'>

/** @param item the bridge; undefined while it is down */
export function removeView(
  state: NmState,
  item: HostInterface | undefined,
  plan: Removal,
): PlanView {
  const { bridge, ports, own, back } = plan
  const nics = ports.map(({ nic }) => nic).join(', ')
  const params = { bridge, nic: back.nic ?? plan.nic ?? bridge, nics, was: plan.nic ?? '' }
  const returns = back.profile !== null || ports.some(({ original }) => original !== null)
  return {
    title: message('plan.remove-bridge', params),
    steps: steps(state, plan, params, nics !== ''),
    warnings: changedByOthers(plan, params),
    lost: item ? lost(item, plan, params, returns) : [],
    interruption:
      returns && item ? { what: message('interruption.host', params), seconds: 1 } : null,
    carried: own ? given(own.back) : returns && item ? carriedOver(item) : [],
    commands: removeBridgeCommands(
      plan,
      metricsToKeep(state, item, back.profile),
      (nic) => devicePath(state, nic) !== null,
    ),
    keepOrRevert: true,
  }
}

function steps(state: NmState, plan: Removal, params: Params, hasPorts: boolean): BridgeStep[] {
  return [
    { id: 'checkpoint', text: message('step.checkpoint', params) },
    { id: 'activate', text: goingBack(state, plan, params, hasPorts) },
    { id: 'verify', text: message('step.verify', params) },
    { id: 'store', text: message('step.delete-profiles', params) },
  ]
}

function goingBack(state: NmState, { back }: Removal, params: Params, hasPorts: boolean): Message {
  if (back.made) return message('step.activate-made', { ...params, profile: params.nic ?? '' })
  if (back.profile === null) {
    return message(hasPorts ? 'step.deactivate-bridge' : 'step.deactivate-alone', params)
  }
  const original = settingsOf(state, back.profile)
  const profile = (original && setting<string>(original, 'connection', 'id')) ?? back.profile
  return message('step.activate-original', { ...params, profile })
}

/** Others may have changed what the bridge was made of: said, and no reason to keep it. */
function changedByOthers({ back }: Removal, params: Params): Message[] {
  switch (back.why) {
    case 'original-gone':
    case 'renamed':
    case 'nic-gone':
    case 'nic-busy':
      return [message(`warning.back-${back.why}`, params)]
    default:
      return []
  }
}

function lost(item: HostInterface, plan: Removal, params: Params, returns: boolean): Message[] {
  const { own, returning, bridge } = plan
  if (own) return leaving(item, { nic: bridge }, own.back)
  if (!returns) {
    return item.ipv4.addresses.length === 0 ? [] : [message(unownedKey(plan), params)]
  }
  const unsure = returning?.unsure ?? []
  return unsure.length > 0
    ? [message('lost.unsure', { ...params, addresses: unsure.join(', ') })]
    : []
}

function unownedKey({ back }: Removal): MessageKey {
  return back.why === 'nothing-before' || back.why === 'no-nic'
    ? 'lost.bridge-addresses'
    : 'lost.bridge-addresses-now'
}

/** NetworkManager would count on from them, where the profile leaves them to it. */
function metricsToKeep(state: NmState, item: HostInterface | undefined, profile: string | null) {
  const original = settingsOf(state, profile)
  const metricOf = (family: 'ipv4' | 'ipv6') => {
    const isLeft = original && Number(setting(original, family, 'route-metric') ?? -1) < 0
    return item && isLeft ? routeMetric(item[family]) : null
  }
  return { ipv4: metricOf('ipv4'), ipv6: metricOf('ipv6') }
}
