/** Gathers once, for one run, what the checks look at: as an ordinary user as far as that goes. */
import type { Evidence, Unseen } from '../../../shared/model/finding.ts'
import { message } from '../../../shared/message.ts'
import type { Forward } from '../../../shared/model/forward.ts'
import type { LanSlice } from '../../../shared/model/lan-slice.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import { formatAddress, hostRange, subnetOf } from '../../../shared/rules/ip.ts'
import { plainServer } from '../../../shared/rules/name-servers.ts'
import { commandLine } from '../../../shared/rules/shell.ts'
import { nameServersOf } from './facts.ts'
import { withDefaultRoute } from '../../../shared/rules/default-route.ts'
import { isRouted } from '../../../shared/rules/networks/kinds.ts'
import { netemQuotes } from '../../host/netem.ts'
import { isNeighbourReachable } from '../../host/neighbours.ts'
import { settingsFolder, stateFolder } from '../../state-files/folders.ts'
import { setAsideIn } from '../../state-files/own-file.ts'
import { exists, readFile } from '../../host/side.ts'
import type { HostSide, Output } from '../../host/side.ts'
import {
  readHeard,
  readLinks,
  readListeners,
  readNeighbourLines,
  readPortVlans,
  readRoute,
  readSetting,
} from './readings.ts'
import { SOMEWHERE } from './firewall/needs.ts'
import { isOnBus } from '../../host/bus-names.ts'
import { hasPackageHelper } from '../../host/package-helper.ts'
import { readRules } from './rules.ts'
import type { Scope } from './scope.ts'
import { interfaceSetting } from './view.ts'
import type { Gathered, Kernel, Way } from './view.ts'

type Refuse = (unseen: Unseen) => void

/** dnsmasq asks its own servers first, and those may be slow. */
const DNS_MS = 1_500
const PROBE_MS = 400
/** A guest beside us answers in less than one. */
const ANSWER_MS = 1_500
/** With auditd the kernel's denials are told by the audit transport alone. */
const DENIALS = [
  ...['-b', '-g', 'apparmor="DENIED"|avc:  denied'],
  ...['_TRANSPORT=kernel', '_TRANSPORT=audit'],
]
/** One probe for each address that a guest should have; more is a scan. */
const MOST_PROBES = 32

export async function gatherKernel(
  side: HostSide,
  refuse: Refuse = () => undefined,
): Promise<Kernel> {
  const links = await side.look('ip', ['-o', '-d', 'link'])
  if (links.error !== null) refuse(unseen('links', links))
  const setAside = [...setAsideIn(stateFolder(), true), ...setAsideIn(settingsFolder())]
  return { links: links.error === null ? readLinks(links.stdout) : null, setAside }
}

/** One part of what is gathered, each of which may take its time. */
export type Part = (host: Gathered, scope: Scope, context: Context) => Promise<void>

export interface Context {
  side: HostSide
  interfaces: HostInterface[]
  /** Those that lead to NICs in the scope. */
  forwards: Forward[]
  /** Parts of LANs that the host answers for. */
  slices: LanSlice[]
  administrator: boolean
  refuse: Refuse
}

