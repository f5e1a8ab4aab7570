/** A healthy host with one machine on NAT and one on the LAN, to make ill. */
import type { Forward } from '../../../shared/model/forward.ts'
import type { HostInterface, IpState } from '../../../shared/model/host.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'
import type { DiagnosisTarget } from '../../../shared/model/finding.ts'
import { checks } from '../../../electron/backend/doctor/checks/index.ts'
import { parseRuleset } from '../../../electron/host/packet-filter/index.ts'
import { scopeOf } from '../../../electron/backend/doctor/scope.ts'
import type { World } from '../../../electron/backend/doctor/scope.ts'
import { nothingGathered } from '../../../electron/backend/doctor/view.ts'
import type { Link, View } from '../../../electron/backend/doctor/view.ts'

export const nic = (part: Partial<MachineNic> = {}): MachineNic => ({
  alias: 'net0',
  mac: '52:54:00:00:00:01',
  slot: null,
  model: 'virtio',
  source: { type: 'network', network: 'default', bridge: 'virbr0' },
  tap: 'vnet0',
  linkUp: true,
  addresses: [{ address: '192.168.122.10', prefix: 24, from: 'lease' }],
  plugged: true,
  stored: true,
  pending: [],
  leaving: false,
  ...part,
})

export const machine = (part: Partial<Machine> = {}): Machine => ({
  uuid: '00000000-0000-4000-8000-000000000001',
  name: 'web',
  state: 'running',
  persistent: true,
  autostart: false,
  memoryMiB: 96,
  vcpus: 1,
  nics: [nic()],
  ...part,
})

export const onLan = (part: Partial<MachineNic> = {}): Machine =>
  machine({
    uuid: '00000000-0000-4000-8000-000000000002',
    name: 'db',
    nics: [
      nic({
        mac: '52:54:00:00:00:02',
        tap: 'vnet1',
        source: { type: 'network', network: 'lan', bridge: 'br0' },
        addresses: [{ address: '198.51.100.9', prefix: null, from: 'arp' }],
        ...part,
      }),
    ],
  })

export const network = (part: Partial<Network> = {}): Network => ({
  uuid: '00000000-0000-4000-8000-000000000010',
  name: 'default',
  kind: 'nat',
  active: true,
  persistent: true,
  autostart: true,
  bridge: 'virbr0',
  forwardDevices: [],
  subnets: [
    {
      family: 'ipv4',
      address: '192.168.122.1',
      prefix: 24,
      dhcpRanges: [{ start: '192.168.122.2', end: '192.168.122.254' }],
      reservations: [],
    },
  ],
  domainName: null,
  mac: null,
  leases: [
    {
      mac: '52:54:00:00:00:01',
      address: '192.168.122.10',
      prefix: 24,
      hostname: 'web',
      expiresAt: 0,
    },
  ],
  madeByPuente: false,
  pending: [],
  ...part,
})

export const lan = (part: Partial<Network> = {}): Network =>
  network({
    uuid: '00000000-0000-4000-8000-000000000011',
    name: 'lan',
    kind: 'bridged',
    bridge: 'br0',
    subnets: [],
    leases: [],
    ...part,
  })

const noIp: IpState = { method: 'none', addresses: [], gateway: null, routes: [], dns: [] }

export const item = (part: Partial<HostInterface> & { name: string }): HostInterface => ({
  kind: 'ethernet',
  mac: null,
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
  ...part,
})

export const link = (name: string, part: Partial<Link> = {}): Link => ({
  name,
  up: true,
  carrier: true,
  mtu: 1500,
  master: null,
  mac: null,
  port: null,
  stp: null,
  kind: null,
  line: `1: ${name}`,
  ...part,
})

export const links = (...changes: Link[]): Link[] => {
  const healthy = [
    link('eth0', { master: 'br0', port: 'forwarding' }),
    link('br0', { kind: 'bridge', stp: false }),
    link('virbr0', { kind: 'bridge', stp: false }),
    link('vnet0', { kind: 'tun', master: 'virbr0', port: 'forwarding' }),
    link('vnet1', { kind: 'tun', master: 'br0', port: 'forwarding' }),
  ]
  return healthy.map((one) => changes.find(({ name }) => name === one.name) ?? one)
}

