/** Networks as people have them, that tools for libvirt stumble over. */
import { expect, it } from 'vitest'
import type { NetworkDefinition } from '../../shared/model/network-definition.ts'
import type { Plan } from '../../shared/model/plan.ts'
import { copiedDefinition } from '../../shared/rules/networks/defaults.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { useHost } from '../support/fresh-host.ts'
import { MachineDriver } from '../support/machines.ts'

const DB = '52:54:00:51:64:02'

let lab: Lab
let backend: TestBackend
let machines: MachineDriver

useHost(
  async () => {
    lab = await Lab.start({ guests: ['db'] })
    await lab.polkit.grant('org.freedesktop.policykit.exec')
    backend = await TestBackend.start(lab)
    await backend.api.setVisible(true)
    machines = new MachineDriver(lab, backend)
  },
  async () => {
    await backend.stop()
    await lab.stop()
  },
)

const network = (name: string) =>
  backend.inventory?.networks.find((item) => item.name === name) ?? expect.unreachable(name)

async function define(name: string, inner: string, namespace = ''): Promise<void> {
  const input = `<network ${namespace}><name>${name}</name>${inner}</network>`
  await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input })
  await lab.virsh('net-start', name)
  await lab.virsh('net-autostart', name)
  await backend.until(({ networks }) => networks.some((item) => item.name === name && item.active))
}

async function stored(name: string): Promise<NetworkDefinition> {
  const details = await backend.api.getNetworkDetails(network(name).uuid)
  return details.stored?.definition ?? expect.unreachable('it is stored')
}

/** The code that it was refused with, at planning or when it was carried out; null: it was done. */
async function refusal(planned: Promise<Plan>): Promise<string | null> {
  try {
    await backend.api.applyPlan((await planned).id)
    return null
  } catch (error) {
    return (error as { data: { code: string } }).data.code
  }
}

const rawWords = ['libvirt-failed', 'xml-invalid']

const codes = async (target: Parameters<TestBackend['api']['diagnose']>[0]) => {
  const { findings } = await backend.api.diagnose(target, { run: 'test', asAdministrator: true })
  return findings.map(({ code }) => code)
}

// terraform-provider-libvirt PR #937: an IPv6 address for a MAC
it('pins the IPv6 address of a lease, or says in words of its own why not', async () => {
  const dhcp = '<dhcp><range start="fd00:20::100" end="fd00:20::1ff"/></dhcp>'
  await define(
    'v6',
    `<bridge name="virbr20" stp="off"/><ip family="ipv6" address="fd00:20::1" prefix="64">${dhcp}</ip>`,
  )
  const wanted = { mac: '52:54:00:00:12:01', address: 'fd00:20::123', name: 'web' }
  const planned = backend.api.planReserveAddress({ network: network('v6').uuid, ...wanted })
  expect(rawWords).not.toContain(await refusal(planned))
})

// adrahon/vagrant-kvm #257, cockpit-machines PR #399: two reservations of one name
it('takes a second reservation of the same name, or says so beside the field', async () => {
  const first = '<host mac="52:54:00:00:20:01" name="web" ip="10.21.0.11"/>'
  await define(
    'names',
    `<bridge name="virbr21" stp="off"/><ip address="10.21.0.1" prefix="24"><dhcp>${first}</dhcp></ip>`,
  )
  const definition = await stored('names')
  const second = { mac: '52:54:00:00:20:02', id: null, name: 'web', address: '10.21.0.12' }
  const subnets = definition.subnets.map((subnet) => ({
    ...subnet,
    reservations: [...subnet.reservations, second],
  }))
  const intent = { network: network('names').uuid, despiteCollision: false }
  const planned = backend.api.planEditNetwork({ ...intent, definition: { ...definition, subnets } })
  expect(rawWords).not.toContain(await refusal(planned))
})

/** What machines boot from by libvirt's own dnsmasq. */
async function definePxe(): Promise<void> {
  if (backend.inventory?.networks.some(({ name }) => name === 'pxe')) return
  await lab.run(['mkdir', '-p', '/srv/tftp'])
  const boot = '<bootp file="bios.0" server="10.80.0.2"/>'
  const options = '<dnsmasq:option value="dhcp-boot=tag:efi,shim.efi,,10.80.0.2"/>'
  await define(
    'pxe',
    `<forward mode="nat"/><bridge name="virbr22"/><ip address="10.80.0.1" prefix="24"><tftp root="/srv/tftp"/>
     <dhcp><range start="10.80.0.10" end="10.80.0.99"/>${boot}</dhcp></ip><dnsmasq:options>${options}</dnsmasq:options>`,
    'xmlns:dnsmasq="http://libvirt.org/schemas/network/dnsmasq/1.0"',
  )
}

