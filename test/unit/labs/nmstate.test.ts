/** The host's bridges as nmstate's YAML: read back as YAML; no nmstate is here to apply it. */
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { hostNmstate } from '../../../electron/backend/labs/forms/nmstate.ts'
import type { HostInterface, IpState } from '../../../shared/model/host.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'

const none: IpState = { method: 'none', addresses: [], gateway: null, routes: [], dns: [] }
const some = (name: string, more: Partial<HostInterface>): HostInterface => ({
  ...{ name, kind: 'ethernet', mac: null, mtu: 1500, carrier: true, state: 'activated' },
  ...{ profile: null, ipv4: none, ipv6: none, controller: null, ports: [], notBridgeable: null },
  ...{ madeByPuente: null, ...more },
})
const facts = { owner: 'puente' as const, options: defaultBridgeOptions, ownPorts: [] }
const br0 = some('br0', {
  ...{ kind: 'bridge', bridge: facts, ports: ['eth0', 'vnet3'] },
  ipv4: {
    ...{ method: 'static', gateway: '192.0.2.1', dns: ['192.0.2.53'] },
    addresses: [{ address: '192.0.2.7', prefix: 24 }],
    routes: [{ destination: '10.9.0.0', prefix: 16, nextHop: '192.0.2.254', metric: 0 }],
  },
  ipv6: { ...none, method: 'auto', dns: ['fe80::1'], gateway: 'fe80::1' },
})
const br20 = some('br20', {
  kind: 'bridge',
  ports: ['eth1.20'],
  bridge: { ...facts, options: { ...defaultBridgeOptions, stp: true } },
  ipv4: { ...none, method: 'dhcp', dns: ['192.0.2.99'], gateway: '192.0.2.98' },
})
const host = [
  ...[br0, br20, some('eth0', { controller: 'br0' }), some('eth2', {})],
  some('eth1.20', { kind: 'vlan', controller: 'br20', vlan: { id: 20, nic: 'eth1' } }),
  some('virbr0', { kind: 'bridge', bridge: { ...facts, owner: 'other' } }),
]

it('has each bridge with its addresses and what it stands on, and what DHCP tells it is told there', () => {
  expect(parse(hostNmstate(host, null) ?? '')).toEqual({
    interfaces: [
      {
        ...{ name: 'br0', type: 'linux-bridge', state: 'up', mtu: 1500 },
        ipv4: {
          ...{ enabled: true, dhcp: false },
          address: [{ ip: '192.0.2.7', 'prefix-length': 24 }],
        },
        ipv6: { enabled: true, dhcp: true, autoconf: true },
        bridge: { options: { stp: { enabled: false } }, port: [{ name: 'eth0' }] },
      },
      {
        ...{ name: 'br20', type: 'linux-bridge', state: 'up', mtu: 1500 },
        ...{ ipv4: { enabled: true, dhcp: true }, ipv6: { enabled: false } },
        bridge: { options: { stp: { enabled: true } }, port: [{ name: 'eth1.20' }] },
      },
      { name: 'eth0', type: 'ethernet', state: 'up', mtu: 1500 },
      {
        ...{ name: 'eth1.20', type: 'vlan', state: 'up', mtu: 1500 },
        vlan: { 'base-iface': 'eth1', id: 20 },
      },
    ],
    routes: {
      config: [
        ['0.0.0.0/0', '192.0.2.1'],
        ['10.9.0.0/16', '192.0.2.254'],
      ].map(([destination, via]) => {
        return { destination, 'next-hop-address': via, 'next-hop-interface': 'br0' }
      }),
    },
    'dns-resolver': { config: { server: ['192.0.2.53'] } },
  })
})

it('has those alone that are chosen, and is nothing where there is none', () => {
  const { interfaces } = parse(hostNmstate(host, ['br20']) ?? '') as { interfaces: object[] }
  expect(interfaces).toHaveLength(2)
  expect(hostNmstate(host, ['virbr0'])).toBeNull()
})
