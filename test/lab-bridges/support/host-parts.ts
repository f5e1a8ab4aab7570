/** What a host at random is made of. Pure: shell is written here and run by the test. */
import { NIC_MAC, ROUTER } from '../../lab/lan.ts'
import type { Random } from '../../faults/walk/random.ts'
import type { Ipv6 } from '../../lab/lan.ts'

export interface RandomHost {
  /** What was drawn, in words. */
  name: string
  nic: string
  /** Lines of the profile's keyfile, by section. */
  profile: Record<'connection' | 'ethernet' | 'ipv4' | 'ipv6', string[]>
  /** What the profile says of the device that it is for. */
  bound: string[]
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
  meanwhile: 'nothing' | 'restart' | 'down and up' | 'rename'
}

export interface Part {
  /** In words; empty for what is usual. */
  name: string
  weight: number
  apply(host: RandomHost, random: Random): void
}

type Parts = [Part, ...Part[]]

const part = (name: string, weight: number, apply: Part['apply']): Part => ({ name, weight, apply })
export const usual = part('', 3, () => undefined)
const RULE = 'routing-rule1=priority 5000 from 10.9.0.0/16 table 77'
const ROUTER6 = '2001:db8:51:64::1'

export const ipv4: Parts = [
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
  ...[
    ['DHCP, other name servers', 'ignore-auto-dns=yes', `dns=${ROUTER};198.51.100.53;`],
    ['DHCP, a search domain', 'dns-search=lab.test;office.test;', 'dns-priority=20'],
    ['DHCP, never the default', 'never-default=yes'],
    ['DHCP without its routes', 'ignore-auto-routes=yes'],
    ['DHCP, a route and a rule', 'route1=10.9.0.0/16,198.51.100.254', RULE],
    ['DHCP, metric 40, required', 'route-metric=40', 'may-fail=no'],
    ['DHCP, a table of its own', 'route-table=77', RULE],
  ].map(([name = '', ...lines]) =>
    part(name, 1, ({ profile }) => profile.ipv4.push('method=auto', ...lines)),
  ),
  part('IPv4 off', 1, ({ profile }) => profile.ipv4.push('method=disabled')),
  part('static, two subnets', 1, ({ profile }, random) =>
    profile.ipv4.push(...fixed(random), 'address2=203.0.113.20/25', 'dns-search=lab.test;'),
  ),
  part('static, a gateway behind a route', 1, ({ profile, lan }) => {
    const way = ['gateway=203.0.113.1', 'route1=203.0.113.1/32,0.0.0.0']
    profile.ipv4.push('method=manual', 'address1=198.51.100.20/24', ...way)
    lan.push('ip address replace 203.0.113.1/32 dev lanbr')
  }),
  part('/31', 1, ({ profile, lan }) => {
    profile.ipv4.push('method=manual', 'address1=203.0.113.5/31,203.0.113.4')
    lan.push('ip address replace 203.0.113.4/31 dev lanbr')
  }),
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

export const ipv6: Parts = [
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
  part('DHCPv6 without advertisements', 1, (host) => {
    host.ipv6 = 'dhcpv6'
    host.awaited.push(/^2001:db8:51:64:\S*\/128$/)
    host.profile.ipv6.push('method=dhcp')
  }),
  part('RA and DHCPv6', 1, (host) => {
    const range = '2001:db8:51:64::1000,2001:db8:51:64::1fff'
    host.announced.push('enable-ra', `dhcp-range=${range},slaac,64,12h`)
    host.awaited.push(/^2001:db8:51:64:\S*\/128$/, /^2001:db8:51:64:\S*\/64$/)
    host.profile.ipv6.push('method=auto')
  }),
  part('RA, never the default', 1, (host) => {
    host.ipv6 = 'slaac'
    host.awaited.push(/^2001:db8:51:64:\S*\/64$/)
    host.profile.ipv6.push('method=auto', 'never-default=yes')
  }),
  part('IPv6 link-local', 1, ({ profile }) => profile.ipv6.push('method=link-local')),
  part('IPv6 left alone', 1, ({ profile }) => profile.ipv6.push('method=ignore')),
  part('IPv6 static, two prefixes', 1, ({ profile }) =>
    profile.ipv6.push(
      ...['method=manual', `address1=2001:db8:51:64::20/64,${ROUTER6}`],
      ...['address2=fd00:51:64::20/64', 'route1=fd00:9::/32,fd00:51:64::1'],
    ),
  ),
  part('IPv6 static, a gateway off the link', 1, ({ profile, lan }) => {
    profile.ipv6.push('method=manual', 'address1=2001:db8:51:64::20/64,2001:db8:ffff::1')
    lan.push('ip address replace 2001:db8:ffff::1/128 dev lanbr nodad')
  }),
  part('IPv6 static', 1, ({ profile }) =>
    profile.ipv6.push('method=manual', `address1=2001:db8:51:64::20/64,${ROUTER6}`),
  ),
  part('IPv6 static through fe80::1', 1, ({ profile, lan }) => {
    profile.ipv6.push('method=manual', 'address1=2001:db8:51:64::20/128,fe80::1')
    lan.push('ip address replace fe80::1/64 dev lanbr nodad')
  }),
]

export const prefixes: Parts = [
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
  part('a ULA and two more prefixes', 1, ({ announced, awaited, lan }) => {
    for (const prefix of ['fd00:51:64', '2001:db8:51:66', '2001:db8:51:67']) {
      awaited.push(new RegExp(`^${prefix}:`))
      announced.push(`dhcp-range=${prefix}::,ra-only,64,12h`)
      lan.push(`ip address replace ${prefix}::1/64 dev lanbr nodad`)
    }
  }),
  part('a prefix that is going', 1, ({ announced, awaited, lan }) => {
    awaited.push(/^2001:db8:51:65:/)
    announced.push('dhcp-range=2001:db8:51:65::,ra-only,64,deprecated')
    lan.push('ip address replace 2001:db8:51:65::1/64 dev lanbr nodad')
  }),
]

export const wire: Parts = [
  { ...usual, weight: 6 },
  part('cloned MAC', 1, ({ profile }, random) =>
    profile.ethernet.push(`cloned-mac-address=${random.mac()}`),
  ),
  part('stable MAC', 1, ({ profile }) => profile.ethernet.push('cloned-mac-address=stable')),
  part('random MAC', 1, ({ profile }) => profile.ethernet.push('cloned-mac-address=random')),
  part('MTU 1400', 1, ({ profile }) => profile.ethernet.push('mtu=1400')),
  part('bound to the MAC', 1, ({ profile, bound }) => {
    bound.splice(0)
    profile.ethernet.push(`mac-address=${NIC_MAC.eth0}`)
  }),
  part('bound to nothing', 1, ({ bound }) => bound.splice(0)),
  part('not by itself', 1, ({ profile }) => profile.connection.push('autoconnect=no')),
  part('zone, metered, LLDP, mDNS', 1, ({ profile }) =>
    profile.connection.push('zone=home', 'metered=1', 'lldp=1', 'mdns=2'),
  ),
  part('a stable-id of the MAC', 1, ({ profile }) => profile.connection.push('stable-id=${MAC}')),
]

export const surroundings: Parts = [
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
  part('a VPN that takes everything', 1, ({ more, undo }) => {
    more.push(
      'ip tuntap add dev tun9 mode tun; ip address add 10.200.0.2/24 dev tun9; ip link set tun9 up',
      'for net in 0.0.0.0/1 128.0.0.0/1; do ip route add $net dev tun9; done',
      'for net in ::/1 8000::/1 fc00::/7; do ip -6 route add $net dev tun9; done',
    )
    undo.push('ip link delete tun9')
  }),
  part('a bridge that nobody knows', 1, ({ more, undo }) => {
    more.push('ip link add br9 type bridge; ip link set br9 up')
    undo.push('ip link delete br9')
  }),
  part('a bridge of that name left over in the kernel', 1, ({ more, undo }) => {
    more.push('ip link add br0 type bridge')
    undo.push('ip link delete br0')
  }),
  part('a profile of that name', 1, ({ more, undo }) => {
    more.push('nmcli connection add type bridge ifname br0 con-name mine autoconnect no')
    undo.push('nmcli connection delete mine')
  }),
  part('another bridge has it', 1, (host) => {
    host.awaited.splice(0)
    host.more.push(
      'nmcli connection add type bridge ifname br9 con-name br9 autoconnect no bridge.stp no ipv4.method disabled ipv6.method disabled',
      `nmcli connection add type ethernet ifname ${host.nic} master br9 con-name 'br9 port' autoconnect no`,
      "nmcli connection up 'br9 port'",
    )
    host.undo.push("nmcli connection delete br9 'br9 port'")
  }),
  part('macvtap on it', 1, ({ more, nic, undo }) => {
    more.push(`ip link add link ${nic} name tap9 type macvtap mode bridge`)
    undo.push('ip link delete tap9')
  }),
  part('an address that no profile has', 1, ({ more, nic }) => {
    more.push(`ip address add 192.0.2.77/32 dev ${nic}`)
  }),
  part('a second NIC on the same LAN', 1, ({ more, undo }) => {
    more.push(
      'nmcli connection add type ethernet ifname eth1 con-name second ipv4.route-metric 600 ipv6.method disabled',
      // Its lease belongs to the host as it was before.
      'nmcli --wait 60 connection up second',
    )
    undo.push('nmcli connection delete second')
  }),
]

export const wishes: Parts = [
  { ...usual, weight: 24 },
  part('asks for a name that is taken', 1, ({ asked }) => (asked.name = 'virbr0')),
  part('asks for the loopback', 1, ({ asked }) => (asked.nic = 'lo')),
  part('asks for libvirt’s bridge', 1, ({ asked }) => (asked.nic = 'virbr0')),
  part('asks for a NIC that is not there', 1, ({ asked }) => (asked.nic = 'eth9')),
]

export const ANOTHER_NAME = 'enp4s0'

export const names: Parts = [
  { ...usual, weight: 9 },
  part('a NIC of another name', 1, (host) => {
    host.nic = host.asked.nic = ANOTHER_NAME
  }),
]

/** What happens while the bridge is there; with it all is the same again. */
export const meanwhile: Parts = [
  { ...usual, weight: 12 },
  part('NetworkManager restarts', 1, (host) => (host.meanwhile = 'restart')),
  part('the bridge goes down and up', 1, (host) => (host.meanwhile = 'down and up')),
  part('the NIC is renamed', 1, (host) => (host.meanwhile = 'rename')),
]
