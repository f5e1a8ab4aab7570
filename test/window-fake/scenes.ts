/** Whole inventories to look at, by the name that the address of the page asks for. */
import { message } from '../../shared/message.ts'
import type { Inventory, Services } from '../../shared/model/inventory.ts'
import type { HostInterface, IpState } from '../../shared/model/host.ts'
import type { Machine, MachineState } from '../../shared/model/machine.ts'
import type { Network } from '../../shared/model/network.ts'
import type { ChangePhase } from '../../shared/model/plan.ts'
import { bonded } from './bonds.ts'
import { change, inDoubt, othersChanges } from './changes.ts'
import { madeUpForwards } from './forwards.ts'
import { downFindings, sickFindings } from './findings.ts'
import { defaultBridgeOptions } from '../../shared/model/bridge-settings.ts'
import { tagged } from './tagged.ts'
import {
  bridgedNetwork,
  hostInterface,
  hostIp,
  hostIp6,
  isolatedNetwork,
  machine,
  natNetwork,
  network,
  nic,
  noIp,
} from './things.ts'

export const connected: Services = {
  libvirt: { status: 'connected', version: '9.0.0', readOnly: false },
  networkManager: { status: 'connected', version: '1.42.4', readOnly: false },
}

const phases: ChangePhase[] = [
  'applying',
  'verifying',
  'awaiting-answer',
  'keeping',
  'seeking',
  'reverting',
  'done',
  'reverted',
  'failed',
]

const scenes: Record<string, () => Inventory> = {
  lab: () => lab(),
  bridged: () => bridged(),
  pending: () => ({
    ...lab(),
    networks: [pendingNetwork(), isolatedNetwork()],
  }),
  empty: () => ({ ...lab(), networks: [], machines: [] }),
  many: () => ({ ...bridged(), machines: manyMachines(1000) }),
  thirty: () => ({ ...bridged(), machines: manyMachines(30) }),
  'three-hundred': () => ({ ...bridged(), machines: manyMachines(300) }),
  differing: () => differing(),
  loose: () => loose(),
  'no-services': () => ({
    ...lab(),
    networks: [],
    machines: [],
    interfaces: [],
    services: missing(),
    findings: downFindings(),
  }),
  elsewhere: () => ({
    ...lab(),
    interfaces: [],
    services: { ...connected, networkManager: { status: 'elsewhere' } },
  }),
  'view-only': () => ({ ...bridged(), services: readOnly() }),
  connecting: () => ({
    ...lab(),
    networks: [],
    machines: [],
    interfaces: [],
    services: { libvirt: { status: 'connecting' }, networkManager: { status: 'connecting' } },
  }),
  sick: () => {
    const well = lab()
    return { ...well, findings: sickFindings(well) }
  },
  forwards: () => {
    const host = bridged()
    return { ...host, forwards: madeUpForwards(host.machines[0]?.uuid ?? '') }
  },
  trunk: () => trunk(),
  bonded: () => bonded(lab()),
  tagged: () => tagged(bridged(), true),
  unfiltered: () => tagged(bridged(), false),
  'own-profile': () => ownProfile(),
  others: () => ({ ...bridged(), others: othersChanges() }),
  'in-doubt': () => ({ ...lab(), change: inDoubt() }),
  wifi: () => onWifi(),
  notices: () => ({ ...lab(), notices: notices() }),
}

export function scene(name: string): Inventory {
  const phase = phases.find((candidate) => candidate === name)
  if (phase) return { ...(phase === 'done' ? bridged() : lab()), change: change(phase) }
  return (scenes[name] ?? lab)()
}

/** Edited, and not restarted since: a domain, and more addresses to hand out. */
function pendingNetwork(): Network {
  const now = natNetwork()
  const { kind, bridge, forwardDevices, mac } = now
  const subnets = now.subnets.map((subnet) => ({
    ...subnet,
    dhcpRanges: subnet.dhcpRanges.map(({ start }) => ({ start, end: '192.168.122.240' })),
  }))
  const next = { kind, bridge, forwardDevices, mac, subnets, domainName: 'lab.example' }
  return { ...now, pending: ['dns', 'subnets'], next }
}

function lab(): Inventory {
  return {
    revision: 1,
    services: connected,
    networks: [natNetwork(), isolatedNetwork()],
    machines: labMachines(),
    interfaces: labInterfaces(),
    change: null,
    others: [],
    notices: [],
    forwards: [],
    slices: [],
    findings: [],
  }
}

