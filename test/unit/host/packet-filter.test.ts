import { describe, expect, it } from 'vitest'
import { parseRuleset, verdictOn } from '../../../electron/host/packet-filter/index.ts'
import type { Packet } from '../../../electron/host/packet-filter/index.ts'
import { is, rules } from '../doctor/host.ts'

const packet: Packet = {
  hook: 'forward',
  in: 'virbr0',
  out: 'eth0',
  from: '192.168.122.10',
  to: '203.0.113.1',
  family: 'ipv4',
  protocol: 'icmp',
  state: 'new',
}
const FORWARD = 'ip filter FORWARD forward accept'
const from = (addr: string, len: number) => ({
  match: {
    op: '==',
    left: { payload: { protocol: 'ip', field: 'saddr' } },
    right: { prefix: { addr, len } },
  },
})

describe('a packet’s way through the rules', () => {
  it.each<[string, ReturnType<typeof rules>, string]>([
    ['no rules at all', rules([]), 'accept'],
    ['a policy', rules(['ip filter FORWARD forward drop']), 'drop'],
    ['a policy of IPv6', rules(['ip6 filter FORWARD forward drop']), 'accept'],
    [
      'a rule before the policy',
      rules(
        ['ip filter FORWARD forward drop'],
        [['ip filter FORWARD', is('iifname', 'virbr0'), { accept: null }]],
      ),
      'accept',
    ],
    [
      'a rule for another interface',
      rules(
        ['ip filter FORWARD forward drop'],
        [['ip filter FORWARD', is('iifname', 'docker0'), { accept: null }]],
      ),
      'drop',
    ],
    [
      'a name with a star',
      rules(
        ['ip filter FORWARD forward drop'],
        [['ip filter FORWARD', is('iifname', 'virbr*'), { accept: null }]],
      ),
      'accept',
    ],
    [
      'a set',
      rules(
        [FORWARD],
        [['ip filter FORWARD', is('oifname', { set: ['eth0', 'eth1'] }), { drop: null }]],
      ),
      'drop',
    ],
    [
      'a subnet',
      rules(
        [FORWARD],
        [['ip filter FORWARD', from('192.168.122.0', 24), { reject: { type: 'x' } }]],
      ),
      'drop',
    ],
    [
      'another subnet',
      rules([FORWARD], [['ip filter FORWARD', from('10.0.0.0', 8), { drop: null }]]),
      'accept',
    ],
    [
      'iptables’ own reject',
      rules([FORWARD], [['ip filter FORWARD', { xt: { type: 'target', name: 'REJECT' } }]]),
      'drop',
    ],
    [
      'a jump and back',
      rules(
        ['ip filter FORWARD forward drop', 'ip filter MINE'],
        [
          ['ip filter FORWARD', { jump: { target: 'MINE' } }],
          ['ip filter MINE', { return: null }],
        ],
      ),
      'drop',
    ],
    [
      'a jump that accepts',
      rules(
        ['ip filter FORWARD forward drop', 'ip filter MINE'],
        [
          ['ip filter FORWARD', { jump: { target: 'MINE' } }],
          ['ip filter MINE', { accept: null }],
        ],
      ),
      'accept',
    ],
    [
      'only what is known already',
      rules(
        ['ip filter FORWARD forward drop'],
        [['ip filter FORWARD', { xt: { type: 'match', name: 'conntrack' } }, { accept: null }]],
      ),
      'drop',
    ],
    [
      'an accept that may fit',
      rules(
        ['ip filter FORWARD forward drop'],
        [['ip filter FORWARD', { xt: { type: 'match', name: 'physdev' } }, { accept: null }]],
      ),
      'unknown',
    ],
    [
      'a drop that may fit',
      rules(
        [FORWARD],
        [['ip filter FORWARD', { xt: { type: 'match', name: 'physdev' } }, { drop: null }]],
      ),
      'accept',
    ],
    ['another table that drops', rules([FORWARD, 'inet gate fwd forward drop']), 'drop'],
    [
      'itself without end',
      rules([FORWARD], [['ip filter FORWARD', { jump: { target: 'FORWARD' } }]]),
      'accept',
    ],
    [
      'a goto, from which nobody comes back',
      rules(
        ['ip filter FORWARD forward drop', 'ip filter MINE'],
        [
          ['ip filter FORWARD', { goto: { target: 'MINE' } }],
          ['ip filter FORWARD', { accept: null }],
        ],
      ),
      'drop',
    ],
    [
      'a return that may fit, before a drop',
      rules(
        [FORWARD],
        [
          ['ip filter FORWARD', { xt: { type: 'match', name: 'physdev' } }, { return: null }],
          ['ip filter FORWARD', { drop: null }],
        ],
      ),
      'unknown',
    ],
    [
      'a map of verdicts',
      rules(
        ['inet gate fwd forward drop'],
        [
          [
            'inet gate fwd',
            {
              vmap: {
                key: { meta: { key: 'iifname' } },
                data: {
                  set: [
                    ['eth9', { drop: null }],
                    ['virbr0', { accept: null }],
                  ],
                },
              },
            },
          ],
        ],
      ),
      'accept',
    ],
    [
      'a type of address',
      rules(
        [FORWARD],
        [
          [
            'ip filter FORWARD',
            {
              match: {
                op: '==',
                left: { fib: { result: 'type', flags: ['daddr'] } },
                right: 'local',
              },
            },
            { drop: null },
          ],
        ],
      ),
      'accept',
    ],
    [
      'a pair of values',
      rules(
        [FORWARD],
        [
          [
            'ip filter FORWARD',
            {
              match: {
                op: '==',
                left: { concat: [{ meta: { key: 'iifname' } }, { meta: { key: 'oifname' } }] },
                right: { set: [{ concat: ['virbr0', 'eth0'] }] },
              },
            },
            { drop: null },
          ],
        ],
      ),
      'drop',
    ],
  ])('%s', (_, list, verdict) => {
    expect(verdictOn(list, packet).is).toBe(verdict)
  })

  it('names every chain that stops it: an accept in one spares it none of the others', () => {
    const list = rules(['ip filter FORWARD forward drop', 'inet gate fwd forward drop'])
    const names = verdictOn(list, packet).drops.map(({ base }) => base.table)
    expect(names).toEqual(['filter', 'gate'])
  })

  it.each([
    ['new', 'drop'],
    ['established', 'accept'],
  ] as const)('of a connection that is %s: %s', (state, verdict) => {
    const established = {
      match: { op: 'in', left: { ct: { key: 'state' } }, right: ['established'] },
    }
    const list = rules(
      ['inet gate fwd forward drop'],
      [['inet gate fwd', established, { accept: null }]],
    )
    expect(verdictOn(list, { ...packet, state }).is).toBe(verdict)
  })

  it.each([
    ['ipv4', 'ip', 'drop'],
    ['ipv4', 'inet', 'drop'],
    ['ipv6', 'ip', 'accept'],
    ['ipv6', 'ip6', 'drop'],
    ['ipv6', 'inet', 'drop'],
  ] as const)('of %s by a table of %s: %s', (family, table, verdict) => {
    const list = rules([`${table} gate fwd forward drop`])
    expect(verdictOn(list, { ...packet, family }).is).toBe(verdict)
  })

  it('a named set and a named map are looked up in their own table', () => {
    const chain = { family: 'inet', table: 'gate', name: 'fwd', hook: 'forward', policy: 'accept' }
    const set = { family: 'inet', table: 'gate', name: 'bad', type: 'ifname', elem: ['virbr0'] }
    const match = { op: '==', left: { meta: { key: 'iifname' } }, right: '@bad' }
    const rule = { family: 'inet', table: 'gate', chain: 'fwd', expr: [{ match }, { drop: null }] }
    const list = parseRuleset(JSON.stringify({ nftables: [{ chain }, { set }, { rule }] }))
    expect(verdictOn(list, packet).is).toBe('drop')
    expect(verdictOn(list, { ...packet, in: 'virbr1' }).is).toBe('accept')
  })
})
