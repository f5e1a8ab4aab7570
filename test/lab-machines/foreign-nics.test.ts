/** NICs as other tools and older days left them, and what becomes of them in an edit. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ChangeNicIntent } from '../../shared/contract/contract.ts'
import type { Plan } from '../../shared/model/plan.ts'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { MachineDriver } from '../support/machines.ts'

const MAIL = '52:54:00:51:64:03'
const DB = '52:54:00:51:64:02'
const SECOND =
  '<name>second</name><forward mode="nat"/><bridge name="virbr5" stp="off"/><ip address="10.99.5.1" prefix="24"><dhcp><range start="10.99.5.10" end="10.99.5.99"/></dhcp></ip>'
/** No Open vSwitch is needed to define it. */
const OVS =
  '<name>ovs</name><forward mode="bridge"/><bridge name="ovsbr0"/><virtualport type="openvswitch"/>'

let lab: Lab
let backend: TestBackend
let machines: MachineDriver

beforeAll(async () => {
  lab = await Lab.start({ guests: ['db', 'old-mail'] })
  for (const inner of [SECOND, OVS]) {
    const input = `<network>${inner}</network>`
    await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input })
  }
  await lab.virsh('net-start', 'second')
  await lab.virsh('net-autostart', 'second')
  backend = await TestBackend.start(lab)
  await backend.api.setVisible(true)
  machines = new MachineDriver(lab, backend)
})
afterAll(async () => {
  await backend.stop()
  await lab.stop()
})

async function define(name: string, nics: string, os = ''): Promise<void> {
  const input = `<domain type="qemu"><name>${name}</name><memory unit="MiB">96</memory><vcpu>1</vcpu>
    <os><type arch="x86_64" machine="q35">hvm</type>${os}</os><devices>${nics}</devices></domain>`
  await lab.run(['sh', '-c', 'cat | virsh define /dev/stdin'], { input })
  await backend.until(() => machines.find(name)?.nics.length)
}

const nic = (mac: string, more = '', network = 'default') =>
  `<interface type="network"><mac address="${mac}"/><source network="${network}"/><model type="virtio"/>${more}</interface>`

function plan(name: string, mac: string, changes: ChangeNicIntent['changes']): Promise<Plan> {
  const which = { machine: machines.get(name).uuid, nic: machines.ref(name, mac) }
  return backend.api.planChangeNic({ ...which, changes, when: 'stored' })
}

const onNetwork = (network: string): ChangeNicIntent['changes'] => ({
  source: { type: 'network', network, portGroup: null },
})

// openshift/assisted-test-infra PR #2567: os/boot and per-device boot orders together
it.each([
  ['libvirt’s own <boot dev="hd"/>', 'old-mail', MAIL],
  ['<boot dev="network"/><boot dev="hd"/>', 'pxe', '52:54:00:00:31:01'],
])('sets a NIC’s boot order on a machine with %s', async (_, name, mac) => {
  if (name === 'pxe') await define(name, nic(mac), '<boot dev="network"/><boot dev="hd"/>')
  await machines.carryOut(plan(name, mac, { bootOrder: 1 }))
  const xml = await machines.definedXml(name)
  expect(xml).toContain("<boot order='1'/>")
  expect(xml).not.toContain('<boot dev=')
})

it('refuses a boot order that another device has, naming it', async () => {
  const [first, second] = ['52:54:00:00:31:03', '52:54:00:00:31:04']
  await define('orders', nic(first, '<boot order="1"/>') + nic(second))
  const planned = plan('orders', second, { bootOrder: 1 })
  const failure = await machines.carryOut(planned).then(
    () => expect.unreachable('two devices of one order'),
    (error: { data: { code: string } }) => error.data,
  )
  expect(failure.code).not.toBe('libvirt-failed')
  expect(JSON.stringify(failure)).toContain(first)
})

