/** What of rules this host can try, what it should find, and what it may say then. */
import { describe, expect, it } from 'vitest'
import { answered, letsAnswer, trialsOf } from '../../../electron/backend/rules/trials.ts'
import type { NicAddress } from '../../../shared/model/machine.ts'
import type { NicRules } from '../../../shared/model/nic-rules.ts'
import { verdictOfTrial } from '../../../shared/model/rule-trial.ts'
import { machine, nic } from '../../window-fake/things.ts'

const around = { subnets: ['2001:db8:7::/64'], nameServers: ['192.168.122.1'] }

describe('a guest’s answer', () => {
  const service = { address: '192.168.122.1', protocol: 'tcp', port: 22 } as const
  it.each<[NicRules | null, string, boolean]>([
    [null, '192.168.122.1', true],
    [{ allow: 'internet' }, '192.168.122.1', false],
    [{ allow: 'internet' }, '2001:db8:7::1', false],
    [{ allow: 'internet' }, '203.0.113.1', true],
    [{ allow: 'lan' }, '192.168.122.1', true],
    [{ allow: 'lan' }, '2001:db8:7::1', true],
    [{ allow: 'lan' }, '203.0.113.1', false],
    [{ allow: 'addresses', addresses: ['192.168.122.0/24'] }, '192.168.122.1', true],
    [{ allow: 'addresses', addresses: ['192.168.122.9'] }, '192.168.122.1', false],
    [{ allow: 'services', services: [service] }, '192.168.122.1', false],
  ])('by %j to %s: %s', (rules, host, may) => {
    expect(letsAnswer(rules, around, host)).toBe(may)
  })
})

describe('what is tried', () => {
  const rules: NicRules = { allow: 'internet' }
  const at = (address: string): NicAddress => ({ address, prefix: null, from: 'arp' })
  const host = ['192.168.122.1/24', 'fe80::1/64', 'fd00:1::1/64', 'nonsense']
  const of = (addresses: string[], state: 'running' | 'shut-off' = 'running', part = {}) => {
    const one = nic('52:54:00:00:00:01', { addresses: addresses.map(at), ...part })
    return trialsOf([{ machine: machine('web', state, [one]), nic: one, rules, around }], host)
  }

  it('is each address that this host has one beside', () => {
    const asked = ['192.168.122.45', 'fd00:1::45', '10.9.9.9', 'fe80::45', '-f', 'web.example']
    expect(of(asked)).toEqual([
      { machine: 'web', address: '192.168.122.45', wanted: false },
      { machine: 'web', address: 'fd00:1::45', wanted: false },
    ])
  })

  it.each([
    ['shut-off', {}],
    ['running', { plugged: false }],
    ['running', { linkUp: false }],
  ] as const)('is nothing of one that can’t answer: %s %j', (state, part) => {
    expect(of(['192.168.122.45'], state, part)).toEqual([])
  })
})

it.each([
  ['2 packets transmitted, 2 received, 0% packet loss, time 304ms', true],
  ['2 packets transmitted, 1 received, 50% packet loss', true],
  ['2 packets transmitted, 0 received, 100% packet loss', false],
  ['2 packets transmitted, 0 received, +2 errors, 100% packet loss', false],
  ['ping: socket: Operation not permitted', null],
  ['', null],
])('ping says %j: %s', (said, answer) => {
  expect(answered(said)).toBe(answer)
})

it.each([
  [{ wanted: false, before: true, now: false }, 'closed'],
  [{ wanted: false, before: true, now: true }, 'not-closed'],
  [{ wanted: false, before: false, now: true }, 'not-closed'],
  [{ wanted: false, before: false, now: false }, 'unknown'],
  [{ wanted: true, before: false, now: true }, 'open'],
  [{ wanted: true, before: true, now: false }, 'not-open'],
  [{ wanted: true, before: false, now: false }, 'unknown'],
] as const)('%j is %s', (found, verdict) => {
  expect(verdictOfTrial({ machine: 'web', address: '192.0.2.1', ...found })).toBe(verdict)
})
