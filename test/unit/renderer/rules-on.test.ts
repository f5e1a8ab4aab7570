/** Which NICs of a network have rules, as its page says. */
import { describe, expect, it } from 'vitest'
import { canFilterOn, rulesOn } from '../../../renderer/model/nic/rules-on.ts'
import type { NetworkKind } from '../../../shared/model/network-kind.ts'
import { machine, network, nic } from '../../window-fake/things.ts'

const on = (mac: string, filters?: string[], name = 'lab') =>
  nic(`52:54:00:00:00:${mac}`, {
    source: { type: 'network', network: name, bridge: null },
    ...(filters && { filters }),
  })

describe('NICs of a network', () => {
  it('are counted by their rules, and those without are named once', () => {
    const internet = 'puente-internet-525400000001'
    const found = rulesOn('lab', [
      machine('a', 'running', [on('01', [internet]), on('02', [internet], 'other')]),
      machine('b', 'running', [on('03', ['puente-lan-525400000003']), on('04', [internet])]),
      machine('c', 'running', [on('05'), on('06', ['clean-traffic'])]),
    ])
    expect(found).toEqual({
      withRules: [
        { kind: 'internet', count: 2 },
        { kind: 'lan', count: 1 },
      ],
      without: ['c'],
    })
  })
})

it.each<[NetworkKind, boolean]>([
  ['nat', true],
  ['bridged', true],
  ['openvswitch', true],
  ['macvtap', false],
  ['hostdev', false],
])('%s has a bridge to filter on: %s', (kind, can) => {
  expect(canFilterOn(network({ name: 'lab', kind }))).toBe(can)
})
