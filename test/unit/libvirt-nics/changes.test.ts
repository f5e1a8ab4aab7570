import { describe, expect, it } from 'vitest'
import type { NetworkKind } from '../../../shared/model/network-kind.ts'
import type { NicChanges, NicPart, NicWire } from '../../../shared/model/nic-settings.ts'
import { partsForNextStart, wireKindOf } from '../../../shared/rules/nic-changes.ts'

const kinds: Record<string, NetworkKind> = {
  default: 'nat',
  lan: 'bridged',
  switch: 'openvswitch',
  tap: 'macvtap',
  card: 'hostdev',
}
const on = (network: string): NicWire => ({ type: 'network', network, portGroup: null })
const waiting = (before: NicWire, changes: NicChanges) =>
  partsForNextStart(before, changes, (wire) => wireKindOf(wire, (name) => kinds[name]))

describe('what can be changed while the machine runs', () => {
  it.each<[string, NicWire, NicWire, boolean]>([
    ['NAT to the LAN', on('default'), on('lan'), true],
    ['a network to a bridge', on('default'), { type: 'bridge', bridge: 'br0' }, true],
    ['a switch to a bridge', on('switch'), on('lan'), false],
    ['into macvtap', on('lan'), on('tap'), false],
    ['within macvtap', on('tap'), on('tap'), false],
    ['a passed-through NIC', on('card'), on('lan'), false],
    ['a network that is gone', on('lan'), on('nowhere'), false],
    ['a device', { type: 'direct', device: 'eth1', mode: 'bridge' }, on('lan'), false],
    ['a kind of its own', { type: 'other', description: 'user' }, on('lan'), false],
  ])('%s', (_, from, to, live) => {
    expect(waiting(from, { source: to })).toEqual(live ? [] : ['source'])
  })

  it.each<[NicChanges, NicPart[]]>([
    [{ linkUp: false }, []],
    [{ bandwidth: { inbound: null, outbound: null }, isolated: true, filter: null }, []],
    [{ model: 'e1000' }, ['model']],
    [
      { mac: 'x', mtu: 9000, vlan: null, queues: 2, bootOrder: 1, linkUp: true },
      ['mac', 'bootOrder', 'mtu', 'vlan', 'queues'],
    ],
  ])('%j', (changes, parts) => {
    expect(waiting(on('default'), changes)).toEqual(parts)
  })
})
