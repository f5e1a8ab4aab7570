/** Faults of machines and their NICs. */
import { APART, SPARE, addressOf, cut, gone, off, pings, storeOn, web, wire } from './fault.ts'
import type { Fault } from './fault.ts'

export const machineFaults: Fault[] = [
  {
    code: 'machine-off',
    what: 'machine off',
    target: (at) => at.machine('old-mail'),
    make: async () => undefined,
    works: (at) => at.lab.guest('old-mail').waitForAddress('192.168.122.'),
    restore: (at) => off(at, 'old-mail'),
  },
  {
    code: 'machine-saved',
    what: 'machine saved, then stored elsewhere',
    target: (at) => at.machine('db'),
    make: async (at) => {
      await at.lab.virsh('managedsave', 'db')
      await storeOn(at, 'db', 'default', 'apart')
      await at.backend.until(() => at.machines.get('db').saved)
    },
    works: async (at) => {
      await at.lab.virsh('start', 'db')
      if (!(await at.lab.virsh('domiflist', 'db')).includes('apart')) throw new Error('as saved')
    },
    restore: async (at) => {
      await off(at, 'db')
      await at.lab.run(['virsh', 'managedsave-remove', 'db'], { check: false })
      await storeOn(at, 'db', 'apart', 'default')
      await at.lab.virsh('start', 'db')
      await at.lab.guest('db').waitForAddress('192.168.122.')
    },
  },
  {
    code: 'machine-paused',
    what: 'machine paused',
    target: web,
    make: (at) =>
      at.lab
        .virsh('suspend', 'web')
        .then(() => at.backend.until(() => at.machines.get('web').state === 'paused')),
    works: pings,
  },
  {
    code: 'no-nic',
    what: 'machine without a NIC',
    target: (at) => at.machine('db'),
    make: (at) => at.machines.remove('db', at.mac('db'), 'now-and-stored'),
    works: (at) => at.leases('db'),
  },
  {
    code: 'nic-not-plugged',
    what: 'NIC stored, not plugged in',
    target: web,
    make: (at) =>
      at.lab.virsh(
        'attach-interface',
        'web',
        'network',
        'default',
        '--model',
        'virtio',
        '--mac',
        SPARE,
        '--config',
      ),
    works: (at) => at.leases('web', 'eth1'),
    restore: async (at) => {
      await at.machines.remove('web', SPARE, 'now-and-stored')
      await gone(at, 'web', 'eth1')
    },
  },
  {
    code: 'link-down',
    what: 'link down',
    target: web,
    make: (at) => at.lab.virsh('domif-setlink', 'web', at.mac('web'), 'down'),
    broken: cut,
    works: pings,
  },
  {
    code: 'stored-differs',
    what: 'running on another network than stored',
    target: web,
    make: (at) => wire(at, 'apart', 'now'),
    broken: cut,
    works: pings,
  },
  {
    code: 'duplicate-mac',
    what: 'MAC of another machine',
    target: (at) => at.machine('db'),
    make: async (at) => {
      await at.machines.remove('db', at.mac('db'), 'now-and-stored')
      await gone(at, 'db', 'eth0')
      const twin = ['attach-interface', 'db', 'network', 'default', '--model', 'virtio', '--mac']
      await at.lab.virsh(...twin, at.mac('web'), '--live', '--config')
      await at.backend.until(() => at.mac('db') === at.mac('web'))
    },
    works: async (at) => {
      await at.leases('db')
      await at.pings('web')
    },
  },
  {
    code: 'duplicate-address',
    what: 'address of another machine',
    target: web,
    make: async (at) => {
      const address = addressOf(at, 'web')
      await at.inGuest('db', `ip address add ${address}/24 dev eth0`)
      await at.inGuest('db', `for i in 1 2 3; do arping -U -c 1 -I eth0 ${address}; sleep 1; done`)
    },
    byHand: async (at) => {
      const address = addressOf(at, 'web')
      await at.inGuest('db', `ip address del ${address}/24 dev eth0`)
      await at.inGuest('web', `arping -U -c 2 -I eth0 ${address}`)
    },
    works: pings,
  },
  {
    code: 'network-gone',
    what: 'network deleted under the machine',
    target: (at) => at.nic('web', at.mac('web')),
    make: async (at) => {
      await wire(at, 'apart', 'now')
      await at.lab.virsh('net-destroy', 'apart')
      await at.lab.virsh('net-undefine', 'apart')
      await at.backend.until(({ networks }) => !networks.some(({ name }) => name === 'apart'))
    },
    byHand: async (at) => {
      const intent = { xml: APART, autostart: true, despiteCollision: false }
      await at.apply(at.backend.api.planImportNetwork(intent))
      // The NIC's tap is still without a bridge: a finding of its own.
      await at.applyFix(await at.namedFirst(() => web(at), 'tap-without-bridge'))
    },
    works: (at) => at.lab.guest('web').run('ip link set eth0 up'),
    restore: async (at) => {
      await wire(at, 'default', 'now')
      await at.pings('web')
    },
  },
]