/** A port of the host, through the person’s own systemd, to the machine on NAT. */
export const forward = (part: Partial<Forward> = {}): Forward => ({
  ...({ engine: 'relay', protocol: 'tcp', source: 'kept' } as const),
  ...{ id: '0000000a', on: true, address: null, port: 8080, toPort: 80 },
  ...{ machine: machine().uuid, mac: nic().mac, bridge: 'virbr0', to: '192.168.122.10' },
  ...part,
})

export const world = (part: Partial<World> = {}): World => ({
  machines: [machine(), onLan()],
  networks: [network(), lan()],
  forwards: [],
  slices: [],
  interfaces: [
    item({
      name: 'br0',
      kind: 'bridge',
      ipv4: {
        ...{ ...noIp, gateway: '198.51.100.1', dns: ['198.51.100.1'] },
        addresses: [{ address: '198.51.100.2', prefix: 24 }],
      },
    }),
    item({ name: 'eth0', controller: 'br0' }),
  ],
  ...part,
})

const sysctls: Record<string, number> = {
  'net.ipv4.ip_forward': 1,
  'net.bridge.bridge-nf-call-iptables': 1,
}

export const sysctl =
  (changes: Record<string, number> = {}) =>
  (name: string): number | null =>
    ({ ...sysctls, ...changes })[name] ?? null

type Rule = [chain: string, ...expr: object[]]

/** Chains as `family table name [hook policy]`, and their rules. */
export function rules(chains: string[], list: Rule[] = []) {
  return parseRuleset(
    JSON.stringify({
      nftables: [
        { metainfo: { version: '1.0.6' } },
        ...chains.map((text) => {
          const [family, table, name, hook, policy] = text.split(' ')
          return { chain: { family, table, name, ...(hook && { hook, prio: 0, policy }) } }
        }),
        ...list.map(([text, ...expr]) => {
          const [family, table, chain] = text.split(' ')
          return { rule: { family, table, chain, expr } }
        }),
      ],
    }),
  )
}

export const is = (key: string, right: unknown) => ({
  match: { op: '==', left: { meta: { key } }, right },
})
export const masquerade = { masquerade: null }

/** As libvirt leaves it. */
export const healthyRules = () =>
  rules(
    [
      'ip filter INPUT input accept',
      'ip filter FORWARD forward accept',
      'ip nat POST postrouting accept',
    ],
    [['ip nat POST', masquerade]],
  )

export function view(
  part: Partial<View> = {},
  target: DiagnosisTarget = { type: 'everything' },
): View {
  const all = part.world ?? world()
  const connected = { status: 'connected', version: '9.0.0', readOnly: false } as const
  return {
    ...nothingGathered,
    ...scopeOf(all, target),
    world: all,
    services: { libvirt: connected, networkManager: connected },
    definitions: new Map(),
    occupied: new Map(),
    unseen: [],
    links: links(),
    setAside: [],
    listeners: [
      { address: '0.0.0.0', device: 'virbr0', port: 67, line: '' },
      { address: '192.168.122.1', device: null, port: 53, line: '' },
    ],
    sysctl: sysctl(),
    dns: new Map([
      ['192.168.122.1', true],
      ['198.51.100.1', true],
    ]),
    rules: healthyRules(),
    zones: new Map([['virbr0', { zone: 'libvirt', quote: { command: '', output: '' } }]]),
    denials: [],
    ...part,
  }
}

export function codesIn(seen: View): string[] {
  return checks
    .filter(({ applicable }) => applicable(seen))
    .flatMap((check) => check.run(seen))
    .map(({ finding }) => finding.code)
}

/** A machine with one NIC, like this. */
export const withNic = (part: Parameters<typeof nic>[0]) =>
  world({ machines: [machine({ nics: [nic(part)] })] })

/** A service that is not there. */
export const gone = (code: 'libvirt-unavailable' | 'networkmanager-missing') =>
  ({ status: 'unavailable', error: { code, params: {} }, retryAt: null }) as const
