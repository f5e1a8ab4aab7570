/** Who reaches whom in each lab that comes along, by packets of running guests. */
import { afterEach, expect, it } from 'vitest'
import type { LabTemplate } from '../../shared/model/labs/lab.ts'
import { domainXml } from '../lab/guest.ts'
import { Lab } from '../lab/lab.ts'
import { NIC_MAC, ROUTER } from '../lab/lan.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { useHost } from '../support/fresh-host.ts'

let lab: Lab
let backend: TestBackend

useHost(
  async () => {
    lab = await Lab.start({ guests: false })
    backend = await TestBackend.start(lab)
  },
  async () => {
    await backend.stop()
    await lab.stop()
  },
)

afterEach(async () => {
  const names = (await lab.virsh('list', '--all', '--name')).split(/\s+/).filter(Boolean)
  for (const name of names) {
    await lab.run(['virsh', '-q', 'destroy', name], { check: false })
    await lab.virsh('undefine', name)
  }
})

let numbers = 0

/** Without a NIC: the lab, or the test by the side of it, plugs them in. */
function bare(name: string): string {
  const uuid = `5f0c1a52-7d3e-4b5a-9c1d-0000000001${String(10 + numbers++)}`
  const xml = domainXml({ name, uuid, mac: '52:54:00:51:65:00', running: false })
  return xml.replace(/<interface[^]*?<\/interface>/, '')
}

async function define(xml: string): Promise<void> {
  await lab.run(['sh', '-c', 'cat | virsh -q define /dev/stdin'], { input: xml })
}

const guest = (name: string) => define(bare(name))

/** Has nothing of its own to start. */
const emptyGuest = (name: string) =>
  define(bare(name).replace(/<kernel[^]*<\/cmdline>/, '<boot dev="network"/>'))

const plug = (name: string, network: string, mac: string) =>
  lab.virsh(
    ...['attach-interface', name, 'network', network, '--model', 'virtio', '--mac', mac],
    '--config',
  )

async function open(from: LabTemplate, copies: number, names: string[]): Promise<void> {
  await backend.until(({ machines }) =>
    names.every((name) => machines.some((one) => one.name === name)),
  )
  const plan = await backend.api.planOpenLab({ from, copies })
  const change = await backend.applyAgreed(plan?.id ?? '')
  expect(change.phase).toBe('done')
}

async function start(...names: string[]): Promise<void> {
  for (const name of names) await lab.virsh('start', name)
  for (const name of names) await lab.guest(name).waitUntilUp()
}

/** Of a NIC by its network, whatever the guest calls it. */
async function nicOn(name: string, network: string): Promise<string> {
  const line = (await lab.virsh('domiflist', name))
    .split('\n')
    .find((one) => one.includes(` ${network} `))
  const mac = /(?:[\da-f]{2}:){5}[\da-f]{2}/.exec(line ?? '')?.[0] ?? ''
  return until(`${name} sees its NIC on ${network}`, async () => {
    const { output } = await lab.guest(name).run(`grep -l ${mac} /sys/class/net/*/address`)
    return /\/(eth\d+)\//.exec(output)?.[1]
  })
}

/** By hand: its DHCP client would ask for ever. */
async function address(name: string, network: string, own: string, more = 'true'): Promise<void> {
  const nic = await nicOn(name, network)
  const run = (line: string) => lab.guest(name).run(line)
  await until(
    `${name} asks for an address`,
    async () => (await run(`kill $(cat /run/${nic})`)).code === 0,
  )
  await run(`ip addr flush dev ${nic}; ip addr add ${own}/24 dev ${nic}; ${more}`)
}

/** Each as `who → address`, and whether it answers. */
async function reached(asked: [who: string, to: string][]): Promise<Record<string, boolean>> {
  const table: Record<string, boolean> = {}
  for (const [who, to] of asked) table[`${who} → ${to}`] = await lab.guest(who).ping(to)
  return table
}

/** An answer may wait for ARP, or for a port of a bridge that has just come up. */
const reaches = (table: Record<string, boolean>) =>
  expect
    .poll(() => reached(Object.keys(table).map((row) => row.split(' → ') as [string, string])), {
      timeout: 60_000,
      interval: 1_000,
    })
    .toEqual(table)

function hostAddress(): string {
  const [lease] = lab.lan.leases().filter(({ mac }) => mac === NIC_MAC.eth0)
  return lease?.address ?? expect.unreachable('the workstation has no address')
}