/** A laptop: no cable is in, and an access point is what leads to the LAN. */
function onWifi(): Inventory {
  const base = lab()
  return {
    ...base,
    interfaces: base.interfaces.map((item) => {
      if (item.name === 'wlan0') return { ...item, state: 'activated', carrier: true, ipv4: hostIp }
      const isCable = item.kind === 'ethernet'
      return isCable
        ? {
            ...item,
            ...{ state: 'unavailable', carrier: false, ipv4: noIp, ipv6: noIp },
            notBridgeable: message('refusal.no-carrier', { nic: item.name }),
          }
        : item
    }),
  }
}

function bridged(): Inventory {
  const base = lab()
  const [web, ...others] = base.machines
  const onLan = nic('52:54:00:ab:cd:01', {
    tap: 'vnet4',
    source: { type: 'network', network: 'host-bridge', bridge: 'br0' },
    addresses: [{ address: '198.51.100.83', prefix: null, from: 'arp' }],
  })
  return {
    ...base,
    networks: [
      ...base.networks,
      bridgedNetwork(),
      network({ name: 'direct-macvtap', kind: 'macvtap', forwardDevices: ['eth1'] }),
    ],
    machines: web ? [{ ...web, nics: [...web.nics, onLan] }, ...others] : others,
    interfaces: bridgedInterfaces(),
  }
}

/** eth0 has its connection by a profile of Puente’s. */
function ownProfile(): Inventory {
  const host = lab()
  const interfaces = host.interfaces.map((item) =>
    item.name === 'eth0'
      ? { ...item, profile: { uuid: 'own', name: 'puente-eth0' }, ownProfile: true }
      : item,
  )
  return { ...host, interfaces }
}

/** eth1 on a switch port with three VLANs, a bridge and a network for each. */
function trunk(): Inventory {
  const base = bridged()
  const ids = [10, 20, 30]
  const vlan = (id: number): HostInterface[] => [
    hostInterface({
      ...{ name: `br${id}`, kind: 'bridge', madeByPuente: { nic: null } },
      ...{ ports: [`eth1.${id}`], profile: { uuid: `b${id}`, name: `br${id}` } },
      bridge: { owner: 'puente', options: defaultBridgeOptions, ownPorts: [`eth1.${id}`] },
    }),
    hostInterface({
      ...{ name: `eth1.${id}`, kind: 'vlan', vlan: { id, nic: 'eth1' }, controller: `br${id}` },
      notBridgeable: message('refusal.already-port'),
      profile: { uuid: `v${id}`, name: `br${id} port eth1.${id}` },
    }),
  ]
  const others = base.networks.filter(({ kind }) => kind !== 'macvtap')
  return {
    ...base,
    networks: [...others, ...ids.map((id) => bridgedNetwork(`vlan${id}`, `br${id}`))],
    interfaces: [...base.interfaces, ...ids.flatMap(vlan)],
  }
}

/** After somebody has restarted a network with virsh: one tap is in no bridge any more. */
function loose(): Inventory {
  const base = bridged()
  const machines = base.machines.map((item) => ({
    ...item,
    nics: item.nics.map((card) => (card.tap === 'vnet1' ? { ...card, bridge: null } : card)),
  }))
  return { ...base, machines }
}

/** A thousand machines of four NICs, no two of them wired alike. */
function differing(): Inventory {
  const networks = Array.from({ length: 300 }, (_, index) =>
    network({ name: `net${index}`, kind: 'nat', bridge: `vbr${index}` }),
  )
  const on = (index: number, card: number) =>
    // Each is plugged into networks that are far from each other in the list.
    nic(`52:54:00:00:00:${card}`, {
      source: { type: 'network', network: `net${(index * 7 + card * 43) % 300}`, bridge: null },
      tap: `vnet${index}-${card}`,
    })
  const machines = Array.from({ length: 1_000 }, (_, index) =>
    machine(
      `vm-${index}`,
      'running',
      [0, 1, 2, 3].map((card) => on(index, card)),
    ),
  )
  return { ...bridged(), networks, machines }
}

function labMachines(): Machine[] {
  const old = { plugged: false, alias: null, tap: null, model: 'e1000' }
  return [
    machine('web', 'running', [
      nic('52:54:00:6b:3c:58', {
        addresses: [{ address: '192.168.122.45', prefix: 24, from: 'lease' }],
      }),
    ]),
    machine('db', 'running', [
      nic('52:54:00:1f:90:a2', {
        tap: 'vnet1',
        addresses: [{ address: '192.168.122.112', prefix: 24, from: 'lease' }],
      }),
      nic('52:54:00:1f:90:a3', { tap: 'vnet2', stored: false, linkUp: false }),
      nic('52:54:00:1f:90:a4', { alias: null, tap: null, plugged: false }),
    ]),
    machine('old-mail', 'shut-off', [nic('52:54:00:77:aa:10', old)], {
      autostart: true,
      memoryMiB: 512,
      vcpus: 1,
    }),
  ]
}

