import { expect, it } from 'vitest'
import { InventoryStore } from '../../../electron/backend/inventory/inventory.ts'
import { NetworkSurroundings } from '../../../electron/backend/networks/network-surroundings.ts'
import type { Host } from '../../../electron/host/host.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import { emptyDefinition } from '../../../shared/model/network-definition.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import { problemsOf } from '../../../shared/rules/networks/problems.ts'

const vlan = { trunk: false, tags: [{ id: 42, native: null }] }
const group = { name: 'office', isDefault: false, vlan, bandwidth: null }
const onBridge = { ...emptyDefinition('office', 'bridged'), bridge: 'br0' }
const onSwitch = { ...emptyDefinition('office', 'openvswitch'), bridge: 'ovs0' }

/** A host of which only the bridge is known, and that libvirt is of this version. */
function warningsOf(definition: NetworkDefinition, version: string, vlanFiltering: boolean) {
  const inventory = new InventoryStore(() => {})
  inventory.setService('libvirt', { status: 'connected', version, readOnly: false })
  const bridge = { options: { vlanFiltering } }
  inventory.interfaces.set({ name: 'br0', ports: [] as string[], bridge } as HostInterface)
  const host = { missing: async () => [] } as unknown as Host
  return new NetworkSurroundings(inventory, host).warnings(definition)
}

it.each<[string, NetworkDefinition, string, boolean, string[]]>([
  ['no tags', onBridge, '9.0.0', false, []],
  ['tags on Open vSwitch', { ...onSwitch, vlan }, '9.0.0', false, []],
  ['tags, libvirt 9', { ...onBridge, vlan }, '9.0.0', true, ['warning.vlan-libvirt-old']],
  ['tags, no filtering', { ...onBridge, vlan }, '11.3.0', false, ['warning.vlan-unfiltered']],
  ['tags, filtering', { ...onBridge, vlan }, '11.3.0', true, ['warning.vlan-ports']],
  [
    'tags of a port group',
    { ...onBridge, portGroups: [group] },
    '11.3.0',
    true,
    ['warning.vlan-ports'],
  ],
])('a network with %s', async (_, definition, version, filtering, keys) => {
  const found = await warningsOf(definition, version, filtering)
  expect(found.map(({ key }) => key)).toEqual(keys)
})

it('takes tags on the host’s own bridge, and refuses them on one of libvirt’s own', () => {
  const around = { own: null, networks: [], interfaces: [{ name: 'br0' }] }
  const fields = (definition: NetworkDefinition) =>
    problemsOf(definition, around).map(({ field }) => field)
  expect(fields({ ...onBridge, vlan, portGroups: [group] })).toEqual([])
  const own = { ...emptyDefinition('own', 'very-isolated'), bridge: 'virbr9', portGroups: [group] }
  expect(fields(own)).toEqual(['portGroups.0.vlan'])
})
