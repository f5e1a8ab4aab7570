import { describe, expect, it } from 'vitest'
import type { HostInterface } from '../../../shared/model/host.ts'
import type { Network } from '../../../shared/model/network.ts'
import { canBeAt } from '../../../shared/rules/nic-places.ts'
import {
  hostBridgeOf,
  notAllowed,
  taggingAt,
  taggingNotes,
  tagsOnBridges,
  whyNoTags,
} from '../../../shared/rules/vlans/tagging.ts'
import type { Tagging } from '../../../shared/rules/vlans/tagging.ts'
import { areTags, tagsOf, tagsText } from '../../../shared/rules/vlans/tags.ts'

const onBridge: Tagging = {
  place: { kind: 'bridge', floor: false },
  hostBridge: 'br0',
  version: '11.3.0',
  filters: true,
  native: 1,
  ways: [{ port: 'eth0', vlans: [{ from: 40, to: 49, pvid: false, untagged: false }] }],
}

describe('VLAN 42 on', () => {
  it.each<[string, Partial<Tagging>, string | null]>([
    ['Open vSwitch', { place: { kind: 'openvswitch', floor: false }, hostBridge: null }, null],
    ['passthrough', { place: { kind: 'passthrough', floor: false }, hostBridge: null }, null],
    ['a virtual function', { place: { kind: 'hostdev', floor: false }, hostBridge: null }, null],
    ['a bridge whose NIC carries it, libvirt 11', {}, null],
    ['a libvirt that does not say which', { version: null }, null],
    ['a bridge whose native VLAN it is', { native: 42, ways: [{ port: 'eth0', vlans: [] }] }, null],
    ['a NIC that does not', { ways: [{ port: 'eth0', vlans: [] }] }, 'warning.vlan-not-allowed'],
    ['a NIC of which that is not known', { ways: [] }, 'warning.vlan-ports'],
    ['a bridge of which nothing is known', { filters: null }, 'warning.vlan-ports'],
    ['a bridge that does not filter', { filters: false }, 'warning.vlan-unfiltered'],
    ['libvirt 9', { version: '9.0.0' }, 'warning.vlan-libvirt-old'],
    [
      'libvirt 10, no filtering',
      { version: '10.10.0', filters: false },
      'warning.vlan-libvirt-old',
    ],
    ['a bridge of libvirt’s own', { hostBridge: null }, 'warning.vlan-own-network'],
    [
      'macvtap',
      { place: { kind: 'direct', floor: false }, hostBridge: null },
      'warning.vlan-needs-switch',
    ],
    [
      'user mode',
      { place: { kind: 'user', floor: false }, hostBridge: null },
      'warning.vlan-needs-switch',
    ],
  ])('%s', (_, part, key) => {
    const tagging = { ...onBridge, ...part }
    expect(taggingNotes(tagging, [42]).map((note) => note.key)).toEqual(key ? [key] : [])
    const needed = ['vlan-unfiltered', 'vlan-ports', 'vlan-not-allowed']
    const isRefused = key !== null && !needed.some((name) => key === `warning.${name}`)
    expect(whyNoTags(tagging)?.key ?? null).toBe(isRefused ? key : null)
  })
})

it('names only those of a trunk that do not get out', () => {
  expect(taggingNotes(onBridge, [1, 42, 50, 51])[0]?.params).toMatchObject({ vlans: '50, 51' })
  expect(notAllowed(onBridge, [1, 42, 49])).toEqual([])
})

it('reads a bridge as NetworkManager tells of it', () => {
  const nic = { kind: 'ethernet', portVlans: [] } as unknown as HostInterface
  const interfaces = [
    { name: 'br0', kind: 'bridge', ports: ['eth0', 'vnet0', 'eth1'] },
    { ...nic, name: 'eth0' },
    { ...nic, name: 'eth1', portVlans: undefined },
    { name: 'vnet0', kind: 'tun', portVlans: [] },
  ] as unknown as HostInterface[]
  const options = { vlanFiltering: true, nativeVlan: null }
  Object.assign(interfaces[0] as HostInterface, { bridge: { options } })
  const world = { networks: [], interfaces, version: '11.0.0' }
  expect(taggingAt(onBridge.place, 'br0', world)).toEqual({
    ...onBridge,
    version: '11.0.0',
    ways: [{ port: 'eth0', vlans: [] }],
  })
  expect(taggingAt(onBridge.place, 'br9', world)).toMatchObject({ filters: null, ways: [] })
})

it('tells a bridge of the host from one of libvirt’s own, by whatever way it is led to', () => {
  const networks = [
    { name: 'default', kind: 'nat', bridge: 'virbr0' },
    { name: 'lan', kind: 'bridged', bridge: 'br0' },
    { name: 'ovs', kind: 'openvswitch', bridge: 'ovs0' },
  ] as Network[]
  const network = (name: string) =>
    hostBridgeOf({ type: 'network', network: name, portGroup: null }, networks)
  expect(['default', 'lan', 'ovs', 'gone'].map(network)).toEqual([null, 'br0', null, null])
  expect(hostBridgeOf({ type: 'bridge', bridge: 'virbr0' }, networks)).toBe(null)
  expect(hostBridgeOf({ type: 'bridge', bridge: 'br7' }, networks)).toBe('br7')
  expect(hostBridgeOf({ type: 'user' }, networks)).toBe(null)
})

it('keeps a NIC’s tags where it goes if, and only if, that place has them', () => {
  const place = { kind: 'bridge', floor: false } as const
  expect(canBeAt('vlan', place)).toBe(false)
  expect(canBeAt('vlan', { ...place, tags: true })).toBe(true)
  expect(canBeAt('floor', { ...place, tags: true })).toBe(false)
  expect(['10.9.0', '11.0.0', '12.1.0'].map(tagsOnBridges)).toEqual([false, true, true])
})

it('takes tags as they are written, and keeps what can’t be', () => {
  const before = { trunk: true, tags: [{ id: 42, native: 'untagged' as const }] }
  expect(tagsOf('42, 47', false, before)).toEqual({
    trunk: true,
    tags: [
      { id: 42, native: 'untagged' },
      { id: 47, native: null },
    ],
  })
  expect(tagsOf('42', false)).toEqual({ trunk: false, tags: [{ id: 42, native: null }] })
  expect(tagsOf(' ', true)).toBe(null)
  expect(tagsText(tagsOf('7 9', false))).toBe('7, 9')
  expect(['', '42', '1, 4095', '4096', '1-3', 'x'].map(areTags)).toEqual([
    ...[true, true, true, false, false, false],
  ])
})