// vagrant-libvirt PR #1412, poseidon/matchbox PR #674: PXE by libvirt's own dnsmasq
it('warns that a copy has a boot server of the old subnet', async () => {
  await definePxe()
  const { networks = [], interfaces = [] } = backend.inventory ?? {}
  const occupied = await backend.api.getOccupiedSubnets()
  const host = { networks, interfaces, occupied, random: 1n }
  const { warnings } = await backend.api.planCreateNetwork({
    ...{ definition: copiedDefinition(await stored('pxe'), host), autostart: false },
    ...{ copyOf: network('pxe').uuid, despiteCollision: false },
  })
  expect(JSON.stringify(warnings)).toContain('10.80.0.2')
})

/** A network that hands out reservations only, with a machine on it that has one. */
async function useOnly(): Promise<void> {
  const isUsed = machines
    .get('db')
    .nics.some(({ source }) => 'network' in source && source.network === 'only')
  if (isUsed) return
  const host = `<host mac="${DB}" name="n1" ip="10.50.0.11"/>`
  await define(
    'only',
    `<bridge name="virbr23" stp="off"/><ip address="10.50.0.1" prefix="24"><dhcp>${host}</dhcp></ip>`,
  )
  await lab.guest('db').waitForAddress('192.168.122.')
  const source = { type: 'network', network: 'only', portGroup: null } as const
  const nic = { machine: machines.get('db').uuid, nic: machines.ref('db', DB) }
  await machines.carryOut(
    backend.api.planChangeNic({ ...nic, changes: { source }, when: 'now-and-stored' }),
  )
  await machines.renewLease('db')
  await lab.guest('db').waitForAddress('10.50.0.11')
}

// openshift/installer #367, #708; karmab/kcli #11: host entries alone, no range
it('reads the leases of a network that hands out reservations only', async () => {
  await useOnly()
  await until('libvirt has the lease', async () =>
    (await lab.virsh('net-dhcp-leases', 'only')).includes('10.50.0.11'),
  )
  await backend.until(() => network('only').leases.length === 1, 12_000)
  await backend.until(() => machines.nic('db', DB).addresses.some(({ from }) => from === 'lease'))
})

it('is seen to have lost its DHCP server, also with reservations only', async () => {
  await useOnly()
  await lab.run(['sh', '-c', 'kill -KILL $(cat /run/libvirt/network/only.pid)'])
  expect(await codes({ type: 'network', uuid: network('only').uuid })).toContain('dnsmasq-dead')
  await backend.api.applyPlan(
    (await backend.api.planRestartNetwork({ network: network('only').uuid })).id,
  )
})

it('tells a machine without a reservation why it gets no address', async () => {
  await useOnly()
  const other = '<host mac="52:54:00:00:50:99" ip="10.50.0.12"/>'
  const change = (what: string, xml: string) =>
    lab.virsh('net-update', 'only', what, 'ip-dhcp-host', xml, '--live', '--config')
  await change('delete', `<host mac="${DB}"/>`)
  await change('add', other)
  await machines.renewLease('db')
  const { uuid } = machines.get('db')
  await until(
    'the doctor says something',
    async () => {
      const found = await codes({ type: 'machine', uuid })
      return found.some((code) => code !== 'stored-differs') || undefined
    },
    { timeoutMs: 20_000 },
  )
})

// vagrant-libvirt PR #1021 (for #914), metal3 ironic-image #916: IPv6 alone
it.each([
  ['six', ''],
  ['six-and-plain-four', '<ip address="10.26.0.1" prefix="24"/>'],
])('with DHCP for IPv6 alone is healthy (%s)', async (name, more) => {
  const dhcp = '<dhcp><range start="fd00:26::10" end="fd00:26::ff"/></dhcp>'
  await define(
    name,
    `<forward mode="route"/><bridge name="virbr26"/>${more}<ip family="ipv6" address="fd00:26::1" prefix="64">${dhcp}</ip>`,
  )
  try {
    expect(await codes({ type: 'network', uuid: network(name).uuid })).toEqual([])
  } finally {
    await lab.virsh('net-destroy', name)
    await lab.virsh('net-undefine', name)
  }
})

const tunnel = (script: string) => lab.run(['sh', '-c', script])

// hashicorp/vagrant #7310: the work VPN routes more than the network's subnet
it('is not in error because a VPN routes a range around it: the connected route wins', async () => {
  await tunnel(
    'ip link add tun9 type veth peer name tun9-far; ip link set tun9 up; ip link set tun9-far up; ip route add 192.168.0.0/16 dev tun9',
  )
  try {
    const { uuid } = network('default')
    const asked = { run: 'test', asAdministrator: true }
    const { findings } = await backend.api.diagnose({ type: 'network', uuid }, asked)
    const errors = findings.filter(({ level }) => level === 'error')
    expect(errors.map(({ code }) => code)).toEqual([])
  } finally {
    await tunnel('ip link delete tun9')
  }
})

