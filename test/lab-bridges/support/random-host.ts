/** Hosts as people might have them, by a seed: each a profile, a LAN and what else is there. Pure. */
import { ROUTER } from '../../lab/lan.ts'
import type { Ipv6 } from '../../lab/lan.ts'
import { Random } from '../../faults/walk/random.ts'

export interface RandomHost {
  /** What was drawn, in words. */
  name: string
  nic: string
  /** Lines of the profile's keyfile, by section. */
  profile: Record<'connection' | 'ethernet' | 'ipv4' | 'ipv6', string[]>
  ipv6: Ipv6
  /** More options of the LAN's dnsmasq. */
  announced: string[]
  /** Addresses that come by themselves, a while after the rest. */
  awaited: RegExp[]
  /** Shell: on the LAN before, on the workstation once it is connected, and what takes it back. */
  lan: string[]
  more: string[]
  undo: string[]
  /** Whose connection, and under which name. */
  asked: { nic: string; name: string }
}

interface Part {
  name: string
  weight: number
  apply(host: RandomHost, random: Random): void
}

const part = (name: string, weight: number, apply: Part['apply']): Part => ({ name, weight, apply })
const usual = part('', 3, () => undefined)
const ROUTER6 = '2001:db8:51:64::1'

const ipv4: [Part, ...Part[]] = [
  part('DHCP', 4, ({ profile }) => profile.ipv4.push('method=auto')),
  ...['stable', 'duid', 'mac', 'perm-mac', 'ipv6-duid', 'desk 7', '01:02:03:04:05:06:07'].map(
    (id) =>
      part(`DHCP client-id ${id}`, 1, ({ profile }) =>
        profile.ipv4.push('method=auto', `dhcp-client-id=${id}`),
      ),
  ),
  part('DHCP and an address', 1, ({ profile }) =>
    profile.ipv4.push('method=auto', 'address1=198.51.100.40/24'),
  ),
  part('DHCP, host name, vendor class', 1, ({ profile }) =>
    profile.ipv4.push('method=auto', 'dhcp-hostname=desk', 'dhcp-vendor-class-identifier=office'),
  ),
  part('static', 2, ({ profile }, random) =>
    profile.ipv4.push(...fixed(random), `dns=${ROUTER};`, 'dns-search=lab.test;'),
  ),
  part('static, two addresses and a route', 1, ({ profile }, random) =>
    profile.ipv4.push(
      ...fixed(random),
      ...['address2=198.51.100.61/24', 'route1=10.9.0.0/16,198.51.100.254,77'],
      ...['route-metric=50', `dns=${ROUTER};`],
    ),
  ),
  part('static without a gateway', 1, ({ profile }) =>
    profile.ipv4.push('method=manual', 'address1=198.51.100.20/24'),
  ),
  part('static, a gateway that is not there', 1, ({ profile }) =>
    profile.ipv4.push('method=manual', 'address1=198.51.100.20/24,198.51.100.253'),
  ),
  part('/32 and a gateway off the link', 1, ({ profile, lan }) => {
    profile.ipv4.push('method=manual', 'address1=203.0.113.5/32,203.0.113.1')
    lan.push('ip address replace 203.0.113.1/32 dev lanbr')
  }),
]

function fixed(random: Random): string[] {
  return ['method=manual', `address1=198.51.100.${20 + random.below(20)}/24,${ROUTER}`]
}

const ipv6: [Part, ...Part[]] = [
  part('no IPv6 on the LAN', 3, ({ profile }) => profile.ipv6.push('method=auto')),
  part('IPv6 off', 1, ({ profile }) => profile.ipv6.push('method=disabled')),
  ...[
    ['RA', 'addr-gen-mode=stable-privacy'],
    ['RA, EUI-64', 'addr-gen-mode=eui64'],
    ['RA, token', 'addr-gen-mode=eui64', 'token=::77'],
    ['RA, privacy', 'addr-gen-mode=stable-privacy', 'ip6-privacy=2'],
    ['RA and an address', 'address1=2001:db8:51:64::40/64'],
  ].map(([name = '', ...lines]) =>
    part(name, 1, (host) => {
      host.ipv6 = 'slaac'
      host.awaited.push(/^2001:db8:51:64:(?!:40\/)\S*\/64$/)
      host.profile.ipv6.push('method=auto', ...lines)
    }),
  ),
  ...[
    ['DHCPv6'],
    ['DHCPv6, DUID stable-uuid', 'dhcp-duid=stable-uuid'],
    ['DHCPv6, DUID ll', 'dhcp-duid=ll'],
    ['DHCPv6, IAID', 'dhcp-iaid=77'],
  ].map(([name = '', ...lines]) =>
    part(name, 1, (host) => {
      host.ipv6 = 'dhcpv6'
      host.awaited.push(/^2001:db8:51:64:\S*\/128$/)
      host.profile.ipv6.push('method=auto', ...lines)
    }),
  ),
  part('IPv6 static', 1, ({ profile }) =>
    profile.ipv6.push('method=manual', `address1=2001:db8:51:64::20/64,${ROUTER6}`),
  ),
  part('IPv6 static through fe80::1', 1, ({ profile, lan }) => {
    profile.ipv6.push('method=manual', 'address1=2001:db8:51:64::20/128,fe80::1')
    lan.push('ip address replace fe80::1/64 dev lanbr nodad')
  }),
]

