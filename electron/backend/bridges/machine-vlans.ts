/** Machines that a bridge’s filtering of VLANs cuts off, or leads elsewhere. Pure. */
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { BridgeOptions, PortVlans } from '../../../shared/model/bridge-settings.ts'
import { isActive } from '../../../shared/model/machine.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import { fewNames } from '../../../shared/rules/few-names.ts'
import { isOnHostBridge } from '../../../shared/rules/networks/kinds.ts'
import { USUAL_NATIVE } from '../../../shared/rules/vlans/ranges.ts'
import { notAllowed, taggingAt } from '../../../shared/rules/vlans/tagging.ts'
import type { InventoryStore } from '../inventory/inventory.ts'

export interface Surrounding {
  machines: readonly Machine[]
  networks: readonly Network[]
  interfaces: readonly HostInterface[]
}

export function surrounding({ machines, networks, interfaces }: InventoryStore): Surrounding {
  return {
    machines: [...machines.items.values()],
    networks: [...networks.items.values()],
    interfaces: [...interfaces.items.values()],
  }
}

/** A change of a bridge's VLANs. */
export interface VlanChange {
  bridge: string
  /** As they are to be; null: as they are. */
  options: BridgeOptions | null
  portVlans?: readonly PortVlans[] | undefined
  add: readonly string[]
  remove: readonly string[]
}

interface OnBridge {
  machine: Machine
  nic: MachineNic
}

export function machineVlanWarnings(change: VlanChange, around: Surrounding): Message[] {
  const { bridge } = change
  const before = around.interfaces.find(({ name }) => name === bridge)?.bridge?.options
  const after = change.options ?? before
  if (!before || !after) return []
  const all = onBridge(bridge, around)
  const tagged = all.filter(({ nic }) => nic.vlan)
  if (!after.vlanFiltering) {
    return before.vlanFiltering ? named('filtering-off', tagged, { bridge }) : []
  }
  const turnsOn = !before.vlanFiltering
  const isNativeOther = nativeOf(before) !== nativeOf(after)
  return [
    ...(turnsOn ? named('filtering-tagged', running(tagged), { bridge }) : []),
    ...(turnsOn || isNativeOther ? untagged(all, before, after, bridge) : []),
    ...cutAtUplinks(tagged, change, after, around),
  ]
}

/** They stay among themselves while nothing filters; then the native VLAN is theirs. */
function untagged(
  all: OnBridge[],
  before: BridgeOptions,
  after: BridgeOptions,
  bridge: string,
): Message[] {
  const moved = running(all).filter(({ nic }) => !nic.vlan)
  const native = nativeOf(after)
  if (native === 0) return named('native-none-machines', moved, { bridge })
  if (!before.vlanFiltering) return []
  return named('native-machines', moved, { bridge, native, before: nativeOf(before) || '–' })
}

/** What none of the bridge's NICs will let through. */
function cutAtUplinks(
  tagged: OnBridge[],
  { bridge, portVlans = [], add, remove }: VlanChange,
  after: BridgeOptions,
  { interfaces }: Surrounding,
): Message[] {
  const then = interfaces.map((item): HostInterface => {
    if (item.name === bridge) {
      const ports = [...item.ports, ...add].filter((port) => !remove.includes(port))
      return { ...item, ports, ...(item.bridge && { bridge: { ...item.bridge, options: after } }) }
    }
    const asked = portVlans.find(({ port }) => port === item.name)?.vlans
    const vlans = asked ?? item.portVlans ?? (add.includes(item.name) ? [] : undefined)
    return vlans ? { ...item, portVlans: vlans } : item
  })
  const place = { kind: 'bridge', floor: false } as const
  const world = { networks: [], interfaces: then, version: null }
  const tagging = taggingAt(place, bridge, world)
  // Without one that is known, nothing is known of what gets out.
  if (tagging.ways.length === 0) return []
  const cut = tagged.filter(({ nic }) => notAllowed(tagging, idsOf(nic)).length > 0)
  const vlans = [...new Set(cut.flatMap(({ nic }) => notAllowed(tagging, idsOf(nic))))]
  const ports = fewNames(tagging.ways.map(({ port }) => port))
  return named('machines-vlan-cut', cut, { bridge, ports, vlans: vlans.join(', ') })
}

function onBridge(bridge: string, { machines, networks }: Surrounding): OnBridge[] {
  const names = networks
    .filter((network) => network.bridge === bridge && isOnHostBridge(network.kind))
    .map(({ name }) => name)
  return machines.flatMap((machine) =>
    machine.nics
      .filter(({ source }) => {
        if (source.type === 'bridge') return source.bridge === bridge
        return source.type === 'network' && names.includes(source.network)
      })
      .map((nic) => ({ machine, nic })),
  )
}

function running(all: OnBridge[]): OnBridge[] {
  return all.filter(({ machine, nic }) => isActive(machine) && nic.plugged)
}

function named(
  key:
    | 'filtering-off'
    | 'filtering-tagged'
    | 'native-none-machines'
    | 'native-machines'
    | 'machines-vlan-cut',
  all: OnBridge[],
  params: Record<string, string | number>,
): Message[] {
  if (all.length === 0) return []
  const machines = fewNames([...new Set(all.map(({ machine }) => machine.name))])
  return [message(`warning.${key}`, { ...params, machines })]
}

function idsOf({ vlan }: MachineNic): number[] {
  return vlan?.tags.map(({ id }) => id) ?? []
}

function nativeOf({ nativeVlan }: BridgeOptions): number {
  return nativeVlan ?? USUAL_NATIVE
}