// Scrut1ny/AutoVirt #156, vagrant-libvirt #626: what the fix of an overlap leaves behind
it('takes all that names addresses along when it is moved, or says what it leaves out', async () => {
  const parts =
    '<dns><host ip="10.60.0.9"><hostname>nas</hostname></host></dns><route address="10.61.0.0" prefix="24" gateway="10.60.0.9"/>'
  const dhcp =
    '<dhcp><range start="10.60.0.50" end="10.60.0.99"/><host mac="52:54:00:00:06:01" name="nas" ip="10.60.0.9"/></dhcp>'
  await define(
    'moved',
    `<forward mode="nat"/><bridge name="virbr27"/>${parts}<ip address="10.60.0.1" prefix="24">${dhcp}</ip>`,
  )
  await tunnel(
    'ip link add tun9 type veth peer name tun9-far; ip link set tun9 up; ip link set tun9-far up; ip address add 10.60.0.200/25 dev tun9',
  )
  try {
    const { uuid } = network('moved')
    const asked = { run: 'test', asAdministrator: true }
    const overlap = await until('the tunnel’s subnet is found', async () => {
      const { findings } = await backend.api.diagnose({ type: 'network', uuid }, asked)
      return findings.find(({ code }) => code === 'subnet-overlap')
    })
    const { warnings, lost, xml } = await backend.api.planFix(overlap.id)
    expect(xml?.after).not.toContain('10.60.0.')
    const kept = xml?.after.includes('52:54:00:00:06:01')
    expect(kept ? 'nas' : JSON.stringify([warnings, lost])).toContain('nas')
  } finally {
    await tunnel('ip link delete tun9')
    await lab.virsh('net-destroy', 'moved')
    await lab.virsh('net-undefine', 'moved')
  }
})

// virt-manager #351 and many “Address already in use”
it('says that another program has the port of its name service', async () => {
  const xml = '<bridge name="virbr28" stp="off"/><ip address="10.28.0.1" prefix="24"/>'
  await define('named', xml)
  await lab.virsh('net-destroy', 'named')
  await lab.run([
    'sh',
    '-c',
    'ip address add 10.28.0.1/32 dev lo; dnsmasq --conf-file=/dev/null --pid-file=/run/other-dns.pid --port=53 --no-resolv --no-hosts --bind-interfaces --listen-address=10.28.0.1',
  ])
  await backend.until(() => !network('named').active)
  try {
    const { uuid } = network('named')
    await expect(backend.api.startNetwork(uuid)).rejects.toMatchObject({
      data: { code: 'network-dns-port-taken', params: { address: '10.28.0.1' } },
    })
    expect(await codes({ type: 'network', uuid })).toContain('dns-port-taken')
  } finally {
    await lab.run([
      'sh',
      '-c',
      'kill $(cat /run/other-dns.pid); ip address delete 10.28.0.1/32 dev lo',
    ])
  }
})

it('keeps what machines boot from when the only range of a running network changes', async () => {
  await definePxe()
  const definition = await stored('pxe')
  const subnets = definition.subnets.map((subnet) => ({
    ...subnet,
    dhcpRanges: [{ start: '10.80.0.20', end: '10.80.0.50', leaseSeconds: null }],
  }))
  const intent = { network: network('pxe').uuid, despiteCollision: false }
  const planned = await backend.api.planEditNetwork({
    ...intent,
    definition: { ...definition, subnets },
  })
  await backend.api.applyPlan(planned.id)
  const running = await lab.virsh('net-dumpxml', 'pxe')
  expect(running).toContain("<range start='10.80.0.20' end='10.80.0.50'/>")
  expect(running).toContain("<bootp file='bios.0' server='10.80.0.2'/>")
})

// Its driver keeps one definition of a network, and takes no flag that asks for the stored one.
it('opens all that libvirt’s test driver lists', async () => {
  await using driver = await TestBackend.start(lab, { args: ['test:///default'] })
  await driver.until(({ networks, machines }) => networks.length > 0 && machines.length > 0)
  const { networks = [], machines = [] } = driver.inventory ?? {}
  const asked = { run: 'test', asAdministrator: false }
  for (const { uuid } of networks) {
    const { running, stored } = await driver.api.getNetworkDetails(uuid)
    expect([running?.definition.name, stored?.definition.name]).toEqual(['default', 'default'])
    await driver.api.diagnose({ type: 'network', uuid }, asked)
  }
  for (const { uuid, nics } of machines) {
    expect((await driver.api.getMachineXml(uuid)).running).toContain('<name>test</name>')
    for (const { alias, mac, slot } of nics) {
      const { running } = await driver.api.getNicDetails(uuid, { alias, mac, slot })
      expect(running?.source).toMatchObject({ network: 'default' })
    }
    await driver.api.diagnose({ type: 'machine', uuid }, asked)
  }
})