// virt-manager #925 and PR #697: from user networking (slirp, passt) to a network
it('takes a NIC from user networking to a network, with what belongs to that mode', async () => {
  const mac = '52:54:00:00:17:02'
  await define(
    'slirp',
    `<interface type="user"><mac address="${mac}"/><ip family="ipv4" address="10.9.9.2" prefix="24"/><model type="virtio"/></interface>`,
  )
  await machines.carryOut(plan('slirp', mac, onNetwork('default')))
  expect(await machines.definedXml('slirp')).toContain("<source network='default'/>")
})

// virt-manager #925: a machine that goes out through the emulator itself
it('gives a machine a NIC in user mode', async () => {
  const machine = machines.get('slirp').uuid
  const intent = { machine, source: { type: 'user' }, model: 'virtio', mac: null } as const
  await machines.carryOut(backend.api.planAddNic({ ...intent, when: 'stored' }))
  expect(await machines.definedXml('slirp')).toContain("<interface type='user'>")
})

// libvirt (gitlab) #157, hibiki31/virty #17: VLAN tags that the new network can't have
it.each([
  ['an edit, VLAN', 'tag1', '<vlan><tag id="42"/></vlan>', false],
  ['moving all, VLAN', 'tag2', '<vlan><tag id="42"/></vlan>', true],
])('lets a machine start after its NIC has left Open vSwitch (%s)', async (_, name, more, all) => {
  const mac = `52:54:00:00:24:0${['tag1', 'tag2'].indexOf(name)}`
  await define(name, nic(mac, more, 'ovs'))
  await machines.carryOut(
    all
      ? backend.api.planMoveMachines({ from: 'ovs', to: 'default', when: 'stored' })
      : plan(name, mac, onNetwork('default')),
  )
  try {
    await backend.api.startMachine(machines.get(name).uuid)
  } finally {
    await lab.run(['virsh', 'destroy', name], { check: false })
  }
})

// The machine's kernel may lack what libvirt limits with (sfq), so the definition alone is looked at.
it('takes a promise of bandwidth away where nobody keeps it, and leaves the limit', async () => {
  const mac = '52:54:00:00:24:02'
  const limit = '<bandwidth><inbound average="100" floor="50"/></bandwidth>'
  await define('floor1', nic(mac, limit, 'ovs'))
  const planned = await plan('floor1', mac, onNetwork('default'))
  expect(planned.lost).toEqual([{ key: 'lost.nic-floor', params: { mac, value: '50' } }])
  await machines.carryOut(Promise.resolve(planned))
  expect(await machines.definedXml('floor1')).toContain("<inbound average='100'/>")
})

const CARD = `<interface type="hostdev" managed="yes"><mac address="52:54:00:00:33:07"/><driver name="vfio"/><source><address type="pci" domain="0" bus="0x43" slot="0" function="5"/></source><vlan><tag id="7"/></vlan></interface>`

it.each<[string, string, string, ChangeNicIntent['changes']]>([
  [
    'a NIC out of user networking',
    'back1',
    '<interface type="user"><mac address="52:54:00:00:33:01"/><ip family="ipv4" address="10.9.9.2" prefix="24"/><model type="virtio"/></interface>',
    onNetwork('default'),
  ],
  ['a device of the host', 'back2', CARD, onNetwork('default')],
  [
    'a virtio card with options',
    'back3',
    nic('52:54:00:00:33:03', '<driver name="vhost" queues="2" txmode="iothread"/>'),
    { model: 'e1000e' },
  ],
  [
    'a port of Open vSwitch',
    'back4',
    nic(
      '52:54:00:00:33:04',
      '<virtualport><parameters interfaceid="09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f"/></virtualport><vlan><tag id="42"/></vlan><bandwidth><inbound average="100" floor="50"/></bandwidth>',
      'ovs',
    ),
    onNetwork('default'),
  ],
  ['a boot order', 'back5', nic('52:54:00:00:33:05'), { bootOrder: 1 }],
])('takes a change back with all that went with it: %s', async (_, name, nics, changes) => {
  await define(name, nics)
  const before = await machines.definedXml(name)
  const mac = machines.get(name).nics[0]?.mac ?? ''
  const { id } = await machines.carryOut(plan(name, mac, changes))
  const between = await machines.definedXml(name)
  expect(between).not.toBe(before)
  const { id: undone } = await machines.carryOut(backend.api.planUndo(id))
  expect(await machines.definedXml(name)).toBe(before)
  await machines.carryOut(backend.api.planUndo(undone))
  expect(await machines.definedXml(name)).toBe(between)
})

