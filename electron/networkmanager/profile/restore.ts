/** What giving an interface its own profile back will do. Pure. */
import { PuenteError } from '../../../shared/errors.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import { interfaceNamed } from '../interfaces/interfaces.ts'
import { routeMetric } from '../interfaces/metrics.ts'
import { activeUuid, settingsOf } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import { readMark, setting } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'
import type { RestoreInterfacePlan } from './plan.ts'
import { restoreInterfaceView } from './plan-view.ts'
import { readInterfaceSettings } from './settings.ts'

/** @throws PuenteError `interface-gone`, `interface-not-ours` */
export function planRestoreInterface(state: NmState, nic: string): RestoreInterfacePlan {
  const item = interfaceNamed(state, nic)
  if (!item) throw new PuenteError('interface-gone', { interface: nic })
  const uuid = activeUuid(state, nic)
  const settings = settingsOf(state, uuid)
  const mark = settings && readMark(settings)
  if (!uuid || !mark || !item.ownProfile) throw new PuenteError('interface-not-ours', { nic })
  const found = settingsOf(state, mark.original)
  const plan = {
    ...{ nic, uuid, original: found ? mark.original : null },
    before: readInterfaceSettings(settings),
    after: found ? readInterfaceSettings(found) : null,
    metrics: metricsToKeep(item, found),
  }
  return {
    ...plan,
    view: restoreInterfaceView(item, { ...plan, wasGone: lacks(mark, found) }, found),
  }
}

function lacks({ original }: { original: string | null }, found: Settings | null): boolean {
  return original !== null && found === null
}

/** NetworkManager would count on from them, where the profile leaves them to it. */
function metricsToKeep(item: HostInterface, original: Settings | null) {
  const metricOf = (family: 'ipv4' | 'ipv6') => {
    const isLeft = original && Number(setting(original, family, 'route-metric') ?? -1) < 0
    return isLeft ? routeMetric(item[family]) : null
  }
  return { ipv4: metricOf('ipv4'), ipv6: metricOf('ipv6') }
}