export const parts: Part[] = [
  async (host, _, { side, refuse }) => {
    const output = await side.look('ss', ['-Hulpn'])
    if (output.error === null) host.listeners = readListeners(output.stdout)
    else refuse(unseen('listeners', output))
  },
  async (host, _, { side, forwards }) => {
    if (forwards.length === 0) return
    const output = await side.look('ss', ['-Htlnp'])
    if (output.error === null) host.tcpListeners = readListeners(output.stdout)
    const asked = forwards.filter(({ on, protocol }) => on && protocol === 'tcp')
    const answers = asked.slice(0, MOST_PROBES).map(async ({ id, to, toPort }) => {
      return [id, await side.connects(to, toPort, ANSWER_MS)] as const
    })
    host.answers = new Map(await Promise.all(answers))
  },
  async (host, scope, { side }) => {
    await askAddresses(side, scope)
    host.neighbours = readNeighbourLines((await side.look('ip', ['neigh'])).stdout)
  },
  async (host, _, { side }) => {
    host.heard = readHeard((await side.look('bridge', ['fdb', 'show'])).stdout)
  },
  async (host, _, { side }) => {
    const { error, stdout } = await side.look('bridge', ['-json', 'vlan', 'show'])
    host.portVlans = error === null ? readPortVlans(stdout) : null
  },
  async (host, _, { side, interfaces }) => {
    const names = interfaces.filter(({ vlan }) => vlan).map(({ name }) => name)
    const counters = names.map(async (name) => {
      const of = (what: string) => `/sys/class/net/${name}/statistics/${what}_packets`
      const [heard, sent] = await side.readFiles([of('rx'), of('tx')])
      return heard && sent ? [[name, { heard: Number(heard), sent: Number(sent) }] as const] : []
    })
    host.vlanPackets = new Map((await Promise.all(counters)).flat())
  },
  async (host, { paths }, { side }) => {
    const bad = paths.flatMap(({ nic }) => (nic.tap && nic.conditions?.now ? [nic.tap] : []))
    const found = bad.map(async (tap) => [tap, await netemQuotes(side, tap)] as const)
    host.netem = new Map(await Promise.all(found))
  },
  async (host, scope, { side, interfaces }) => {
    const names = [
      'net.ipv4.ip_forward',
      'net.ipv6.conf.all.forwarding',
      'net.ipv4.conf.all.rp_filter',
      'net.bridge.bridge-nf-call-iptables',
      'net.bridge.bridge-nf-call-ip6tables',
      ...[...scope.bridges, ...interfaces.map(({ name }) => name)].flatMap((name) => [
        interfaceSetting('ipv4', name, 'rp_filter'),
        interfaceSetting('ipv4', name, 'forwarding'),
        interfaceSetting('ipv6', name, 'force_forwarding'),
      ]),
    ]
    const values = new Map(
      await Promise.all(names.map(async (name) => [name, await sysctl(side, name)] as const)),
    )
    host.sysctl = (name) => values.get(name) ?? null
  },
  async (host, scope, { side, interfaces }) => {
    host.ways = await waysOf(side, scope, interfaces)
  },
  async (host, scope, { side, interfaces }) => {
    const own = scope.networks.filter(({ active }) => active).flatMap(({ subnets }) => subnets)
    const libvirts = new Set(own.map(({ address }) => address))
    const plain = (server: string) => plainServer(server) ?? []
    const answers = [...new Set([...libvirts, ...nameServersOf(interfaces).flatMap(plain)])].map(
      async (server) => {
        const question = libvirts.has(server) ? 'plain-name' : 'root'
        return [server, await side.askNameServers([server], DNS_MS, question)] as const
      },
    )
    host.dns = new Map(await Promise.all(answers))
  },
  async (host, _, { side, administrator, refuse }) => {
    const { rules, refused } = await readRules(side, administrator)
    host.rules = rules
    if (refused) refuse({ ...unseen('firewall-rules', refused), administrator: true })
  },
  async (host, _, { side }) => {
    host.ufw = await ufw(side)
  },
  async (host, scope, { side }) => {
    host.zones = await zonesOf(side, scope.bridges)
  },
  async (host, _, { side }) => {
    host.keepsForDocker = await hasPackageHelper(side, 'docker-user')
  },
  async (host, _, { side }) => {
    host.networkDaemon = await networkDaemon(side)
  },
  async (host, _, { side, slices }) => {
    if (slices.length === 0) return
    host.proxies = readNeighbourLines(
      (await side.look('ip', ['-4', 'neigh', 'show', 'proxy'])).stdout,
    )
  },
  async (host, scope, { side }) => {
    if (scope.networks.every(({ active }) => active)) return
    host.resolver = await isOnBus(side, 'org.freedesktop.resolve1')
  },
  async (host, scope, { side }) => {
    host.uplinks = await uplinksOf(side, scope)
  },
  async (host, _, { side, refuse }) => {
    const journal = await side.look('journalctl', [...DENIALS, '-q', '--no-pager', '-n', '200'])
    // An ordinary user's journal is empty rather than refused; the kernel's buffer says so.
    const output = journal.stdout.includes('enied') ? journal : await side.look('dmesg', [])
    if (output.error === null)
      host.denials = output.stdout.split('\n').filter((line) => /DENIED|avc: {2}denied/.test(line))
    else
      refuse({
        ...unseen('kernel-log', output),
        command: commandLine(['sudo', 'journalctl', ...DENIALS]),
      })
  },
]

/** So that the kernel knows who has the addresses at this moment. */
async function askAddresses(side: HostSide, { paths }: Scope): Promise<void> {
  const asked = paths
    .filter(({ nic }) => nic.plugged)
    .flatMap(({ nic, bridge }) =>
      nic.addresses.map(({ address }) => ({ address, bridge: bridge ?? '' })),
    )
    .filter(({ bridge, address }) => bridge !== '' && !address.includes(':'))
  const probes = asked.slice(0, MOST_PROBES)
  await Promise.all(
    probes.map(({ address, bridge }) => isNeighbourReachable(side, address, bridge, PROBE_MS)),
  )
}

