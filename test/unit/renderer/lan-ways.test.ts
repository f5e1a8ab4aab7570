/** By what a machine comes to the LAN, on hosts as people have them. */
import { describe, expect, it } from 'vitest'
import type { HostInterface } from '../../../shared/model/host.ts'
import type { Network } from '../../../shared/model/network.ts'
import {
  lanWays,
  limitsOf,
  nearestWays,
  oneMacWays,
} from '../../../renderer/model/host/lan-ways.ts'
import { placeKey, usualPlace } from '../../../renderer/model/nic/nic-places.ts'
import { message } from '../../../shared/message.ts'

const noIp = { method: 'none' as const, addresses: [], gateway: null, routes: [], dns: [] }

function item(part: Partial<HostInterface> & { name: string }): HostInterface {
  return {
    ...{ kind: 'ethernet', mac: null, mtu: 1500, carrier: true, state: 'activated' },
    ...{ profile: null, ipv4: noIp, ipv6: noIp, controller: null, ports: [], notBridgeable: null },
    madeByPuente: null,
    ...part,
  }
}

const bridge = (name: string, ports: string[], part: Partial<HostInterface> = {}) =>
  item({ name, kind: 'bridge', ports, ...part })

const network = (name: string, on: string, part: Partial<Network> = {}) =>
  ({ name, kind: 'bridged', bridge: on, active: true, ...part }) as Network

const keys = (ways: { place: Parameters<typeof placeKey>[0] }[]) =>
  ways.map(({ place }) => placeKey(place))

describe('the ways to the LAN', () => {
  const port = item({ name: 'eth0', controller: 'br0' })
  it.each<[string, Network[], HostInterface[] | null, string[]]>([
    ['a bridge that nobody told libvirt of', [], [bridge('br0', ['eth0']), port], ['bridge br0']],
    ['its network', [network('lan', 'br0')], [bridge('br0', ['eth0']), port], ['network lan']],
    ['an empty bridge', [network('lan', 'br0')], [bridge('br0', []), item({ name: 'eth0' })], []],
    ['only taps on it', [], [bridge('br0', ['vnet0']), item({ name: 'vnet0', kind: 'tun' })], []],
    [
      'a network on a bridge that is not there, before the good one',
      [network('a-nowhere', 'br9'), network('lan', 'br0')],
      [bridge('br0', ['eth0']), port],
      ['network lan'],
    ],
    [
      'an active network before one that is not, and a bridge after them',
      [network('a', 'br0', { active: false }), network('b', 'br1')],
      [
        ...[bridge('br0', ['eth0']), bridge('br1', ['eth1']), bridge('br2', ['eth2'])],
        ...['eth0', 'eth1', 'eth2'].map((name) => item({ name })),
      ],
      ['network b', 'network a', 'bridge br2'],
    ],
    [
      'one of ours that is down',
      [],
      [
        bridge('br0', ['eth0'], {
          bridge: { owner: 'puente', ownPorts: [], isDown: true } as never,
        }),
        port,
      ],
      [],
    ],
    ['another host, of which only libvirt tells', [network('lan', 'br0')], null, ['network lan']],
  ])('%s', (_, networks, interfaces, expected) => {
    expect(keys(lanWays(networks, interfaces))).toEqual(expected)
  })

  it('a new NIC’s usual place is no network on a bridge that is not there', () => {
    const networks = [network('a-nowhere', 'br9'), network('nat', 'virbr0', { kind: 'nat' })]
    expect(
      usualPlace({ networks, bridges: [bridge('br0', [])], devices: [], session: false }),
    ).toMatchObject({
      network: 'nat',
    })
  })
})

describe('what comes nearest', () => {
  const nat = network('default', 'virbr0', { kind: 'nat' })
  const wifi = item({ name: 'wlan0', kind: 'wifi', notBridgeable: message('refusal.wifi') })
  const unmanaged = item({ name: 'eth0', notBridgeable: message('refusal.unmanaged') })

  const ipv4 = { ...noIp, addresses: [{ address: '192.168.1.20', prefix: 24 }] }
  const onLan = { ...wifi, ipv4 }
  it('over Wi-Fi: the host’s ports, or a part of the LAN, that is made or there already', () => {
    const ways = (...more: Parameters<typeof nearestWays>) => nearestWays(...more)
    const found = ways([nat], [onLan]).map(({ key, kind }) => [key, kind])
    expect(found).toEqual([
      ...[
        ['user ', 'user'],
        ['slice wlan0', 'slice'],
        ['network default', 'nat'],
      ],
    ])
    const part = network('lan', 'virbr5', { kind: 'routed' })
    const slice = {
      bridge: 'virbr5',
      nic: 'wlan0',
      slice: '192.168.1.224/28',
      lan: '192.168.1.0/24',
    }
    expect(ways([part], [onLan], [slice])[0]).toMatchObject({
      ...{ kind: 'on-slice', place: { type: 'network', network: 'lan' } },
    })
    expect(oneMacWays('eth7', [part], [slice]).map(({ kind }) => kind)).toEqual(['user', 'slice'])
    expect(limitsOf('slice')).toContain('lent')
    expect(limitsOf('nat')).toEqual([])
  })

  it.each<[string, HostInterface[], string[]]>([
    ['nothing, where a bridge can be made', [item({ name: 'eth0' }), wifi], []],
    ['NAT on Wi-Fi: an access point takes no second MAC', [wifi], ['network default']],
    ['macvtap on a NIC that is not managed', [unmanaged, wifi], ['direct eth0', 'network default']],
    ['NAT without a signal', [{ ...unmanaged, carrier: false }], ['network default']],
  ])('%s', (_, interfaces, expected) => {
    expect(nearestWays([nat], interfaces).map(({ key }) => key)).toEqual(expected)
  })
})
