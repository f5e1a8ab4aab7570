/** The least that makes each check of VLANs fire. */
import type { PortVlan, View } from '../../../electron/backend/doctor/view.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import type { FindingCode } from '../../../shared/model/finding.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import type { MachineNic } from '../../../shared/model/machine.ts'
import { item, link, links, machine, onLan, world } from './host.ts'

export const native: PortVlan = { from: 1, to: 1, pvid: true, untagged: true }
export const port = (from: number, to = from): PortVlan => ({
  ...{ from, to, pvid: false, untagged: false },
})
const vlan = { trunk: false, tags: [{ id: 42, native: null }] }

/** db has the tag 42, on br0. */
export const tagged = (part: Partial<MachineNic> = {}, more: HostInterface[] = []) =>
  world({
    machines: [machine(), onLan({ vlan, ...part })],
    interfaces: [...world().interfaces, ...more],
  })

export const filtering = (filters: boolean) =>
  links(link('br0', { kind: 'bridge', stp: false, filters }))

/** eth0 carries what is given, and db's port its tag. */
export const carrying = (...vlans: PortVlan[]) =>
  new Map([
    ['eth0', [native, ...vlans]],
    ['br0', [native]],
    ['vnet1', [{ ...port(42), pvid: true, untagged: true }]],
  ])

/** As NetworkManager has them, so that a plan can change them. */
export const managed = (vlanFiltering: boolean): HostInterface[] => [
  item({
    ...{ name: 'br0', kind: 'bridge', ports: ['eth0', 'vnet1'], madeByPuente: { nic: 'eth0' } },
    bridge: {
      ...{ owner: 'puente', ownPorts: ['eth0'] },
      options: { ...defaultBridgeOptions, vlanFiltering },
    },
  }),
  item({ name: 'eth0', controller: 'br0', portVlans: [] }),
]

export const overNic = (name: string, id: number, over = 'eth0') =>
  link(name, { kind: 'vlan', vlan: { id, over } })

type VlanCode = Extract<FindingCode, `vlan-${string}`>

export const illVlans: Record<VlanCode, [Partial<View>]> = {
  'vlan-unfiltered': [{ world: tagged(), links: filtering(false) }],
  'vlan-not-allowed': [
    { world: tagged(), links: filtering(true), portVlans: carrying(port(40, 41)) },
  ],
  'vlan-tap-lost': [
    {
      ...{ world: tagged(), links: filtering(true) },
      portVlans: new Map([...carrying(port(42)), ['vnet1', [native]]]),
    },
  ],
  'vlan-native-twice': [
    { links: [...filtering(true), overNic('eth0.1', 1)], portVlans: carrying() },
  ],
  'vlan-unheard': [
    {
      links: [...links(), overNic('eth0.10', 10)],
      vlanPackets: new Map([['eth0.10', { heard: 0, sent: 12 }]]),
    },
  ],
}
