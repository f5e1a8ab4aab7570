/** Which NICs can be a bond's, the same in the form and in the plan. Pure. */
import { message } from '../../message.ts'
import type { Message } from '../../message.ts'
import type { HostInterface } from '../../model/host.ts'
import { fewNames } from '../few-names.ts'

/** @param all of the host; null where it can */
export function whyNoBondPort(nic: HostInterface, all: readonly HostInterface[]): Message | null {
  const params = { nic: nic.name }
  if (nic.kind !== 'ethernet' && nic.kind !== 'veth') return message('refusal.bond-kind', params)
  if (nic.notBridgeable) return nic.notBridgeable
  const vlans = all.filter(({ vlan }) => vlan?.nic === nic.name).map(({ name }) => name)
  return vlans.length > 0
    ? message('refusal.bond-vlans', { ...params, vlans: fewNames(vlans) })
    : null
}
