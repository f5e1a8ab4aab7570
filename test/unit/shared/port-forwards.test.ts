import { describe, expect, it } from 'vitest'
import type { PortForward, TakenPort } from '../../../shared/model/port-forward.ts'
import {
  forwardProblems,
  forwardProblemsSince,
  forwardText,
  reachableBy,
  takerOf,
} from '../../../shared/rules/port-forwards.ts'

const forward = (part: Partial<PortForward> = {}): PortForward => ({
  ...{ protocol: 'tcp', address: null, device: null, except: [] },
  ranges: [{ first: 8080, last: 8080, to: 80 }],
  ...part,
})
const range = (first: number, last = first, to = first) => ({ ranges: [{ first, last, to }] })
const taken = (part: Partial<TakenPort> = {}): TakenPort => ({
  ...{ protocol: 'tcp', address: null, first: 8080, last: 8080, program: 'nginx', machine: null },
  ...part,
})
const standing = { lowestPort: 1024, taken: [taken()] }
const keysOf = (forwards: PortForward[], around?: typeof standing) =>
  forwardProblems(forwards, around).map(({ field, text }) => `${field} ${text.key}`)

describe('who comes by a forward', () => {
  it.each([
    ['no address', {}, 'anyone'],
    ['0.0.0.0', { address: '0.0.0.0' }, 'anyone'],
    ['::', { address: '::' }, 'anyone'],
    ['127.0.0.1', { address: '127.0.0.1' }, 'this-computer'],
    ['another loopback address', { address: '127.8.0.1' }, 'this-computer'],
    ['::1', { address: '::1' }, 'this-computer'],
    ['the interface lo', { device: 'lo' }, 'this-computer'],
    ['an address of the host', { address: '192.0.2.10' }, 'address'],
  ] as const)('with %s', (_, part, who) => {
    expect(reachableBy(forward(part))).toBe(who)
  })
})

describe('what is wrong as it is written', () => {
  it.each<[string, Partial<PortForward>, string]>([
    ['port 0', range(0), 'forwards.0.ports problem.forward-ports'],
    ['port 65536', range(65_536), 'forwards.0.ports problem.forward-ports'],
    ['a range backwards', range(9000, 8000), 'forwards.0.ports problem.forward-ports'],
    ['no port of the guest', range(8080, 8080, 0), 'forwards.0.to problem.forward-to'],
    ['a range beyond the last port', range(8000, 8010, 65_530), 'forwards.0.to problem.forward-to'],
    ['no address', { address: 'here' }, 'forwards.0.address problem.address'],
    ['no interface', { device: 'a b' }, 'forwards.0.device problem.interface-name'],
    [
      'no exception',
      { except: [{ first: 0, last: 0 }] },
      'forwards.0.except problem.forward-except',
    ],
  ])('%s', (_, part, problem) => {
    expect(keysOf([forward(part)])).toContain(problem)
  })

  it.each<[string, Partial<PortForward>, Partial<PortForward>, boolean]>([
    ['the same port', {}, {}, true],
    ['ranges that meet', range(8000, 8100), range(8100, 8200), true],
    ['ranges side by side', range(8000, 8099), range(8100, 8200), false],
    ['the other protocol', {}, { protocol: 'udp' }, false],
    ['two addresses', { address: '127.0.0.1' }, { address: '192.0.2.1' }, false],
    ['one address and all', { address: '127.0.0.1' }, {}, true],
    [
      'all of one family, and an address of the other',
      { address: '0.0.0.0' },
      { address: '::1' },
      false,
    ],
    ['all of both, and of one', {}, { address: '::' }, true],
    ['the same address written otherwise', { address: '::1' }, { address: '0:0::1' }, true],
    ['two interfaces', { device: 'eth0' }, { device: 'eth1' }, false],
    [
      'an excepted port',
      { ...range(8000, 8100), except: [{ first: 8080, last: 8080 }] },
      {},
      false,
    ],
    ['all that are free, beside one', { ranges: [] }, {}, false],
    ['all that are free, twice', { ranges: [] }, { ranges: [] }, true],
  ])('%s', (_, one, two, meets) => {
    const found = keysOf([forward(one), forward(two)])
    expect(found).toEqual(meets ? ['forwards.1.ports problem.forward-overlap'] : [])
  })
})

describe('what is in its way on the host', () => {
  it.each<[string, Partial<PortForward>, string[]]>([
    ['a port that is taken', {}, ['problem.port-taken-by']],
    ['a range with it', range(8000, 9000), ['problem.port-taken-by']],
    ['it, excepted', { ...range(8000, 9000), except: [{ first: 8080, last: 8080 }] }, []],
    ['all that are free', { ranges: [] }, []],
    ['the other protocol', { protocol: 'udp' }, []],
    ['a port for administrators', range(80), ['problem.port-privileged']],
    ['the first for everybody', range(1024), []],
  ])('%s', (_, part, keys) => {
    expect(forwardProblems([forward(part)], standing).map(({ text }) => text.key)).toEqual(keys)
  })

  it.each<[string, Partial<TakenPort>, object]>([
    ['a program', {}, { key: 'problem.port-taken-by', params: { port: 8080, program: 'nginx' } }],
    ['nobody knows who', { program: null }, { key: 'problem.port-taken', params: { port: 8080 } }],
    [
      'another machine',
      { program: null, machine: 'web' },
      { key: 'problem.port-of-machine', params: { port: 8080, machine: 'web' } },
    ],
  ])('names %s', (_, part, text) => {
    const around = { lowestPort: 0, taken: [taken(part)] }
    expect(forwardProblems([forward()], around)).toEqual([{ field: 'forwards.0.ports', text }])
  })

  it('names the port that is taken, of a range', () => {
    expect(takerOf(forward(range(8000, 9000)), [taken()])?.port).toBe(8080)
  })

  it('is not asked of what was so before', () => {
    const low = forward(range(80))
    expect(forwardProblemsSince([low], [low], standing)).toEqual([])
    expect(forwardProblemsSince([low], [low, forward(range(81))], standing)).toHaveLength(1)
  })
})

it.each<[Partial<PortForward>, string]>([
  [{}, 'tcp 8080 → 80'],
  [{ protocol: 'udp', address: '127.0.0.1' }, 'udp 127.0.0.1:8080 → 80'],
  [{ address: '::1', device: 'lo' }, 'tcp [::1]%lo:8080 → 80'],
  [range(8000, 8010, 5000), 'tcp 8000–8010 → 5000–5010'],
  [{ ranges: [], except: [{ first: 22, last: 22 }] }, 'tcp * −22'],
])('is written as %j', (part, text) => {
  expect(forwardText(forward(part))).toBe(text)
})
