import { describe, expect, it } from 'vitest'
import {
  readHeard,
  readLinks,
  readListeners,
  readNeighbourLines,
  readRoute,
  readSetting,
} from '../../../electron/backend/doctor/readings.ts'
import { verdictOn } from '../../../electron/host/packet-filter.ts'
import type { Packet } from '../../../electron/host/packet-filter.ts'
import { is, rules } from './host.ts'

/** As iproute2 6.1 printed them. */
const LINKS = String.raw`2: eth0@if3: <NO-CARRIER,BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue master br0 state UP mode DEFAULT group default qlen 1000\    link/ether 02:4c:41:42:00:10 brd ff:ff:ff:ff:ff:ff link-netns lan promiscuity 0  allmulti 0 minmtu 68 maxmtu 65535 \    veth addrgenmode none
4: virbr0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000\    link/ether 52:54:00:51:64:ff brd ff:ff:ff:ff:ff:ff promiscuity 0  allmulti 0 minmtu 68 maxmtu 65535 \    bridge forward_delay 0 hello_time 200 max_age 2000 ageing_time 30000 stp_state 1 priority 32768
5: vnet0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400 qdisc noqueue master virbr0 state UNKNOWN mode DEFAULT group default qlen 1000\    link/ether fe:54:00:51:64:01 brd ff:ff:ff:ff:ff:ff promiscuity 1  allmulti 1 minmtu 68 maxmtu 65521 \    tun type tap pi off vnet_hdr on persist off \    bridge_slave state listening priority 32 cost 2`

describe('what programs print', () => {
  it('links', () => {
    const [eth0, virbr0, vnet0] = readLinks(LINKS)
    expect(eth0).toMatchObject({
      name: 'eth0',
      up: true,
      carrier: false,
      master: 'br0',
      kind: 'veth',
    })
    expect(virbr0).toMatchObject({
      kind: 'bridge',
      stp: true,
      port: null,
      mac: '52:54:00:51:64:ff',
    })
    expect(vnet0).toMatchObject({ mtu: 1400, kind: 'tun', port: 'listening', stp: null })
  })

  it('listeners, routes, neighbours, what a bridge has heard, settings', () => {
    const text = 'UNCONN 0 0 192.168.122.1:53 0.0.0.0:*\nUNCONN 0 0 0.0.0.0%virbr0:67 0.0.0.0:*\n'
    expect(readListeners(text)).toMatchObject([
      { address: '192.168.122.1', device: null, port: 53 },
      { address: '0.0.0.0', device: 'virbr0', port: 67 },
    ])
    expect(readRoute('198.51.100.1 from 192.168.122.84 dev eth0 \n    cache iif virbr0')).toBe(
      'eth0',
    )
    expect(
      readNeighbourLines(
        '192.0.2.1 dev br0 lladdr 52:54:00:00:00:01 STALE\n192.0.2.2 dev br0 FAILED',
      ),
    ).toMatchObject([{ address: '192.0.2.1', device: 'br0', mac: '52:54:00:00:00:01' }])
    expect(
      readHeard(
        '52:54:00:00:00:01 dev vnet0 master virbr0 \nfe:54:00:51:64:02 dev vnet0 master virbr0 permanent',
      ),
    ).toMatchObject([{ mac: '52:54:00:00:00:01', device: 'vnet0' }])
    expect(readSetting('# X\nDEFAULT_FORWARD_POLICY="DROP"\n', 'DEFAULT_FORWARD_POLICY')).toBe(
      'DROP',
    )
    expect(readSetting('', 'ENABLED')).toBeNull()
  })
})

const packet: Packet = {
  hook: 'forward',
  in: 'virbr0',
  out: 'eth0',
  from: '192.168.122.10',
  to: '203.0.113.1',
  protocol: 'icmp',
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
  ])('%s', (_, list, verdict) => {
    expect(verdictOn(list, packet).is).toBe(verdict)
  })
})
