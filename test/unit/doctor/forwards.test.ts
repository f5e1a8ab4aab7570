/** What the doctor says of ports that lead to machines, and where it is silent. */
import { describe, expect, it } from 'vitest'
import type { Forward } from '../../../shared/model/forward.ts'
import type { View } from '../../../electron/backend/doctor/view.ts'
import { codesIn, forward, item, machine, nic, rules, view, world } from './host.ts'

const drop = { drop: null }
const systemd = (port: number, address = '*') => ({
  ...{ address, device: null, port },
  line: `LISTEN 0 4096 ${address}:${port} *:* users:(("systemd",pid=7,fd=9))`,
})
/** A LAN by Wi-Fi beside the one by br0, with two addresses. */
const twoWays = (part: Partial<Forward>) => {
  const [br0] = world().interfaces
  if (!br0) throw new Error('world has br0')
  const wlan = item({
    ...{ name: 'wlan0', kind: 'wifi' },
    ipv4: {
      ...{ ...br0.ipv4, gateway: '203.0.113.1' },
      addresses: ['203.0.113.7', '203.0.113.8'].map((address) => ({ address, prefix: 24 })),
    },
  })
  return world({ forwards: [forward(part)], interfaces: [...world().interfaces, wlan] })
}
const onlyTo = (address: string) =>
  rules(
    ['inet gate input input accept'],
    [
      [
        'inet gate input',
        {
          match: {
            op: '==',
            left: { payload: { protocol: 'ip', field: 'daddr' } },
            right: address,
          },
        },
        drop,
      ],
    ],
  )
const of = (part: Partial<Forward>, more: Partial<View> = {}) =>
  codesIn(view({ world: world({ forwards: [forward(part)] }), ...more })).filter((code) =>
    code.startsWith('forward-'),
  )

describe('a forward', () => {
  it.each<[string, Partial<Forward>, Partial<View>]>([
    ['whose socket listens and whose guest answers', {}, {}],
    ['that is off', { on: false, to: '192.168.122.99' }, { tcpListeners: [] }],
    ['to a NIC of another machine', { machine: 'another' }, { tcpListeners: [] }],
    ['on one address', { address: '127.0.0.1' }, { tcpListeners: [systemd(8080, '127.0.0.1')] }],
    ['of which nothing could be looked at', {}, { tcpListeners: null, answers: new Map() }],
    [
      'by the kernel, whose rules are there',
      { engine: 'nat' },
      { tcpListeners: [], rules: rules(['ip puente_forwards prerouting prerouting accept']) },
    ],
    [
      'for this host alone, whatever a firewall stops',
      { address: '127.0.0.1' },
      { rules: rules(['inet gate input input drop']), tcpListeners: [systemd(8080, '127.0.0.1')] },
    ],
    [
      'on one address, whatever a firewall stops to the others',
      { address: '203.0.113.7' },
      {
        world: twoWays({ address: '203.0.113.7' }),
        ...{ rules: onlyTo('203.0.113.8'), tcpListeners: [systemd(8080, '203.0.113.7')] },
      },
    ],
    [
      'by the kernel, before libvirt’s own refusal',
      { engine: 'nat' },
      {
        rules: rules(
          ['ip puente_forwards prerouting prerouting accept', 'ip filter FORWARD forward accept'],
          [['ip filter FORWARD', drop]],
        ),
      },
    ],
  ])('%s is well', (_, part, more) => {
    const answers = new Map([['0000000a', 'yes']]) as View['answers']
    expect(of(part, { tcpListeners: [systemd(8080)], answers, ...more })).toEqual([])
  })

  it.each<[string, Partial<Forward>, Partial<View>, string[]]>([
    ['another’s socket', {}, { tcpListeners: [{ ...systemd(8080), line: '' }] }, ['port-taken']],
    ['no socket', {}, { tcpListeners: [systemd(8081)] }, ['not-listening']],
    [
      'a socket on another address',
      { address: '198.51.100.1' },
      { tcpListeners: [systemd(8080, '127.0.0.1')] },
      ['not-listening'],
    ],
    ['no rules', { engine: 'nat' }, { rules: rules(['ip filter A']) }, ['not-listening']],
    [
      'no rules of its family',
      { engine: 'nat', to: 'fd00::5' },
      { rules: rules(['ip puente_forwards prerouting prerouting accept']) },
      ['address-changed', 'not-listening'],
    ],
    [
      'a firewall of one’s own before the kernel’s way',
      { engine: 'nat' },
      {
        rules: rules([
          'ip puente_forwards prerouting prerouting accept',
          'inet gate forward forward drop',
        ]),
      },
      ['stopped'],
    ],
    [
      'a firewall on the second way to a LAN, and one address there',
      {},
      { world: twoWays({}), rules: onlyTo('203.0.113.8') },
      ['stopped'],
    ],
    ['nobody in the guest', {}, { answers: new Map([['0000000a', 'silent']]) }, ['unanswered']],
  ])('with %s is told', (_, part, more, codes) => {
    const found = of(part, { tcpListeners: null, ...more })
    expect(found.map((code) => code.replace('forward-', ''))).toEqual(codes)
  })

  it('says once of a machine that is asked about that it is off', () => {
    const off = world({
      machines: [machine({ state: 'shut-off', nics: [nic({ plugged: false })] })],
      forwards: [forward()],
    })
    const asked = codesIn(view({ world: off }, { type: 'machine', uuid: machine().uuid }))
    expect(asked).toContain('machine-off')
    expect(asked).not.toContain('forward-machine-off')
    expect(codesIn(view({ world: off }))).toContain('forward-machine-off')
  })
})
