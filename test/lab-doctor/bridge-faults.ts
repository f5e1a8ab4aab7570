/** Faults on the way to the LAN. */
import { ROUTER } from '../lab/lan.ts'
import { NOWHERE, SPARE, gone, off } from './fault.ts'
import type { Fault } from './fault.ts'
import type { Patients } from './patients.ts'

/** db is on br0, which hangs on eth0. */
const db = (at: Patients) => at.machine('db')
const dbCut = (at: Patients) => at.reaches('db', ROUTER).then((reached) => !reached)
const dbPings = (at: Patients) => at.pingsLan('db')

export const bridgeFaults: Fault[] = [
  {
    code: 'bridge-without-port',
    what: 'bridge without its NIC',
    target: db,
    make: (at) => at.lab.nmcli('connection', 'down', 'br0 port eth0'),
    broken: dbCut,
    byHand: (at, finding) => at.runCommands(finding, 'alex'),
    restore: (at) => at.lab.nmcli('connection', 'up', 'br0 port eth0'),
    works: dbPings,
  },
  {
    code: 'bridge-no-carrier',
    what: 'bridge’s NIC without a signal',
    target: db,
    make: (at) => at.lab.cable('eth0').unplug(),
    broken: dbCut,
    byHand: (at) => at.lab.cable('eth0').plug(),
    restore: (at) => at.lab.cable('eth0').plug(),
    works: dbPings,
  },
  {
    code: 'docker-forward',
    what: 'Docker’s FORWARD policy DROP',
    target: db,
    make: (at) =>
      at.root(`set -e
sysctl -qw net.bridge.bridge-nf-call-iptables=1
iptables -N DOCKER-USER
iptables -I FORWARD -j DOCKER-USER
iptables -P FORWARD DROP`),
    broken: dbCut,
    works: async (at) => {
      await at.leases('db')
      await dbPings(at)
    },
    restore: (at) =>
      at.root(
        'iptables -F DOCKER-USER; iptables -D FORWARD -j DOCKER-USER; iptables -X DOCKER-USER; iptables -P FORWARD ACCEPT',
      ),
  },
  {
    code: 'bridge-nf',
    what: 'bridge-nf-call-iptables',
    target: db,
    make: (at) =>
      at.root('sysctl -qw net.bridge.bridge-nf-call-iptables=1; iptables -P FORWARD DROP'),
    broken: dbCut,
    works: dbPings,
    restore: (at) => at.root('iptables -P FORWARD ACCEPT'),
  },
  {
    code: 'no-lan-address',
    what: 'LAN’s DHCP server silent',
    target: db,
    make: async (at) => {
      // Its name server goes on answering.
      await at.lab.lan.dhcp.restart({ extra: ['dhcp-ignore=tag:!known'] })
      await at.inGuest('db', 'ip address flush dev eth0; kill $(cat /run/eth0)')
      await at.root('ip neigh flush dev br0')
    },
    broken: dbCut,
    byHand: async (at, finding) => {
      await at.lab.lan.dhcp.restart()
      await at.applyFix(finding)
    },
    restore: (at) => at.lab.lan.dhcp.restart(),
    works: dbPings,
  },
  {
    code: 'macvtap-host',
    what: 'macvtap: host and guest apart',
    target: (at) => at.nic('db', SPARE),
    make: async (at) => {
      await at.root('ip address add 198.51.100.60/32 dev eth1')
      await at.machines.remove('db', at.mac('db'), 'now-and-stored')
      await gone(at, 'db', 'eth0')
      await at.lab.virsh(
        'attach-interface',
        'db',
        'direct',
        'eth1',
        '--model',
        'virtio',
        '--mac',
        SPARE,
        '--live',
        '--config',
      )
      await at.backend.until(() => at.mac('db') === SPARE)
      await at.leases('db')
    },
    broken: (at) => at.reaches('db', '198.51.100.60').then((reached) => !reached),
    works: (at) => at.pings('db', at.gateway),
    restore: async (at) => {
      await at.root('ip address del 198.51.100.60/32 dev eth1')
      await at.machines.remove('db', SPARE, 'now-and-stored')
    },
  },
  {
    code: 'device-missing',
    what: 'network on a bridge that is gone',
    target: (at) => ({ type: 'network', uuid: at.network('nowhere').uuid }),
    make: async (at) => {
      await at.lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input: NOWHERE })
      await at.lab.virsh('net-start', 'nowhere')
      await at.lab.virsh('net-autostart', 'nowhere')
      await at.lab.virsh(
        'attach-interface',
        'old-mail',
        'network',
        'nowhere',
        '--model',
        'virtio',
        '--config',
      )
      await at.backend.until(({ networks }) =>
        networks.some(({ name, active }) => name === 'nowhere' && active),
      )
    },
    byHand: (at) =>
      at.root(
        'ip link add br9 type bridge forward_delay 0; ip link set br9 up; ip link set eth1 master br9 up',
      ),
    works: async (at) => {
      await at.lab.virsh('start', 'old-mail')
      await at.lab.guest('old-mail').waitForAddress('198.51.100.')
    },
    restore: (at) => off(at, 'old-mail'),
  },
]
