/** What a bridge of the host still needs for VLAN tags, as a change of it. Pure. */
import { hasCable } from '../../model/host.ts'
import type { HostInterface } from '../../model/host.ts'
import type { ChangeBridgeIntent } from '../../schemas/bridge-intents.ts'
import { covers, USUAL_NATIVE } from './ranges.ts'

/**
 * The change of a bridge with which VLAN tags get through: it filters, and its NICs carry them.
 * @returns null where it is another program's, or there is nothing to change
 */
export function bridgeForTags(
  { name, bridge, ports }: HostInterface,
  all: readonly HostInterface[],
  ids: readonly number[],
): ChangeBridgeIntent | null {
  if (!bridge || bridge.owner === 'other' || bridge.isDown) return null
  const { options } = bridge
  const native = options.nativeVlan ?? USUAL_NATIVE
  const ways = all.filter((item) => ports.includes(item.name) && hasCable(item))
  const portVlans = ways.flatMap(({ name: port, portVlans: vlans }) => {
    const missing = vlans ? ids.filter((id) => id !== native && !covers(vlans, id)) : []
    const added = missing.map((id) => ({ from: id, to: id, pvid: false, untagged: false }))
    return vlans && added.length > 0 ? [{ port, vlans: [...vlans, ...added] }] : []
  })
  if (options.vlanFiltering && portVlans.length === 0) return null
  return {
    bridge: name,
    options: options.vlanFiltering ? null : { ...options, vlanFiltering: true, mac: null },
    addresses: null,
    ...{ add: [], remove: [], portVlans },
  }
}
