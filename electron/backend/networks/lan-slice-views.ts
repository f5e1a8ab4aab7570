/** Plans about parts of the LAN, as a person reads them. Pure. */
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { LanSlice } from '../../../shared/model/lan-slice.ts'
import type { PlanView } from '../../../shared/model/plan.ts'
import { guestsOf, parseSlice } from '../../../shared/rules/networks/lan-slices.ts'
import { helperCommand } from '../../host/package-helper.ts'
import { sliceWords } from '../../host/proxy-arp.ts'
import type { Seen } from '../plans/plans.ts'
import { planView } from '../plans/view.ts'

export interface SliceWork {
  part: { seen: Seen }
  slice: LanSlice
  on: boolean
}

export function sliceView({ part, slice, on }: SliceWork): PlanView {
  const { view } = part.seen
  const { nic } = slice
  const subnet = parseSlice(slice.slice)
  const guests = subnet && guestsOf(subnet)
  const params = { nic, first: guests?.first ?? '', last: guests?.last ?? '' }
  const answering = {
    id: 'proxy-arp',
    text: message(on ? 'step.proxy-arp' : 'step.proxy-arp-off', params),
  }
  const command = helperCommand('proxy-arp', on ? sliceWords(slice) : ['remove', slice.bridge])
  return planView({
    ...view,
    steps: on ? [...view.steps, answering] : [answering, ...view.steps],
    warnings: [
      // It lies within the LAN on purpose.
      ...view.warnings.filter((warning) => !isAboutLan(warning, nic)),
      ...(on ? [message('warning.slice-lent', { slice: slice.slice })] : []),
    ],
    asks: [
      ...(view.asks ?? []),
      ...(on ? [message('reach.slice', { part: slice.slice, nic })] : []),
    ],
    commands: on ? [...view.commands, command] : [command, ...view.commands],
  })
}

function isAboutLan({ key, params }: Message, nic: string): boolean {
  return key === 'warning.subnet-collides-interface' && params?.name === nic
}
