/** What a bridge that filters VLANs cuts off, of what NetworkManager knows. Pure. */
import { isDeepStrictEqual } from 'node:util'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import { hasCable } from '../../../shared/model/host.ts'
import type { BridgeOptions, VlanRange } from '../../../shared/model/bridge-settings.ts'
import { fewNames } from '../../../shared/rules/few-names.ts'
import { covers } from '../../../shared/rules/vlans/ranges.ts'
import type { NmState } from '../client/objects.ts'
import { hostInterfaces } from '../interfaces/interfaces.ts'
import { vlansOf } from '../interfaces/vlans.ts'
import { nativeOf } from './port-vlans.ts'

/** A bridge as it is to be. */
export interface Filtered {
  bridge: string
  options: BridgeOptions
  /** Ports that it has and keeps, machines' taps among them. */
  staying: string[]
  added: string[]
  /** Of those that come, and of those that get others. */
  vlansOf: ReadonlyMap<string, VlanRange[]>
}

/** @param before null for a new bridge */
export function filteringWarnings(
  state: NmState,
  after: Filtered,
  before: BridgeOptions | null,
): Message[] {
  const { bridge, options } = after
  if (!options.vlanFiltering) return []
  const native = nativeOf(options)
  const isNew = !before?.vlanFiltering
  const isOther = isNew || nativeOf(before) !== native
  return [
    ...(isOther && native === 0 ? [message('warning.native-none', { bridge })] : []),
    ...portsWithoutVlans(state, after, isNew),
    ...(isNew || !isDeepStrictEqual(before.vlans, options.vlans) ? hostVlans(state, after) : []),
  ]
}

/** @param isNew else only what changes is spoken of */
function portsWithoutVlans(state: NmState, after: Filtered, isNew: boolean): Message[] {
  const { bridge, options, staying, added, vlansOf: given } = after
  const all = hostInterfaces(state)
  const spokenOf = isNew ? [...staying, ...added] : [...given.keys()]
  const names = spokenOf.filter((name) => {
    const item = all.find((one) => one.name === name)
    return item && hasCable(item) && (given.get(name) ?? item.portVlans ?? []).length === 0
  })
  if (names.length === 0) return []
  const params = { bridge, ports: fewNames(names), native: nativeOf(options) || '–' }
  return [message('warning.port-native-alone', params)]
}

/** What the host itself has on a VLAN of the bridge hears it by the bridge's own end alone. */
function hostVlans(state: NmState, { bridge, options }: Filtered): Message[] {
  const cut = [...vlansOf(state, bridge)].filter(
    ([id]) => id !== nativeOf(options) && !covers(options.vlans, id),
  )
  if (cut.length === 0) return []
  const params = {
    bridge,
    interfaces: fewNames(cut.map(([, name]) => name)),
    vlans: cut.map(([id]) => id).join(', '),
  }
  return [message('warning.host-vlans-cut', params)]
}