const prefixes: [Part, ...Part[]] = [
  { ...usual, weight: 6 },
  part('a ULA beside', 2, ({ announced, awaited, lan }) => {
    awaited.push(/^fd00:51:64:/)
    announced.push('dhcp-range=fd00:51:64::,ra-only,64,12h')
    lan.push('ip address replace fd00:51:64::1/64 dev lanbr nodad')
  }),
  part('a second global prefix', 1, ({ announced, awaited, lan }) => {
    awaited.push(/^2001:db8:51:66:/)
    announced.push('dhcp-range=2001:db8:51:66::,ra-only,64,12h')
    lan.push('ip address replace 2001:db8:51:66::1/64 dev lanbr nodad')
  }),
  part('a prefix that is going', 1, ({ announced, awaited, lan }) => {
    awaited.push(/^2001:db8:51:65:/)
    announced.push('dhcp-range=2001:db8:51:65::,ra-only,64,deprecated')
    lan.push('ip address replace 2001:db8:51:65::1/64 dev lanbr nodad')
  }),
]

const wire: [Part, ...Part[]] = [
  { ...usual, weight: 6 },
  part('cloned MAC', 1, ({ profile }, random) =>
    profile.ethernet.push(`cloned-mac-address=${random.mac()}`),
  ),
  part('stable MAC', 1, ({ profile }) => profile.ethernet.push('cloned-mac-address=stable')),
  part('random MAC', 1, ({ profile }) => profile.ethernet.push('cloned-mac-address=random')),
  part('MTU 1400', 1, ({ profile }) => profile.ethernet.push('mtu=1400')),
  part('a stable-id of the MAC', 1, ({ profile }) => profile.connection.push('stable-id=${MAC}')),
]

const surroundings: [Part, ...Part[]] = [
  { ...usual, weight: 6 },
  part('a VPN that takes the private ranges', 2, ({ more, undo }) => {
    more.push(
      'ip tuntap add dev tun9 mode tun; ip address add 10.200.0.2/24 dev tun9; ip link set tun9 up',
      'for net in 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16; do ip route add $net dev tun9; done',
    )
    undo.push('ip link delete tun9')
  }),
  part('another bridge', 1, ({ more, undo }) => {
    more.push(
      'nmcli connection add type bridge ifname br9 con-name br9 ipv4.method disabled ipv6.method disabled',
    )
    undo.push('nmcli connection delete br9')
  }),
  part('an address that no profile has', 1, ({ more, nic }) => {
    more.push(`ip address add 192.0.2.77/32 dev ${nic}`)
  }),
  part('a second NIC on the same LAN', 1, ({ more, undo }) => {
    more.push(
      'nmcli connection add type ethernet ifname eth1 con-name second ipv4.route-metric 600 ipv6.method disabled',
    )
    undo.push('nmcli connection delete second')
  }),
]

const wishes: [Part, ...Part[]] = [
  { ...usual, weight: 24 },
  part('asks for a name that is taken', 1, ({ asked }) => (asked.name = 'virbr0')),
  part('asks for the loopback', 1, ({ asked }) => (asked.nic = 'lo')),
  part('asks for libvirt’s bridge', 1, ({ asked }) => (asked.nic = 'virbr0')),
  part('asks for a NIC that is not there', 1, ({ asked }) => (asked.nic = 'eth9')),
]

const names: [Part, ...Part[]] = [
  { ...usual, weight: 9 },
  part('a NIC of another name', 1, (host) => {
    host.nic = host.asked.nic = 'enp4s0'
  }),
]

/** @param index each host of a seed has a stream of its own: the same, however many are made */
export function randomHost(seed: number, index: number): RandomHost {
  const random = new Random(seed, index)
  const host: RandomHost = {
    ...{ name: '', nic: 'eth0', asked: { nic: 'eth0', name: 'br0' }, ipv6: 'none' },
    profile: { connection: [], ethernet: [], ipv4: [], ipv6: [] },
    ...{ announced: [], awaited: [], lan: [], more: [], undo: [] },
  }
  const drawn = [names, ipv4, ipv6, wire, surroundings, wishes].map((parts) =>
    random.weighted(parts),
  )
  for (const one of drawn) one.apply(host, random)
  const prefix = random.weighted(prefixes)
  // Where nothing is announced there is no second prefix either.
  if (host.ipv6 === 'slaac') prefix.apply(host, random)
  const named = [...drawn, ...(host.ipv6 === 'slaac' ? [prefix] : [])]
  host.name = named.flatMap(({ name }) => (name === '' ? [] : [name])).join(', ')
  return host
}
