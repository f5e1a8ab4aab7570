/** A workstation with networks of each kind, a guest's stand-in on each, and a firewall to come. */
import type { Diagnosis, Finding } from '../../shared/model/finding.ts'
import type { Network } from '../../shared/model/network.ts'
import { Lab } from '../lab/lab.ts'
import { ROUTER, ROUTER_V6 } from '../lab/lan.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { rootOf } from '../../build/setup/host/hosts.mjs'

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
const definitions: Record<Kind, string> = {
  nat: `<network><name>nat</name><forward mode="nat"/><bridge name="virbr1" stp="off"/>${ip('10.81.0')}</network>`,
  routed: `<network><name>routed</name><forward mode="route"/><bridge name="virbr2" stp="off"/>${ip('10.82.0', six)}</network>`,
  isolated: `<network><name>isolated</name><bridge name="virbr3" stp="off"/>${ip('10.83.0')}</network>`,
  bridged: '<network><name>bridged</name><forward mode="bridge"/><bridge name="br1"/></network>',
}

/**
 * This kernel has no `tc … action csum`, which libvirt's nftables rules ask for with each network.
 * It corrects checksums for guests with a DHCP client of 2010, and filters nothing.
 */
const WITHOUT_CSUM = `mv /usr/sbin/tc /usr/sbin/tc.real
cat >/usr/sbin/tc <<'END'
#!/bin/sh
case "$*" in *csum*) exit 0 ;; esac
exec /usr/sbin/tc.real "$@"
END
chmod 755 /usr/sbin/tc`

const quiet = '>/dev/null 2>&1'

export class FirewalledHost {
  readonly lab: Lab
  readonly backend: TestBackend

  private constructor(lab: Lab, backend: TestBackend) {
    this.lab = lab
    this.backend = backend
  }

  static async start(): Promise<FirewalledHost> {
    const lab = await Lab.start({ root: rootOf('firewalls'), guests: false })
    await lab.polkit.grant('org.freedesktop.policykit.exec')
    const run = (script: string, where: 'workstation' | 'lan' = 'workstation') =>
      lab.run(['sh', '-euc', script], { where })
    await run(WITHOUT_CSUM)
    await run('virsh -q net-destroy default; virsh -q net-autostart default --disable')
    for (const [name, xml] of Object.entries(definitions)) {
      await lab.run(['sh', '-c', `cat >/tmp/${name}.xml; virsh -q net-define /tmp/${name}.xml`], {
        input: xml,
      })
    }
    await run(
      'ip link add br1 type bridge forward_delay 0; ip link set br1 up; ip link set eth1 master br1 up',
    )
    const eth0 = (
      await run("ip -4 -o addr show dev eth0 | sed 's/.*inet \\([0-9.]*\\).*/\\1/'")
    ).stdout.trim()
    const far = (
      await run("ip -6 -o addr show dev eth0 scope link | sed 's/.*inet6 \\([^/]*\\).*/\\1/'")
    ).stdout.trim()
    await run(
      `ip route add 10.82.0.0/24 via ${eth0}; ip -6 route add fd82::/64 via ${far} dev lanbr`,
      'lan',
    )
    return new FirewalledHost(lab, await TestBackend.start(lab))
  }

  async sh(script: string, where: 'workstation' | 'lan' = 'workstation'): Promise<string> {
    return (await this.lab.run(['sh', '-c', script], { where })).stdout
  }

  async does(script: string, where: 'workstation' | 'lan' = 'workstation'): Promise<boolean> {
    return (await this.lab.run(['sh', '-c', script], { where, check: false })).code === 0
  }

  /** Nobody's rules, no networks: as before anything was started. */
  async reset(): Promise<void> {
    for (const kind of KINDS) await this.does(`virsh -q net-destroy ${kind} ${quiet}`)
    await this.lab.daemons.libvirtd.stop('SIGKILL')
    await this.sh(`ip link del docker0 ${quiet}; nft flush ruleset
sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0
sysctl -qw net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0`)
  }

