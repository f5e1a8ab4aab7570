/** A workstation on a switch port with VLANs, whose bridge filters them, and machines with tags. */
import type { VlanRange } from '../../shared/model/bridge-settings.ts'
import type { Inventory } from '../../shared/model/inventory.ts'
import type { MachineNic } from '../../shared/model/machine.ts'

const range = (from: number, to = from): VlanRange => ({ from, to, pvid: false, untagged: false })
const tags = (...ids: number[]) => ids.map((id) => ({ id, native: null }))

/** @param vlanFiltering off: machines have their tags, and they do nothing */
export function tagged(base: Inventory, vlanFiltering: boolean): Inventory {
  const { networkManager } = base.services
  const onBridge: Record<string, Partial<MachineNic>> = {
    db: {
      source: { type: 'network', network: 'host-bridge', bridge: 'br0' },
      vlan: { trunk: false, tags: tags(42) },
    },
    'old-mail': {
      source: { type: 'bridge', bridge: 'br0' },
      vlan: { trunk: true, tags: tags(10, 42) },
    },
  }
  return {
    ...base,
    services: {
      libvirt: { status: 'connected', version: '11.3.0', readOnly: false },
      networkManager,
    },
    machines: base.machines.map((item) => ({
      ...item,
      nics: item.nics.map((nic, at) => (at === 0 ? { ...nic, ...onBridge[item.name] } : nic)),
    })),
    interfaces: base.interfaces.map((item) => {
      const { bridge } = item
      if (item.name === 'eth0') {
        const portVlans = vlanFiltering ? [range(10), range(20, 29), range(42)] : []
        return { ...item, portVlans }
      }
      if (item.name !== 'br0' || !bridge) return item
      return { ...item, bridge: { ...bridge, options: { ...bridge.options, vlanFiltering } } }
    }),
  }
}
