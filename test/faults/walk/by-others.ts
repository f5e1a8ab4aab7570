/** What others do meanwhile, with virsh, nmcli and ip, and what becomes of the daemons. */
import { NETWORK_NAMES } from './by-app-networks.ts'
import {
  NOTHING_TO_DO,
  hasInterface,
  lookedAtBackend,
  machines,
  networks,
  nics,
  outside,
} from './world.ts'
import type { Action, World } from './world.ts'

const onNetwork = (weight: number, ...command: string[]): Action => ({
  name: `virsh ${command[0]}`,
  weight,
  run: async (world) => {
    const one = world.random.pick(networks(world))
    const [verb = '', ...rest] = command
    return one ? outside(world, ['virsh', verb, one.name, ...rest]) : NOTHING_TO_DO
  },
})

const onMachine = (weight: number, ...command: string[]): Action => ({
  name: `virsh ${command[0]}`,
  weight,
  run: async (world) => {
    const one = world.random.pick(machines(world))
    const [verb = '', ...rest] = command
    return one ? outside(world, ['virsh', verb, one.name, ...rest]) : NOTHING_TO_DO
  },
})

const run = (weight: number, ...argv: string[]): Action => ({
  name: argv.join(' '),
  weight,
  run: (world) => outside(world, argv),
})

const profile = (name: string, ...settings: string[]): string[] => [
  'nmcli',
  'connection',
  'add',
  'con-name',
  name,
  'ipv6.method',
  'disabled',
  ...settings,
]

export const OTHERS_ACTIONS: Action[] = [
  onNetwork(4, 'net-start'),
  onNetwork(3, 'net-destroy'),
  onNetwork(2, 'net-undefine'),
  onNetwork(3, 'net-autostart'),
  onNetwork(2, 'net-autostart', '--disable'),
  { name: 'virsh net-define', weight: 3, run: (world) => defineNetwork(world, 'net-define') },
  { name: 'virsh net-create', weight: 2, run: (world) => defineNetwork(world, 'net-create') },
  { name: 'virsh net-update', weight: 4, run: updateNetwork },
  onMachine(3, 'start'),
  onMachine(2, 'destroy'),
  onMachine(2, 'suspend'),
  onMachine(3, 'resume'),
  onMachine(2, 'autostart'),
  onMachine(2, 'autostart', '--disable'),
  onMachine(2, 'setvcpus', '1', '--config', '--maximum'),
  { name: 'virsh define', weight: 3, run: defineMachine },
  { name: 'virsh undefine', weight: 2, run: undefineMachine },
  { name: 'virsh attach-interface', weight: 5, run: attach },
  { name: 'virsh detach-interface', weight: 3, run: detach },
  { name: 'virsh domif-setlink', weight: 3, run: setLink },
  run(3, ...profile('brx', 'type', 'bridge', 'ifname', 'brx', 'ipv4.method', 'disabled')),
  run(2, 'nmcli', 'connection', 'delete', 'brx'),
  run(2, 'nmcli', 'connection', 'down', 'brx'),
  run(2, 'nmcli', 'connection', 'up', 'brx'),
  run(2, ...profile('second', 'type', 'ethernet', 'ifname', 'eth1', 'ip4', '10.200.0.1/24')),
  run(2, 'nmcli', 'connection', 'down', 'second'),
  run(2, 'nmcli', 'connection', 'modify', 'second', 'connection.id', 'third'),
  run(2, 'nmcli', 'connection', 'delete', 'third'),
  run(1, 'nmcli', 'device', 'set', 'eth1', 'managed', 'no'),
  run(2, 'nmcli', 'device', 'set', 'eth1', 'managed', 'yes'),
  run(2, 'ip', 'link', 'add', 'veth-a', 'type', 'veth', 'peer', 'name', 'veth-b'),
  run(2, 'ip', 'link', 'delete', 'veth-a'),
  run(1, 'ip', 'link', 'set', 'veth-a', 'mtu', '1280', 'up'),
  run(1, 'ip', 'link', 'set', 'veth-b', 'up', 'master', 'brx'),
  run(1, 'ip', 'link', 'add', 'br-x', 'type', 'bridge'),
  run(1, 'ip', 'link', 'delete', 'br-x'),
  { name: 'restart libvirtd', weight: 3, run: restartLibvirt },
  { name: 'restart NetworkManager', weight: 3, run: restartNetworkManager },
  { name: 'kill the backend', weight: 3, run: killBackend },
]