  /** As the host boots: libvirt last, which switches forwarding on. */
  async startNetworks(rules: LibvirtRules): Promise<void> {
    await this.sh(`echo 'firewall_backend = "${rules}"' >/etc/libvirt/network.conf`)
    await this.lab.daemons.libvirtd.start()
    for (const kind of KINDS) await this.sh(`virsh -q net-start ${kind}`)
    // NetworkManager leaves these routes alone; the host's own way out of IPv6 is by hand here.
    const router = await this.sh(
      "ip -6 -o addr show dev lanbr scope link | sed 's/.*inet6 \\([^/]*\\).*/\\1/'",
      'lan',
    )
    await this.sh(`ip -6 route replace default via ${router.trim()} dev eth0`)
    for (const kind of KINDS) await this.plugIn(kind)
    await this.backend.until(
      ({ networks, services }) =>
        services.libvirt.status === 'connected' &&
        KINDS.every((kind) => networks.some(({ name, active }) => name === kind && active)),
      60_000,
    )
  }

  async restartNetwork(kind: Kind): Promise<void> {
    await this.sh(`virsh -q net-destroy ${kind}; virsh -q net-start ${kind}`)
    await this.plugIn(kind)
    await this.backend.until(({ networks }) =>
      networks.some(({ name, active }) => name === kind && active),
    )
  }

  /** A guest's NIC with an address of its own: what the firewall sees is the same as a machine's. */
  async plugIn(kind: Kind): Promise<void> {
    const { bridge, guest, gateway } = places[kind]
    const at = `ip -n ${kind}`
    await this.#plugInPeer(kind)
    await this.sh(`ip link del tap-${kind} ${quiet}; ip netns del ${kind} ${quiet}
set -e
ip netns add ${kind}
ip link add tap-${kind} type veth peer name eth0 address 52:54:00:51:64:a${KINDS.indexOf(kind)} netns ${kind}
ip link set tap-${kind} master ${bridge} up
${at} link set lo up
${at} link set eth0 up
${at} address add ${guest} dev eth0
${at} route add default via ${gateway}`)
    if (kind !== 'routed') return
    await this.sh(
      `${at} address add fd82::50/64 dev eth0 nodad; ${at} route add default via fd82::1`,
    )
  }

  /** Another guest, to be reached by the first. */
  async #plugInPeer(kind: Kind): Promise<void> {
    const { bridge, peer } = places[kind]
    await this.sh(`ip link del peer-${kind} ${quiet}; ip netns del ${kind}-peer ${quiet}
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
    const inside = (script: string) => this.does(`ip netns exec ${kind} sh -c '${script}'`)
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
          this.does(`ping -c 1 -W 2 ${own} ${quiet}`, 'lan'),
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
      timeoutMs: 20_000,
    })
    return wait.then(
      () => true,
      () => false,
    )
  }

  network(kind: Kind): Network {
    const found = this.backend.inventory?.networks.find(({ name }) => name === kind)
    if (!found) throw new Error(`no network ${kind}`)
    return found
  }

  async findings(kind: Kind): Promise<Finding[]> {
    const { uuid } = this.network(kind)
    const answer: Diagnosis = await this.backend.api.diagnose(
      { type: 'network', uuid },
      { run: 'test', asAdministrator: true },
    )
    if (!answer.asAdministrator) throw new Error('the rules were not read')
    return answer.findings.filter(({ level }) => level === 'error')
  }

  /** @returns the change's id, by which it is taken back */
  async fix({ id }: Finding): Promise<string> {
    const { id: plan } = await this.backend.api.planFix(id)
    return (await this.backend.api.applyPlan(plan)).id
  }

  async undo(change: string): Promise<void> {
    await this.backend.api.applyPlan((await this.backend.api.planUndo(change)).id)
  }

  async stop(): Promise<void> {
    await this.backend.stop()
    await this.lab.stop()
  }
}
