import { expect, it } from 'vitest'
import { machineVlanWarnings } from '../../../electron/backend/bridges/machine-vlans.ts'
import type { VlanChange } from '../../../electron/backend/bridges/machine-vlans.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import type { BridgeOptions, VlanRange } from '../../../shared/model/bridge-settings.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'

const off = { ...defaultBridgeOptions, vlanFiltering: false }
const on = { ...defaultBridgeOptions, vlanFiltering: true }
const range = (id: number): VlanRange => ({ from: id, to: id, pvid: false, untagged: false })

function machine(name: string, part: Partial<MachineNic>, state: Machine['state'] = 'running') {
  const nic = { plugged: state === 'running', source: { type: 'bridge', bridge: 'br0' }, ...part }
  return { name, state, nics: [nic] } as unknown as Machine
}

const vlan = { trunk: false, tags: [{ id: 42, native: null }] }
const onNetwork = { source: { type: 'network' as const, network: 'lan', bridge: null } }
const machines = [
  machine('tagged', { vlan }),
  machine('by-network', { vlan, ...onNetwork }),
  machine('plain', {}),
  machine('off', {}, 'shut-off'),
  machine('off-tagged', { vlan }, 'shut-off'),
  machine('elsewhere', { vlan, source: { type: 'bridge', bridge: 'br1' } }),
  machine('on-nat', { source: { type: 'network', network: 'default', bridge: null } }),
]
const networks = [
  { name: 'lan', kind: 'bridged', bridge: 'br0' },
  { name: 'default', kind: 'nat', bridge: 'virbr0' },
] as Network[]

function warningsOf(before: BridgeOptions, change: Partial<VlanChange>, portVlans?: VlanRange[]) {
  const interfaces = [
    { name: 'br0', kind: 'bridge', ports: ['eth0'], bridge: { options: before } },
    { name: 'eth0', kind: 'ethernet', ports: [], portVlans },
    { name: 'eth1', kind: 'ethernet', ports: [] },
  ] as unknown as HostInterface[]
  const asked = { bridge: 'br0', options: null, add: [], remove: [], ...change }
  return machineVlanWarnings(asked, { machines, networks, interfaces }).map(
    ({ key, params = {} }) => [key.replace('warning.', ''), params.machines],
  )
}

const tagged = 'tagged, by-network'
const all = `${tagged}, off-tagged`

it.each<[string, BridgeOptions, Partial<VlanChange>, VlanRange[] | undefined, unknown[][]]>([
  ['nothing filters, before and after', off, { options: { ...off, stp: true } }, [], []],
  ['it is not to filter any more', on, { options: off }, [], [['filtering-off', all]]],
  [
    'it is to filter, and its NIC carries nothing',
    off,
    { options: on },
    [],
    [
      ['filtering-tagged', tagged],
      ['machines-vlan-cut', all],
    ],
  ],
  [
    'it is to filter, and its NIC carries the VLAN',
    off,
    { options: on, portVlans: [{ port: 'eth0', vlans: [range(42)] }] },
    [],
    [['filtering-tagged', tagged]],
  ],
  [
    'it is to filter, and what its NIC carries is another program’s',
    off,
    { options: on },
    undefined,
    [['filtering-tagged', tagged]],
  ],
  [
    'it is to filter without a native VLAN',
    off,
    { options: { ...on, nativeVlan: 0 } },
    [range(42)],
    [
      ['filtering-tagged', tagged],
      ['native-none-machines', 'plain'],
    ],
  ],
  [
    'the native VLAN becomes another',
    on,
    { options: { ...on, nativeVlan: 7 } },
    [range(42)],
    [['native-machines', 'plain']],
  ],
  [
    'the VLAN is the native one from now on',
    on,
    { options: { ...on, nativeVlan: 42 } },
    [],
    [['native-machines', 'plain']],
  ],
  ['it stays as it is', on, {}, [range(42)], []],
  [
    'its NIC loses the VLAN',
    on,
    { portVlans: [{ port: 'eth0', vlans: [range(43)] }] },
    [range(42)],
    [['machines-vlan-cut', all]],
  ],
  [
    'another NIC that carries nothing takes the place of the one that did',
    on,
    { add: ['eth1'], remove: ['eth0'] },
    [range(42)],
    [['machines-vlan-cut', all]],
  ],
])('of machines on a bridge, if %s', (_, before, change, portVlans, expected) => {
  expect(warningsOf(before, change, portVlans)).toEqual(expected)
})

it('says nothing of a bridge that nobody knows', () => {
  const change = { bridge: 'br9', options: null, add: [], remove: [] }
  expect(machineVlanWarnings(change, { machines, networks, interfaces: [] })).toEqual([])
})