/** virsh opens its input by name, which a socket has not. */
function fromInput(verb: string): string[] {
  return ['sh', '-c', `cat | virsh ${verb} /dev/stdin`]
}

function defineNetwork(world: World, verb: string): Promise<string> {
  const { random } = world
  const name = random.pick(NETWORK_NAMES)
  const net = `10.${70 + random.below(9)}.0`
  const xml = `<network><name>${name}</name><forward mode="nat"/>
    <ip address="${net}.1" netmask="255.255.255.0"><dhcp><range start="${net}.2" end="${net}.9"/></dhcp></ip></network>`
  return outside(world, fromInput(verb), xml).then((done) => `${done} (${name})`)
}

function updateNetwork(world: World): Promise<string> {
  const { random } = world
  const one = random.pick(networks(world))
  if (!one) return Promise.resolve(NOTHING_TO_DO)
  const [, net = '10.60.0'] = /^(.*)\.\d+$/.exec(one.subnets[0]?.address ?? '') ?? []
  const host = `<host mac='${random.mac()}' ip='${net}.${200 + random.below(50)}'/>`
  const where = random.pick([['--live'], ['--config'], ['--live', '--config']]) ?? []
  return outside(world, ['virsh', 'net-update', one.name, 'add', 'ip-dhcp-host', host, ...where])
}

function defineMachine(world: World): Promise<string> {
  const name = world.random.pick(['m1', 'm2'])
  const xml = `<domain type="qemu"><name>${name}</name><memory unit="MiB">${16 + world.random.below(8)}</memory>
    <vcpu>${1 + world.random.below(2)}</vcpu><os><type arch="x86_64" machine="q35">hvm</type></os>
    <devices><controller type="usb" model="none"/><memballoon model="none"/></devices></domain>`
  return outside(world, fromInput('define'), xml).then((done) => `${done} (${name})`)
}

/** Not the lab's own guests: a walk without any machine would be a dull one. */
function undefineMachine(world: World): Promise<string> {
  return outside(world, ['virsh', 'undefine', world.random.pick(['m1', 'm2']) ?? ''])
}

const WHERE = [['--live'], ['--config'], ['--live', '--config']]

function attach(world: World): Promise<string> {
  const { random } = world
  const [machine, network] = [random.pick(machines(world)), random.pick(networks(world))]
  if (!machine || !network || machine.nics.length >= 4) return Promise.resolve(NOTHING_TO_DO)
  const argv = ['network', network.name, '--mac', random.mac(), '--model', 'virtio']
  const where = random.pick(WHERE) ?? []
  return outside(world, ['virsh', 'attach-interface', machine.name, ...argv, ...where])
}

function detach(world: World): Promise<string> {
  const machine = world.random.pick(machines(world))
  const nic = machine && world.random.pick(nics(machine))
  if (!nic) return Promise.resolve(NOTHING_TO_DO)
  const argv = ['network', '--mac', nic.mac, '--config']
  return outside(world, ['virsh', 'detach-interface', machine.name, ...argv])
}

function setLink(world: World): Promise<string> {
  const { random } = world
  const machine = random.pick(machines(world))
  const nic = machine && random.pick(nics(machine))
  if (!nic) return Promise.resolve(NOTHING_TO_DO)
  const config = random.below(2) === 0 ? ['--config'] : []
  const state = random.pick(['up', 'down']) ?? 'up'
  return outside(world, ['virsh', 'domif-setlink', machine.name, nic.mac, state, ...config])
}

async function restartLibvirt({ lab, random }: World): Promise<string> {
  const signal = random.pick(['SIGTERM', 'SIGKILL'] as const) ?? 'SIGTERM'
  await lab.daemons.libvirtd.restart(signal)
  return `libvirtd restarted by ${signal}`
}

async function restartNetworkManager({ lab, random }: World): Promise<string> {
  const signal = random.pick(['SIGTERM', 'SIGKILL'] as const) ?? 'SIGTERM'
  await lab.daemons.networkManager.restart(signal)
  return `NetworkManager restarted by ${signal}`
}

async function killBackend(world: World): Promise<string> {
  await world.backend.kill()
  world.backend = await lookedAtBackend(world.lab)
  world.lastChange = null
  return hasInterface(world, 'br0') ? 'backend killed, with br0' : 'backend killed'
}
