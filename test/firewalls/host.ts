/** A workstation with networks of each kind, a guest's stand-in on each, and a firewall to come. */
import type { Finding } from '../../shared/model/finding.ts'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { rootOf } from '../../build/setup/host/hosts.mjs'
import { definitions, findingsOf, Guests, KINDS, type Kind, type LibvirtRules } from './guests.ts'

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
  readonly #guests = new Guests({
    sh: (script, where) => this.sh(script, where),
    does: (script, where) => this.does(script, where),
  })

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
    for (const kind of KINDS) await this.#guests.plugIn(kind)
    await this.backend.until(
      ({ networks, services }) =>
        services.libvirt.status === 'connected' &&
        KINDS.every((kind) => networks.some(({ name, active }) => name === kind && active)),
      60_000,
    )
  }

  async restartNetwork(kind: Kind): Promise<void> {
    await this.sh(`virsh -q net-destroy ${kind}; virsh -q net-start ${kind}`)
    await this.#guests.plugIn(kind)
    await this.backend.until(({ networks }) =>
      networks.some(({ name, active }) => name === kind && active),
    )
  }

  comesToReach(kind: Kind): Promise<boolean> {
    return this.#guests.comesToReach(kind)
  }

  reaches(kind: Kind): Promise<boolean> {
    return this.#guests.reaches(kind)
  }

  findings(kind: Kind): Promise<Finding[]> {
    return findingsOf(this.backend, kind)
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
