/** Whose connection can be changed, the same in the window and in the plan. Pure. */
import { message } from '../../message.ts'
import type { Message } from '../../message.ts'
import type { HostInterface, HostInterfaceKind } from '../../model/host.ts'

/** What goes with a cable, or stands for one; a bridge and a bond are changed as such. */
const kinds: readonly HostInterfaceKind[] = ['ethernet', 'veth', 'vlan']

/** Null where it can. */
export function whyNoSettings(item: HostInterface): Message | null {
  const params = { nic: item.name }
  if (!kinds.includes(item.kind)) return message('refusal.settings-kind', params)
  if (item.controller !== null) return message('refusal.already-port', params)
  // macvtap on it does not mind.
  const isMacvtap = item.notBridgeable?.key === 'refusal.macvtap'
  return isMacvtap ? null : item.notBridgeable
}
