/** Made-up networks, machines and interfaces, as a small office workstation has them. */
import type { HostInterface, IpState } from '../../shared/model/host.ts'
import type { Machine, MachineNic, MachineState } from '../../shared/model/machine.ts'
import type { Network } from '../../shared/model/network.ts'
import { defaultBridgeOptions } from '../../shared/model/bridge-settings.ts'

let serial = 0

export function uuid(): string {
  return `00000000-0000-4000-8000-${String(++serial).padStart(12, '0')}`
}

export function network(part: Partial<Network> & Pick<Network, 'name' | 'kind'>): Network {
  return {
    uuid: uuid(),
    active: true,
    persistent: true,
    autostart: true,
    bridge: null,
    forwardDevices: [],
    subnets: [],
    domainName: null,
    mac: null,
    leases: [],
    madeByPuente: false,
    pending: [],
    ...part,
  }
}

export function natNetwork(): Network {
  return network({
    name: 'default',
    kind: 'nat',
    bridge: 'virbr0',
    mac: '52:54:00:8a:11:01',
    subnets: [
      {
        family: 'ipv4',
        address: '192.168.122.1',
        prefix: 24,
        dhcpRanges: [{ start: '192.168.122.2', end: '192.168.122.254' }],
        reservations: [],
      },
    ],
    leases: [
      lease('52:54:00:6b:3c:58', '192.168.122.45', 'web'),
      lease('52:54:00:1f:90:a2', '192.168.122.112', 'db'),
    ],
  })
}

export function isolatedNetwork(): Network {
  return network({
    name: 'lab-isolated',
    kind: 'isolated',
    bridge: 'virbr2',
    autostart: false,
    active: false,
    mac: '52:54:00:8a:11:02',
    subnets: [
      { family: 'ipv4', address: '192.168.152.1', prefix: 24, dhcpRanges: [], reservations: [] },
    ],
  })
}

export function bridgedNetwork(name = 'host-bridge', bridge = 'br0'): Network {
  return network({ name, kind: 'bridged', bridge, madeByPuente: true })
}

function lease(mac: string, address: string, hostname: string) {
  return { mac, address, prefix: 24, hostname, expiresAt: Math.floor(Date.now() / 1000) + 3000 }
}

export function machine(
  name: string,
  state: MachineState,
  nics: MachineNic[],
  part: Partial<Machine> = {},
): Machine {
  const size = { memoryMiB: 2048, vcpus: 2 }
  return { uuid: uuid(), name, state, persistent: true, autostart: false, ...size, nics, ...part }
}

export function nic(mac: string, part: Partial<MachineNic> = {}): MachineNic {
  return {
    alias: `net-${mac.slice(-2)}`,
    mac,
    slot: null,
    model: 'virtio',
    source: { type: 'network', network: 'default', bridge: 'virbr0' },
    tap: 'vnet0',
    linkUp: true,
    addresses: [],
    plugged: true,
    stored: true,
    pending: [],
    leaving: false,
    ...part,
  }
}

export const noIp: IpState = { method: 'none', addresses: [], gateway: null, routes: [], dns: [] }

export const hostIp: IpState = {
  method: 'dhcp',
  addresses: [{ address: '198.51.100.57', prefix: 24 }],
  gateway: '198.51.100.1',
  routes: [{ destination: '0.0.0.0', prefix: 0, nextHop: '198.51.100.1', metric: 100 }],
  dns: ['198.51.100.1', '198.51.100.2'],
}

export const hostIp6: IpState = {
  ...noIp,
  method: 'auto',
  addresses: [{ address: 'fe80::5054:ff:fe00:57', prefix: 64 }],
}

export function hostInterface(
  part: Partial<HostInterface> & Pick<HostInterface, 'name' | 'kind'>,
): HostInterface {
  return {
    mac: '52:54:00:00:00:57',
    mtu: 1500,
    carrier: true,
    state: 'activated',
    profile: null,
    ipv4: noIp,
    ipv6: noIp,
    controller: null,
    ports: [],
    notBridgeable: null,
    madeByPuente: null,
    ...(part.kind === 'bridge' && {
      bridge: {
        owner: part.madeByPuente ? ('puente' as const) : ('other' as const),
        options: defaultBridgeOptions,
        ownPorts: part.madeByPuente?.nic ? [part.madeByPuente.nic] : [],
      },
    }),
    ...part,
  }
}
