import { expect, it } from 'vitest'
import { vlanWarnings } from '../../../electron/backend/plans/vlan-warnings.ts'
import type { Tagging } from '../../../electron/backend/plans/vlan-warnings.ts'

const onBridge: Tagging = {
  place: { kind: 'bridge', floor: false },
  hostBridge: 'br0',
  version: '11.3.0',
  filters: true,
}

it.each<[string, Partial<Tagging>, string | null]>([
  ['Open vSwitch', { place: { kind: 'openvswitch', floor: false } }, null],
  ['macvtap’s passthrough mode', { place: { kind: 'passthrough', floor: false } }, null],
  ['a virtual function', { place: { kind: 'hostdev', floor: false } }, null],
  ['a bridge that filters, libvirt 11', {}, 'warning.vlan-ports'],
  ['a bridge of which that is not known', { filters: null }, 'warning.vlan-ports'],
  ['a bridge that does not filter, libvirt 11', { filters: false }, 'warning.vlan-unfiltered'],
  ['a bridge that filters, libvirt 9', { version: '9.0.0' }, 'warning.vlan-needs-switch'],
  ['a bridge that filters, libvirt 10', { version: '10.10.0' }, 'warning.vlan-needs-switch'],
  ['a bridge of libvirt’s own, libvirt 11', { hostBridge: null }, 'warning.vlan-needs-switch'],
  [
    'macvtap',
    { place: { kind: 'direct', floor: false }, hostBridge: null },
    'warning.vlan-needs-switch',
  ],
])('a VLAN on %s', (_, part, key) => {
  expect(vlanWarnings({ ...onBridge, ...part })[0]?.key ?? null).toBe(key)
})