it('makes a device of the host a virtio card of the network', async () => {
  expect(await machines.definedXml('back2')).toContain("<model type='virtio'/>")
})

it.each<[string, string, string, ChangeNicIntent['changes']]>([
  [
    'a filter on user networking',
    'unfit1',
    '<interface type="user"><mac address="52:54:00:00:34:01"/><model type="virtio"/></interface>',
    { filter: { name: 'clean-traffic', parameters: [] } },
  ],
  [
    'a filter on macvtap',
    'unfit2',
    '<interface type="direct"><mac address="52:54:00:00:34:02"/><source dev="eth1" mode="bridge"/><model type="virtio"/></interface>',
    { filter: { name: 'clean-traffic', parameters: [] } },
  ],
  [
    'queues of what is no virtio card',
    'unfit3',
    nic('52:54:00:00:34:03').replace('virtio', 'e1000e'),
    { queues: 2 },
  ],
  [
    'an MTU of macvtap',
    'unfit4',
    '<interface type="direct"><mac address="52:54:00:00:34:04"/><source dev="eth1" mode="bridge"/><model type="virtio"/></interface>',
    { mtu: 1400 },
  ],
])('refuses what libvirt would drop or refuse half-way: %s', async (_, name, nics, changes) => {
  await define(name, nics)
  const before = await machines.definedXml(name)
  const mac = machines.get(name).nics[0]?.mac ?? ''
  await expect(plan(name, mac, changes)).rejects.toMatchObject({
    data: { code: 'nic-part-unfit' },
  })
  expect(await machines.definedXml(name)).toBe(before)
})

// cockpit-project/cockpit-machines #563, #1098: a machine that was saved goes on as it was saved
it('says that a saved machine goes on with the NIC that it was saved with', async () => {
  await lab.guest('db').waitForAddress('192.168.122.')
  await lab.virsh('managedsave', 'db')
  await backend.until(() => machines.get('db').state === 'shut-off')
  await machines.shown()
  const planned = await plan('db', DB, onNetwork('second'))
  await machines.carryOut(Promise.resolve(planned))
  expect(JSON.stringify(planned.warnings)).toMatch(/saved/i)
})

it('counts a saved machine among those that need a network, when that is to be deleted', async () => {
  expect(await lab.virsh('managedsave-dumpxml', 'db')).toContain("network='default'")
  const uuid = backend.inventory?.networks.find(({ name }) => name === 'default')?.uuid ?? ''
  const told = await backend.api.planDeleteNetwork({ network: uuid }).then(
    ({ warnings, lost, interruption }) => JSON.stringify([warnings, lost, interruption]),
    (error: { data: unknown }) => JSON.stringify(error.data),
  )
  expect(told).toMatch(/\bdb\b/)
})

it('throws the saved state away, so that the machine starts as it is stored', async () => {
  expect(machines.get('db').saved).toEqual({ networks: ['default'] })
  await backend.api.discardSavedState(machines.get('db').uuid)
  await backend.until(() => !machines.get('db').saved)
  await backend.api.startMachine(machines.get('db').uuid)
  await backend.until(() => machines.nic('db', DB).plugged)
  expect(machines.nic('db', DB).source).toMatchObject({ network: 'second' })
})