function labInterfaces(): HostInterface[] {
  return [
    hostInterface({
      name: 'eth0',
      kind: 'ethernet',
      ipv4: hostIp,
      ipv6: hostIp6,
      profile: { uuid: 'a', name: 'Wired connection 1' },
    }),
    ...otherInterfaces(),
  ]
}

function bridgedInterfaces(): HostInterface[] {
  const port = message('refusal.already-port')
  return [
    hostInterface({
      name: 'br0',
      kind: 'bridge',
      ipv4: hostIp,
      ipv6: hostIp6,
      ports: ['eth0', 'vnet4'],
      profile: { uuid: 'b', name: 'br0' },
      madeByPuente: { nic: 'eth0' },
    }),
    hostInterface({
      name: 'eth0',
      kind: 'ethernet',
      controller: 'br0',
      notBridgeable: port,
      profile: { uuid: 'c', name: 'br0 port eth0' },
    }),
    hostInterface({ name: 'vnet4', kind: 'tun', controller: 'br0', state: 'unmanaged' }),
    ...otherInterfaces(),
  ]
}

function otherInterfaces(): HostInterface[] {
  const virbr0: IpState = { ...noIp, method: 'static' }
  return [
    hostInterface({
      name: 'eth1',
      kind: 'ethernet',
      state: 'disconnected',
      mac: '52:54:00:00:00:58',
    }),
    hostInterface({
      name: 'wlan0',
      kind: 'wifi',
      state: 'disconnected',
      carrier: false,
      mac: '3c:a9:f4:10:22:33',
      notBridgeable: message('refusal.wifi'),
    }),
    hostInterface({
      name: 'virbr0',
      kind: 'bridge',
      mac: '52:54:00:8a:11:01',
      ports: ['vnet0', 'vnet1', 'vnet2'],
      ipv4: { ...virbr0, addresses: [{ address: '192.168.122.1', prefix: 24 }] },
    }),
    ...['vnet0', 'vnet1', 'vnet2'].map((name) =>
      hostInterface({ name, kind: 'tun', controller: 'virbr0', state: 'unmanaged' }),
    ),
    hostInterface({
      name: 'lo',
      kind: 'loopback',
      mac: null,
      mtu: 65536,
      state: 'unmanaged',
      ipv4: { ...virbr0, addresses: [{ address: '127.0.0.1', prefix: 8 }] },
    }),
  ]
}

const someStates: MachineState[] = [
  'running',
  'running',
  'running',
  'shut-off',
  'paused',
  'crashed',
]

function manyMachines(count: number): Machine[] {
  return Array.from({ length: count }, (_, index) => {
    const state = someStates[index % someStates.length] ?? 'running'
    const tail = index
      .toString(16)
      .padStart(4, '0')
      .replace(/(..)(..)/, '$1:$2')
    const address = `192.168.${(index >> 8) + 1}.${index & 255}`
    return machine(`build-agent-${index + 1}`, state, [
      nic(`52:54:00:01:${tail}`, {
        tap: state === 'running' ? `vnet${index + 100}` : null,
        plugged: state === 'running' || state === 'paused',
        source:
          index % 3 === 0
            ? { type: 'network', network: 'host-bridge', bridge: 'br0' }
            : { type: 'network', network: 'default', bridge: 'virbr0' },
        addresses: state === 'running' ? [{ address, prefix: 24, from: 'lease' }] : [],
      }),
    ])
  })
}

function missing(): Services {
  return {
    libvirt: {
      status: 'unavailable',
      retryAt: null,
      error: {
        code: 'libvirt-unavailable',
        params: {},
        cause: "virConnectOpenAuth: Failed to connect socket to '/var/run/libvirt/libvirt-sock'",
      },
    },
    networkManager: {
      status: 'unavailable',
      retryAt: null,
      error: { code: 'networkmanager-missing', params: {}, cause: 'ServiceUnknown' },
    },
  }
}

function readOnly(): Services {
  return {
    libvirt: { status: 'connected', version: '9.0.0', readOnly: true },
    networkManager: { status: 'connected', version: '1.42.4', readOnly: true },
  }
}

function notices(): Inventory['notices'] {
  const params = { bridge: 'br0', nic: 'eth0' }
  return [
    {
      id: 'one',
      level: 'info',
      text: message('notice.create-bridge-undone', params),
      at: Date.now() - 60_000,
    },
    {
      id: 'two',
      level: 'warning',
      text: message('notice.network-failed', { network: 'host-bridge', cause: 'internal error' }),
      at: Date.now() - 3_600_000,
    },
  ]
}
