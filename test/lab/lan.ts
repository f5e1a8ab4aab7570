import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Daemon } from './daemon.ts'
import { pathIn, type Place } from './place.ts'
import { Probe, type ProbeOptions } from './probe.ts'
import { ended, runIn } from './process.ts'

export type Ipv6 = 'none' | 'slaac' | 'dhcpv6'

export interface DhcpOptions {
  /** First and last address handed out. */
  range?: [string, string]
  ipv6?: Ipv6
  /** More options for dnsmasq, without the leading dashes. */
  extra?: string[]
}

export interface Lease {
  expires: number
  mac: string
  address: string
  hostname: string
}

/** The office LAN: a documentation range, so that nothing in it can exist for real. */
export const ROUTER = '198.51.100.1'
export const ROUTER_V6 = '2001:db8:51:64::1'
/** The workstation's NICs. Fixed, so that a test may name them. */
export const NIC_MAC = { eth0: '02:4c:41:42:00:10', eth1: '02:4c:41:42:00:11' } as const
export type Cable = keyof typeof NIC_MAC

const LEASES = '/run/lab/lan/leases'

/**
 * By default Linux answers on any NIC for the addresses of all: eth1 would speak for eth0, and what is
 * measured would not be eth0's connection.
 */
const ANSWER_FOR_OWN_ONLY = [
  'sysctl',
  '-qw',
  'net.ipv4.conf.all.arp_ignore=1',
  'net.ipv4.conf.all.arp_announce=2',
]

/** The other end of the workstation's cables: a switch, a router with DHCP and DNS, a probe. */
export class Lan {
  readonly #place: Place
  readonly #server: Daemon
  /** Hosts of other labs on it. */
  #plugged = 0

  constructor(place: Place) {
    this.#place = place
    this.#server = new Daemon(place, {
      name: 'lan-dnsmasq',
      where: 'lan',
      argv: dnsmasq({}),
      ready: async () => {
        const { stdout } = await runIn(place, ['ss', '-Hulpn', 'sport = :67'], { where: 'lan' })
        return stdout.includes('dnsmasq')
      },
    })
  }

  /**
   * Cables, switch and router. `ip -batch`: one process for all of it.
   * @param cables to a workstation in a namespace beside it, or taps for one that is emulated
   */
  async build(dhcp: DhcpOptions, cables: 'veth' | 'tap' = 'veth'): Promise<void> {
    await this.#batch('workstation', ['link set lo up', 'netns add lan'])
    await this.#batch('lan', [
      'link set lo up',
      'link add lanbr type bridge forward_delay 0',
      `address add ${ROUTER}/24 dev lanbr`,
      `address add ${ROUTER_V6}/64 dev lanbr nodad`,
      'link set lanbr up',
    ])
    if (cables === 'veth') {
      await this.#batch(
        'workstation',
        Object.entries(NIC_MAC).map(
          ([nic, mac]) => `link add ${nic} address ${mac} type veth peer name lan-${nic} netns lan`,
        ),
      )
    }
    await this.#batch(
      'lan',
      Object.keys(NIC_MAC).flatMap((nic) => [
        ...(cables === 'tap' ? [`tuntap add dev lan-${nic} mode tap`] : []),
        `link set lan-${nic} master lanbr up`,
      ]),
    )
    await runIn(this.#place, ANSWER_FOR_OWN_ONLY)
    await this.#server.start(dnsmasq(dhcp))
  }

  /** One more host on the switch, by its eth0: another lab's. The two share nothing else. */
  async plug(host: Place): Promise<void> {
    const number = ++this.#plugged
    const end = `lan-host${number}`
    const mac = `02:4c:41:42:01:${number.toString(16).padStart(2, '0')}`
    const here = pathIn(this.#place, '/run/netns/lan')
    const cable = ['link', 'add', 'eth0', 'address', mac, 'type', 'veth', 'peer', 'name', end]
    const inside = ['-t', String(host.pid), '--net', '--', 'ip', ...cable, 'netns', here]
    const code = await ended(spawn('nsenter', inside, { stdio: ['ignore', 'inherit', 'inherit'] }))
    if (code !== 0) throw new Error(`The cable to the host could not be made: ${code}`)
    await runIn(host, ['ip', 'link', 'set', 'lo', 'up'])
    await runIn(host, ANSWER_FOR_OWN_ONLY)
    await this.#batch('lan', [`link set ${end} master lanbr up`])
  }

  /** What the DHCP server's own lease file says (IPv4). */
  leases(): Lease[] {
    return readFileSync(pathIn(this.#place, LEASES), 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .filter((fields) => fields[1]?.includes(':'))
      .map(([expires = '', mac = '', address = '', hostname = '']) => ({
        expires: Number(expires),
        mac,
        address,
        hostname,
      }))
  }

  readonly dhcp = {
    /** Silent, but its port stays open: what a hanging server looks like. */
    pause: () => this.#server.kill('SIGSTOP'),
    resume: () => this.#server.kill('SIGCONT'),
    /** Forgets every lease and starts with other options, e.g. another range. */
    restart: async (options: DhcpOptions = {}) => {
      await this.#server.stop('SIGKILL')
      await runIn(this.#place, ['rm', '-f', LEASES])
      await this.#server.start(dnsmasq(options))
    },
  }

  /** Starts probing an address from the LAN, every 10 ms unless asked otherwise. */
  probe(address: string, options?: ProbeOptions): Promise<Probe> {
    return Probe.start(this.#place, address, options)
  }

  /** A NIC's cable: pulled out, the NIC has no carrier. */
  cable(nic: Cable): { unplug(): Promise<void>; plug(): Promise<void> } {
    const set = (state: string) => this.#batch('lan', [`link set lan-${nic} ${state}`])
    return { unplug: () => set('down'), plug: () => set('up') }
  }

  async #batch(where: 'workstation' | 'lan', lines: string[]): Promise<void> {
    await runIn(this.#place, ['ip', '-batch', '-'], { where, input: lines.join('\n') + '\n' })
  }
}

function dnsmasq({
  range = ['198.51.100.100', '198.51.100.199'],
  ipv6 = 'none',
  extra = [],
}: DhcpOptions): string[] {
  const prefix = '2001:db8:51:64::'
  const v6 = {
    none: [],
    slaac: ['enable-ra', `dhcp-range=${prefix},ra-only,64,12h`],
    dhcpv6: ['enable-ra', `dhcp-range=${prefix}1000,${prefix}1fff,64,12h`],
  }
  const options = [
    'conf-file=/dev/null',
    'keep-in-foreground',
    'log-facility=-',
    'log-dhcp',
    'user=root',
    'pid-file=',
    'interface=lanbr',
    'bind-interfaces',
    'no-resolv',
    'no-hosts',
    `host-record=router.lab.test,${ROUTER}`,
    'local=/#/',
    'dhcp-authoritative',
    // Without this an address is pinged for three seconds before it is offered.
    'no-ping',
    `dhcp-range=${range.join(',')},12h`,
    `dhcp-leasefile=${LEASES}`,
    ...v6[ipv6],
    ...extra,
  ]
  return ['dnsmasq', ...options.map((option) => `--${option}`)]
}