it('NAT playground: each other, the host and out behind it', async () => {
  const names = ['one', 'two']
  for (const name of names) await guest(name)
  await open('nat-playground', 1, names)
  await plug('one', 'play', '52:54:00:80:00:01')
  await plug('two', 'play', '52:54:00:80:00:02')
  await start(...names)
  const two = await lab.guest('two').waitForAddress('10.80.0.')
  await lab.guest('one').waitForAddress('10.80.0.')
  await reaches({
    [`one → ${two.address}`]: true,
    'one → 10.80.0.1': true,
    [`one → ${ROUTER}`]: true,
  })
  const asked = await lab.guest('one').run('nslookup two.play.test 10.80.0.1')
  expect(asked.output).toContain(two.address)
  const fromLan = await lab.run(['ping', '-c', '1', '-W', '2', two.address], {
    ...{ where: 'lan', check: false },
  })
  expect(fromLan.code).not.toBe(0)
})

it('isolated classroom: the own seat alone', async () => {
  const names = ['student-1', 'student-2']
  for (const name of names) await guest(name)
  await open('classroom', 2, names)
  await start(...names)
  const seats = await Promise.all(names.map((name) => lab.guest(name).waitForAddress('')))
  const own = seats.map(({ address: at }) => at.replace(/\d+$/, '1'))
  expect(new Set(own).size).toBe(2)
  await reaches({
    [`student-1 → ${own[0]}`]: true,
    [`student-2 → ${own[1]}`]: true,
    [`student-1 → ${seats[1]?.address}`]: false,
    [`student-1 → ${ROUTER}`]: false,
    [`student-2 → ${ROUTER}`]: false,
  })
})

it('two LANs and a router: one LAN from the other by the router alone', async () => {
  const names = ['router', 'one', 'two']
  for (const name of names) await guest(name)
  await open('two-lans-router', 1, names)
  await plug('one', 'left', '52:54:00:81:00:01')
  await plug('two', 'right', '52:54:00:81:00:02')
  await start(...names)
  await address('one', 'left', '10.81.1.11', 'ip route add default via 10.81.1.254')
  await address('two', 'right', '10.81.2.11', 'ip route add default via 10.81.2.254')
  await reaches({ 'one → 10.81.2.11': false, 'one → 10.81.1.1': true })
  await address('router', 'left', '10.81.1.254', 'echo 1 > /proc/sys/net/ipv4/ip_forward')
  await address('router', 'right', '10.81.2.254')
  await reaches({
    'one → 10.81.1.254': true,
    'one → 10.81.2.11': true,
    'two → 10.81.1.11': true,
    [`one → ${ROUTER}`]: false,
  })
})

it('cluster booted over the network: a node asks the installer for what it boots', async () => {
  const names = ['installer', 'node-1', 'node-2', 'node-3']
  await emptyGuest('node-1')
  for (const name of ['installer', 'node-2', 'node-3']) await guest(name)
  await open('netboot-cluster', 1, names)
  await start('installer', 'node-2', 'node-3')
  await lab.guest('installer').waitForAddress('10.84.0.2')
  const [, bridge = ''] =
    /<bridge name='(\S+?)'/.exec(await lab.virsh('net-dumpxml', 'provision')) ?? []
  const fields = ['-T', 'fields', '-e', 'ip.dst', '-e', 'tftp.source_file']
  const asked = lab.run([
    'tshark',
    '-i',
    bridge,
    '-c',
    '1',
    '-a',
    'duration:90',
    ...fields,
    'udp port 69',
  ])
  await lab.virsh('start', 'node-1')
  expect((await asked).stdout.trim().split('\t')).toEqual(['10.84.0.2', 'lpxelinux.0'])
  await address('node-2', 'cluster', '10.66.4.2')
  await address('node-3', 'cluster', '10.66.4.3')
  await reaches({ 'node-2 → 10.66.4.3': true, 'node-2 → 10.84.0.2': true })
})

it('DMZ with a router: in and out by the router alone, and no host on the inner nets', async () => {
  const names = ['router', 'server', 'desk']
  for (const name of names) await guest(name)
  await open('dmz-router', 1, names)
  await plug('server', 'dmz', '52:54:00:82:00:01')
  await plug('desk', 'inner', '52:54:00:82:00:02')
  await start(...names)
  await lab.guest('router').waitForAddress('10.82.0.')
  await address('server', 'dmz', '10.66.1.11', 'ip route add default via 10.66.1.254')
  await address('desk', 'inner', '10.66.2.11', 'ip route add default via 10.66.2.254')
  await reaches({
    'server → 10.66.2.11': false,
    'server → 10.82.0.1': false,
    [`desk → ${hostAddress()}`]: false,
    [`router → ${ROUTER}`]: true,
  })
  await address('router', 'dmz', '10.66.1.254', 'echo 1 > /proc/sys/net/ipv4/ip_forward')
  await address('router', 'inner', '10.66.2.254')
  await reaches({ 'desk → 10.66.1.11': true, 'desk → 10.66.2.254': true })
})
