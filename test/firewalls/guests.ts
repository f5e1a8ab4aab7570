/** Networks of each kind, and on each a guest's stand-in: what it promises, tried with packets. */
import type { Diagnosis, Finding } from '../../shared/model/finding.ts'
import type { Network } from '../../shared/model/network.ts'
import { ROUTER, ROUTER_V6 } from '../lab/lan.ts'
import { until } from '../lab/wait.ts'
import type { TestBackend } from '../support/backend.ts'

export const KINDS = ['nat', 'routed', 'isolated', 'bridged'] as const
export type Kind = (typeof KINDS)[number]
export type LibvirtRules = 'iptables' | 'nftables'

interface Place {
  bridge: string
  /** The stand-in's, and the host's; of the LAN where the network has none of its own. */
  guest: string
  peer: string
  gateway: string
}

export const places: Record<Kind, Place> = {
  nat: { bridge: 'virbr1', guest: '10.81.0.50/24', peer: '10.81.0.51/24', gateway: '10.81.0.1' },
  routed: { bridge: 'virbr2', guest: '10.82.0.50/24', peer: '10.82.0.51/24', gateway: '10.82.0.1' },
  isolated: {
    bridge: 'virbr3',
    guest: '10.83.0.50/24',
    peer: '10.83.0.51/24',
    gateway: '10.83.0.1',
  },
  bridged: { bridge: 'br1', guest: '198.51.100.77/24', peer: '198.51.100.78/24', gateway: ROUTER },
}

const ip = (at: string, more = '') =>
  `<ip address="${at}.1" prefix="24"><dhcp><range start="${at}.10" end="${at}.20"/></dhcp></ip>${more}`
const six = '<ip family="ipv6" address="fd82::1" prefix="64"/>'
export const definitions: Record<Kind, string> = {
  nat: `<network><name>nat</name><forward mode="nat"/><bridge name="virbr1" stp="off"/>${ip('10.81.0')}</network>`,
  routed: `<network><name>routed</name><forward mode="route"/><bridge name="virbr2" stp="off"/>${ip('10.82.0', six)}</network>`,
  isolated: `<network><name>isolated</name><bridge name="virbr3" stp="off"/>${ip('10.83.0')}</network>`,
  bridged: '<network><name>bridged</name><forward mode="bridge"/><bridge name="br1"/></network>',
}

const quiet = '>/dev/null 2>&1'

export type Where = 'workstation' | 'lan'

/** How long one that should reach may need: on an emulated computer longer. */
const REACH_MS = 20_000

export class Guests {
  readonly #sh: (script: string, where?: Where) => Promise<string>
  readonly #does: (script: string, where?: Where) => Promise<boolean>
  readonly #reachMs: number

  /** @param host where scripts of sh are run */
  constructor(
    host: {
      sh: (script: string, where?: Where) => Promise<string>
      does: (script: string, where?: Where) => Promise<boolean>
    },
    reachMs = REACH_MS,
  ) {
    this.#sh = host.sh
    this.#does = host.does
    this.#reachMs = reachMs
  }

  /** A guest's NIC with an address of its own: what the firewall sees is the same as a machine's. */
  async plugIn(kind: Kind): Promise<void> {
    const { bridge, guest, gateway } = places[kind]
    const at = `ip -n ${kind}`
    await this.#plugInPeer(kind)
    await this.#sh(`ip link del tap-${kind} ${quiet}; ip netns del ${kind} ${quiet}
set -e
ip netns add ${kind}
ip link add tap-${kind} type veth peer name eth0 address 52:54:00:51:64:a${KINDS.indexOf(kind)} netns ${kind}
ip link set tap-${kind} master ${bridge} up
${at} link set lo up
${at} link set eth0 up
${at} address add ${guest} dev eth0
${at} route add default via ${gateway}`)
    if (kind !== 'routed') return
    await this.#sh(
      `${at} address add fd82::50/64 dev eth0 nodad; ${at} route add default via fd82::1`,
    )
  }

  /** Another guest, to be reached by the first. */
  async #plugInPeer(kind: Kind): Promise<void> {
    const { bridge, peer } = places[kind]
    await this.#sh(`ip link del peer-${kind} ${quiet}; ip netns del ${kind}-peer ${quiet}
set -e
ip netns add ${kind}-peer
ip link add peer-${kind} type veth peer name eth0 netns ${kind}-peer
ip link set peer-${kind} master ${bridge} up
ip -n ${kind}-peer link set eth0 up
ip -n ${kind}-peer address add ${peer} dev eth0`)
  }

  /** What this kind of network promises, each as one try. */
  async reaches(kind: Kind): Promise<boolean> {
    const tries = await Promise.all(this.#promises(kind))
    return tries.every(Boolean)
  }

  #promises(kind: Kind): Promise<boolean>[] {
    const { gateway, guest, peer } = places[kind]
    const inside = (script: string) => this.#does(`ip netns exec ${kind} sh -c '${script}'`)
    const ping = (to: string) => inside(`ping -c 1 -W 2 ${to} ${quiet}`)
    const leases = inside(`busybox udhcpc -n -q -f -i eth0 -s /bin/true -t 8 -T 1 ${quiet}`)
    const asks = inside(`dig +tries=1 +time=2 @${gateway} . NS ${quiet}`)
    const [own = ''] = guest.split('/')
    const other = ping(peer.split('/')[0] ?? '')
    switch (kind) {
      case 'nat':
        return [ping(ROUTER), leases, asks, other]
      case 'routed':
        return [
          ...[ping(ROUTER), leases, asks, ping(ROUTER_V6), other],
          this.#does(`ping -c 1 -W 2 ${own} ${quiet}`, 'lan'),
        ]
      case 'isolated':
        return [leases, asks, other]
      case 'bridged':
        return [ping(ROUTER), leases, other]
    }
  }

  /** Packets that were lost on the way of the last try are not to be waited for by the next. */
  comesToReach(kind: Kind): Promise<boolean> {
    const wait = until(`${kind} reaches`, async () => (await this.reaches(kind)) || undefined, {
      timeoutMs: this.#reachMs,
    })
    return wait.then(
      () => true,
      () => false,
    )
  }
}

export function networkOf(backend: TestBackend, kind: Kind): Network {
  const found = backend.inventory?.networks.find(({ name }) => name === kind)
  if (!found) throw new Error(`no network ${kind}`)
  return found
}

/** The errors that the doctor finds with the rights of an administrator. */
export async function findingsOf(backend: TestBackend, kind: Kind): Promise<Finding[]> {
  const { uuid } = networkOf(backend, kind)
  const answer: Diagnosis = await backend.api.diagnose(
    { type: 'network', uuid },
    { run: 'test', asAdministrator: true },
  )
  if (!answer.asAdministrator) throw new Error('the rules were not read')
  return answer.findings.filter(({ level }) => level === 'error')
}