async function waysOf(
  side: HostSide,
  { networks, paths }: Scope,
  interfaces: HostInterface[],
): Promise<Way[]> {
  const gateway = withDefaultRoute(interfaces, ['ipv4'])[0]?.ipv4.gateway
  if (!gateway) return []
  const routed = networks.filter((network) => network.active && isRouted(network.kind))
  const ways = routed.map(async ({ uuid, bridge, leases }): Promise<Way[]> => {
    const own = paths.filter(({ network }) => network?.uuid === uuid)
    const guests = [...leases, ...own.flatMap(({ nic }) => nic.addresses)]
    const guest = guests.find(({ address }) => !address.includes(':'))
    if (!bridge || !guest) return []
    const from = ['route', 'get', gateway, 'from', guest.address, 'iif']
    const there = await side.look('ip', [...from, bridge])
    const out = readRoute(there.stdout)
    // As the kernel itself asks when it filters by the reverse path.
    const here = await side.look('ip', [...from, 'lo'])
    const back = readRoute(here.stdout)
    if (!out || !back) return []
    return [{ network: uuid, from: guest.address, out, back, quotes: [quote(there), quote(here)] }]
  })
  return (await Promise.all(ways)).flat()
}

/** As the kernel would route it, by whichever table and metric. */
async function uplinksOf(side: HostSide, { networks }: Scope): Promise<Gathered['uplinks']> {
  const asked = networks
    .filter((network) => network.active && isRouted(network.kind))
    .flatMap(({ uuid, bridge, subnets }) => subnets.map((subnet) => ({ uuid, bridge, ...subnet })))
  const found = asked.map(async ({ uuid, bridge, family, address, prefix }) => {
    const guest = guestAddress(address, prefix)
    if (!bridge || guest === null) return []
    const words = ['route', 'get', SOMEWHERE[family], 'from', guest, 'iif', bridge]
    const device = readRoute((await side.look('ip', words)).stdout)
    return device ? [[`${uuid} ${family}`, device] as const] : []
  })
  return new Map((await Promise.all(found)).flat())
}

/** An address of the subnet that is not the host's: the kernel takes its own for a martian. */
function guestAddress(address: string, prefix: number): string | null {
  const subnet = subnetOf(address, prefix)
  const range = subnet && hostRange(subnet)
  const ends = range ? [formatAddress(range.last), formatAddress(range.first)] : []
  return ends.find((one) => one !== address) ?? null
}

/** Modular or not, as their sockets tell; without systemd nobody could restart it for us. */
async function networkDaemon(side: HostSide): Promise<string | null> {
  if (!(await exists(side, '/run/systemd/system'))) return null
  const isModular = await exists(side, '/run/libvirt/virtnetworkd-sock')
  return isModular ? 'virtnetworkd.service' : 'libvirtd.service'
}

async function sysctl(side: HostSide, name: string): Promise<number | null> {
  const path = name.replace(/[./]/g, (sign) => (sign === '.' ? '/' : '.'))
  const text = await readFile(side, `/proc/sys/${path}`)
  return text.trim() === '' ? null : Number(text)
}

async function ufw(side: HostSide): Promise<Gathered['ufw']> {
  const [state, defaults] = await side.readFiles(['/etc/ufw/ufw.conf', '/etc/default/ufw'])
  const enabled = readSetting(state ?? '', 'ENABLED')
  if (enabled === null) return null
  const forward = readSetting(defaults ?? '', 'DEFAULT_FORWARD_POLICY') ?? 'DROP'
  const output = `/etc/ufw/ufw.conf:ENABLED=${enabled}\n/etc/default/ufw:DEFAULT_FORWARD_POLICY="${forward}"`
  const command = 'grep -E "^(ENABLED|DEFAULT_FORWARD_POLICY)" /etc/ufw/ufw.conf /etc/default/ufw'
  return { enabled: enabled === 'yes', forward, quote: { command, output } }
}

/** Only what everybody may ask: for more, `firewall-cmd` itself would ask for a password. */
async function zonesOf(side: HostSide, bridges: string[]): Promise<Gathered['zones']> {
  const zones = bridges.map(async (bridge) => {
    const output = await side.look('firewall-cmd', [`--get-zone-of-interface=${bridge}`])
    if (output.error === null)
      return [bridge, { zone: output.stdout.trim(), quote: quote(output) }] as const
    // Its word for an interface that nobody has put anywhere, which it answers for with a failure.
    return /no zone/.test(output.error + output.stdout)
      ? ([bridge, { zone: '', quote: quote(output) }] as const)
      : null
  })
  const known = (await Promise.all(zones)).flatMap((zone) => (zone ? [zone] : []))
  return known.length > 0 ? new Map(known) : null
}

function quote({ command, stdout, error }: Output): Evidence {
  return { command, output: (error ?? stdout).trim() }
}

function unseen(what: Unseen['what'], { command, error }: Output): Unseen {
  const reason = message('unseen.refused', { cause: (error ?? '').split('\n')[0] ?? '' })
  return { what, reason, command, administrator: false }
}
