/** Faults of libvirt’s own networks. */
import {
  FRESH,
  RESERVED,
  SPARE,
  SPARE_TOO,
  addressOf,
  cannotLease,
  cut,
  gone,
  leases,
  pings,
  plugInto,
  web,
} from './fault.ts'
import type { Fault } from './fault.ts'
import type { Patients } from './patients.ts'

const endOtherDns = (at: Patients) =>
  at.root(
    'kill $(cat /run/other-dns.pid) && rm /run/other-dns.pid; ip address delete 10.66.0.1/32 dev lo; true',
  )

export const networkFaults: Fault[] = [
  {
    code: 'network-inactive',
    what: 'network stopped',
    target: web,
    make: (at) => at.lab.virsh('net-destroy', 'default'),
    broken: (at) => at.reaches('web', '192.168.122.1').then((reached) => !reached),
    works: pings,
  },
  {
    code: 'tap-without-bridge',
    what: 'network restarted under the machine',
    target: web,
    make: async (at) => {
      await at.lab.virsh('net-destroy', 'default')
      await at.lab.virsh('net-start', 'default')
    },
    broken: cut,
    works: pings,
  },
  {
    code: 'network-no-autostart',
    what: 'network not started by itself',
    target: (at) => ({ type: 'network', uuid: at.network('default').uuid }),
    make: (at) => at.lab.virsh('net-autostart', 'default', '--disable'),
    works: async (at) => {
      const text = await at.lab.virsh('net-info', 'default')
      if (!/Autostart:\s+yes/.test(text)) throw new Error(text)
    },
  },
  {
    code: 'bridge-down',
    what: 'bridge switched off',
    target: web,
    make: (at) => at.root('ip link set virbr0 down'),
    broken: cut,
    works: pings,
  },
  {
    code: 'stp-listening',
    what: 'STP still listening',
    target: web,
    make: (at) =>
      at.root(
        `ip link set virbr0 type bridge forward_delay 2900 stp_state 1 && ip link set ${at.tap('web')} nomaster && ip link set ${at.tap('web')} master virbr0`,
      ),
    broken: cut,
    works: pings,
    // With a spanning tree the kernel takes no delay below 2 s.
    restore: async (at) => {
      for (const option of ['stp_state 0', 'forward_delay 0', 'stp_state 1'])
        await at.root(`ip link set virbr0 type bridge ${option}`)
    },
  },
  {
    code: 'mtu-mismatch',
    what: 'smaller MTU on one port',
    target: web,
    make: (at) => at.root(`ip link set ${at.tap('web')} mtu 1300`),
    // The bridge itself takes the least MTU of its ports, so the host's own packets fit.
    broken: (at) => at.reaches('db', addressOf(at, 'web'), '-s 1400').then((reached) => !reached),
    works: (at) => at.pings('db', addressOf(at, 'web'), '-s 1400'),
    restore: (at) => at.root(`ip link set ${at.tap('web')} mtu 1500`),
  },
  {
    code: 'dnsmasq-dead',
    what: 'dnsmasq killed',
    target: web,
    make: (at) => at.root('kill -KILL $(cat /run/libvirt/network/default.pid)'),
    broken: cannotLease,
    works: leases,
  },
  {
    code: 'dns-silent',
    what: 'dnsmasq hangs',
    target: web,
    make: (at) => at.root('kill -STOP $(cat /run/libvirt/network/default.pid)'),
    broken: cannotLease,
    works: leases,
  },
  {
    code: 'dhcp-range-full',
    what: 'DHCP range full',
    target: (at) => at.nic('db', SPARE_TOO),
    make: async (at) => {
      await plugInto(at, 'tight', 'web', SPARE)
      await at.leases('web', 'eth1')
      await plugInto(at, 'tight', 'db', SPARE_TOO)
    },
    broken: async (at) =>
      !(await at.inGuest('db', 'udhcpc -n -q -f -i eth1 -s /bin/true -t 3 -T 1')),
    works: (at) => at.leases('db', 'eth1'),
    restore: async (at) => {
      await at.machines.remove('web', SPARE, 'now')
      await at.machines.remove('db', SPARE_TOO, 'now')
      await gone(at, 'web', 'eth1')
      await gone(at, 'db', 'eth1')
    },
  },
  {
    code: 'no-reservation',
    what: 'reservations alone, none for this NIC',
    target: (at) => at.nic('web', SPARE),
    make: async (at) => {
      const intent = { xml: RESERVED, autostart: false, despiteCollision: false }
      await at.apply(at.backend.api.planImportNetwork(intent))
      await plugInto(at, 'reserved', 'web', SPARE)
    },
    broken: async (at) =>
      !(await at.inGuest('web', 'udhcpc -n -q -f -i eth1 -s /bin/true -t 2 -T 1')),
    byHand: (at) =>
      at.lab.virsh(
        ...['net-update', 'reserved', 'add', 'ip-dhcp-host'],
        ...[`<host mac="${SPARE}" ip="10.67.0.11"/>`, '--live', '--config'],
      ),
    works: async (at) => {
      await at.leases('web', 'eth1')
      // libvirt tells nobody of a reservation; who comes back to the window sees it.
      await at.backend.api.setVisible(true)
      const isTold = () => at.network('reserved').subnets[0]?.reservations.length === 2
      await at.backend.until(isTold)
    },
    restore: async (at) => {
      await at.machines.remove('web', SPARE, 'now')
      await gone(at, 'web', 'eth1')
      await at.root('virsh net-destroy reserved; virsh net-undefine reserved')
    },
  },
  {
    code: 'dns-port-taken',
    what: 'name service’s port taken',
    target: (at) => ({ type: 'network', uuid: at.network('tight').uuid }),
    make: async (at) => {
      await at.lab.virsh('net-destroy', 'tight')
      await at.root(
        'ip address add 10.66.0.1/32 dev lo; dnsmasq --conf-file=/dev/null --pid-file=/run/other-dns.pid --port=53 --no-resolv --no-hosts --bind-interfaces --listen-address=10.66.0.1',
      )
      await at.backend.until(() => !at.network('tight').active)
    },
    broken: async (at) =>
      (await at.lab.run(['virsh', 'net-start', 'tight'], { check: false })).code !== 0,
    byHand: endOtherDns,
    works: async (at) => {
      await at.backend.api.startNetwork(at.network('tight').uuid)
    },
    restore: async (at) => {
      await endOtherDns(at)
      await at.lab.run(['virsh', 'net-start', 'tight'], { check: false })
    },
  },
  {
    code: 'no-lease',
    what: 'guest has not asked for an address',
    target: (at) => at.nic('web', FRESH),
    make: async (at) => {
      await plugInto(at, 'default', 'web', FRESH)
      // Before the offer, which takes libvirt's dnsmasq three seconds.
      await at.inGuest('web', 'kill $(cat /run/eth1)')
    },
    works: async (at) => {
      const mine = () =>
        at.lab
          .guest('web')
          .nics()
          .find(({ mac }) => mac === FRESH)
      for (let left = 60; left > 0 && !mine(); left--)
        await new Promise((done) => setTimeout(done, 500))
      if (!mine()) throw new Error('the guest did not ask again')
    },
    restore: async (at) => {
      await at.machines.remove('web', FRESH, 'now')
      await gone(at, 'web', 'eth1')
    },
  },
]
