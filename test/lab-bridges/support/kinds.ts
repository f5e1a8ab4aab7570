/** Kinds of host that people have, each as what is done to the lab's workstation. */
import type { CreateBridgeIntent } from '../../../shared/contract/contract.ts'
import { ROUTER } from '../../lab/lan.ts'
import type { Ipv6 } from '../../lab/lan.ts'
import type { Lab } from '../../lab/lab.ts'
import { OFFICE_LAN } from '../../lab/workstation.ts'

export interface Kind {
  name: string
  /** Lines of the original profile's keyfile, by section; what is left out is as usual. */
  profile?: Partial<Record<'connection' | 'ethernet' | 'ipv4' | 'ipv6', string[]>>
  ipv6?: Ipv6
  /** More than its profile. */
  prepare?: (lab: Lab) => Promise<unknown>
  cleanUp?: (lab: Lab) => Promise<unknown>
  intent?: Partial<CreateBridgeIntent>
  /** `more`: the bridge has addresses of its own, beside those that there were. */
  becomes?: 'same' | 'more'
}

const sh = (lab: Lab, script: string, where: 'workstation' | 'lan' = 'workstation') =>
  lab.run(['sh', '-c', script], { where })

export const KINDS: Kind[] = [
  { name: 'DHCP', intent: { network: 'host-bridge' } },
  {
    name: 'static: 2 addresses, route, rule, DNS, search, metric, MTU, metered, zone',
    profile: {
      connection: ['zone=work', 'metered=1'],
      ethernet: ['mtu=1400', 'wake-on-lan=64'],
      ipv4: [
        'method=manual',
        'address1=198.51.100.20/24',
        'address2=198.51.100.21/24',
        `gateway=${ROUTER}`,
        `dns=${ROUTER};`,
        'dns-search=lab.test;office.test;',
        'route1=10.9.0.0/16,198.51.100.254,77',
        'route-metric=50',
        'routing-rule1=priority 5000 from 198.51.100.21 table 254',
      ],
    },
  },
  {
    name: 'DHCP with a cloned MAC',
    profile: { ethernet: ['cloned-mac-address=02:4C:41:42:77:77'] },
  },
  { name: 'dual stack, router advertisement', ipv6: 'slaac' },
  {
    name: 'dual stack, RA with temporary addresses',
    ipv6: 'slaac',
    profile: { ipv6: ['method=auto', 'ip6-privacy=2', 'addr-gen-mode=stable-privacy'] },
  },
  { name: 'dual stack, DHCPv6', ipv6: 'dhcpv6' },
  {
    name: 'IPv6 alone, static',
    profile: {
      ipv4: ['method=disabled'],
      ipv6: [
        'method=manual',
        'address1=2001:db8:51:64::20/64,2001:db8:51:64::1',
        'dns=2001:db8:51:64::1;',
      ],
    },
  },
  {
    name: 'two default routes (600 beside ours)',
    prepare: (lab) =>
      lab.nmcli(
        ...['connection', 'add', 'type', 'ethernet', 'ifname', 'eth1', 'con-name', 'second'],
        ...['ipv4.route-metric', '600', 'ipv6.method', 'disabled'],
      ),
    cleanUp: (lab) => lab.nmcli('connection', 'delete', 'second'),
  },
  {
    name: 'two ports',
    // Both on one switch would be a loop.
    prepare: (lab) => sh(lab, 'ip link set lan-eth1 nomaster', 'lan'),
    cleanUp: (lab) => sh(lab, 'ip link set lan-eth1 master lanbr', 'lan'),
    intent: { ports: ['eth1'] },
  },
  {
    name: 'two ports on one switch, STP',
    intent: {
      ports: ['eth1'],
      options: {
        ...{ stp: true, priority: 4096, forwardDelay: 2, ageingTime: 100, mac: null, mtu: 1300 },
        ...{ multicastSnooping: false, vlanFiltering: false, nativeVlan: null, vlans: [] },
      },
    },
  },
  { name: 'a NIC without a profile', intent: { nic: 'eth1' }, becomes: 'more' },
  {
    name: 'a NIC without a profile, static addresses for the bridge',
    intent: {
      nic: 'eth1',
      addresses: {
        method: 'static',
        addresses: ['198.51.100.77/24', '2001:db8:51:64::77/64'],
        ...{ gateway: null, dns: [] },
      },
    },
    becomes: 'more',
  },
  { name: 'a bridge without a NIC', intent: { nic: null } },
]

/** Writes the original profile anew and connects with it. */
export async function become(lab: Lab, { profile = {}, ipv6 = 'none', prepare }: Kind) {
  const { connection = [], ethernet = [] } = profile
  const ipv4 = profile.ipv4 ?? ['method=auto']
  const six = profile.ipv6 ?? ['method=auto', 'addr-gen-mode=stable-privacy']
  const { id, uuid } = OFFICE_LAN
  const lines = [
    ...['[connection]', `id=${id}`, `uuid=${uuid}`, 'type=ethernet', 'interface-name=eth0'],
    ...[...connection, '[ethernet]', ...ethernet, '[ipv4]', ...ipv4, '[ipv6]', ...six, ''],
  ]
  const file = `/etc/NetworkManager/system-connections/${id}.nmconnection`
  await lab.run(['tee', file], { input: lines.join('\n') })
  await lab.lan.dhcp.restart({ ipv6 })
  await lab.nmcli('connection', 'reload')
  await lab.nmcli('connection', 'up', id)
  await prepare?.(lab)
}
