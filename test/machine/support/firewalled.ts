/** A whole computer with networks of each kind that start by themselves, and a firewall to come. */
import { toErrorData } from '../../../shared/errors.ts'
import type { Finding } from '../../../shared/model/finding.ts'
import {
  definitions,
  findingsOf,
  Guests,
  KINDS,
  type Kind,
  type LibvirtRules,
  type Where,
} from '../../firewalls/guests.ts'
import { NEEDED, polkitRule } from '../../lab/polkit.ts'
import { until } from '../../lab/wait.ts'
import type { TestBackend } from '../../support/backend.ts'
import type { Computer } from '../computer.ts'
import { bringApp, installHelper, startBackend } from './app.ts'
import { prepared } from './prepared.ts'
import { isUp } from './up.ts'

const STARTED_MS = 300_000
const REACH_MS = 120_000
/** What the doctor says of firewalls; the rest is other tests'. */
const OF_FIREWALLS = /^(firewall|docker|bridge-nf|ufw|way-out)/

export class FirewalledComputer {
  readonly computer: Computer
  readonly guests: Guests
  #backend: TestBackend | null = null

  private constructor(computer: Computer) {
    this.computer = computer
    const run = async (script: string, where?: Where) => {
      const argv = ['sh', '-c', script]
      return where === 'lan'
        ? computer.runOutside(argv, { check: false })
        : computer.run(argv, { check: false })
    }
    this.guests = new Guests(
      {
        sh: async (script, where) => (await run(script, where)).stdout,
        does: async (script, where) => (await run(script, where)).code === 0,
      },
      REACH_MS,
    )
  }

  static start(rules: LibvirtRules): Promise<FirewalledComputer> {
    return prepared(async (computer) => {
      await prepare(computer, rules)
      const host = new FirewalledComputer(computer)
      await host.#routeBack()
      for (const kind of KINDS) await host.guests.plugIn(kind)
      return host
    })
  }

  /** The LAN’s router knows the way to the routed network. */
  async #routeBack(): Promise<void> {
    const own = (family: '-4' | '-6') =>
      until(
        `eth0 has its address (${family})`,
        async () => {
          const argv = [family, 'address', 'show', 'dev', 'eth0']
          const [link] = await this.computer.ip<{ addr_info: { local: string }[] }>(...argv)
          return link?.addr_info[0]?.local
        },
        { timeoutMs: STARTED_MS, everyMs: 1_000 },
      )
    const [four, six] = [await own('-4'), await own('-6')]
    await this.computer.runOutside([
      ...['sh', '-ec'],
      `ip route replace 10.82.0.0/24 via ${four}; ip -6 route replace fd82::/64 via ${six} dev lanbr`,
    ])
    const router = await this.computer.runOutside([
      ...[
        'sh',
        '-c',
        "ip -6 -o addr show dev lanbr scope link | sed 's/.*inet6 \\([^/]*\\).*/\\1/'",
      ],
    ])
    await this.computer.sh(`ip -6 route replace default via ${router.stdout.trim()} dev eth0`)
  }

  /** A real boot; then the guests are plugged in again, as nothing of them is kept. */
  async reboot(): Promise<void> {
    await this.#backend?.stop()
    this.#backend = null
    await this.computer.reboot()
    await isUp(this.computer)
    const started = () =>
      this.computer.does(`test "$(virsh -q net-list --name | grep -cxE '${KINDS.join('|')}')" = 4`)
    await until('the networks have started', started, { timeoutMs: STARTED_MS, everyMs: 1_000 })
    await this.#routeBack()
    for (const kind of KINDS) await this.guests.plugIn(kind)
  }

  async restartNetwork(kind: Kind): Promise<void> {
    await this.computer.sh(`virsh -q net-destroy ${kind}; virsh -q net-start ${kind}`)
    await this.guests.plugIn(kind)
  }

  async backend(): Promise<TestBackend> {
    if (this.#backend) return this.#backend
    const backend = await startBackend(this.computer)
    await backend.until(
      ({ networks }) =>
        KINDS.every((kind) => networks.some(({ name, active }) => name === kind && active)),
      STARTED_MS,
    )
    return (this.#backend = backend)
  }

  async findings(kind: Kind): Promise<Finding[]> {
    const findings = await findingsOf(await this.backend(), kind)
    return findings.filter(({ code }) => OF_FIREWALLS.test(code))
  }

  /** @returns what the plan says of how long it lasts; null where there is nothing to fix any more */
  async fix({ id }: Finding): Promise<string | null> {
    const { api } = await this.backend()
    const plan = await api.planFix(id).catch((error: unknown) => {
      // What a firewall was still about when it was looked at may be done by now.
      if (toErrorData(error).code === 'finding-gone') return null
      throw error
    })
    if (!plan) return null
    await api.applyPlan(plan.id)
    return JSON.stringify(plan).match(/lasts-[a-z-]+/)?.[0] ?? ''
  }

  async stop(): Promise<void> {
    await this.computer.stop()
  }
}

async function prepare(computer: Computer, rules: LibvirtRules): Promise<void> {
  await bringApp(computer, ['build/package/files'])
  await installHelper(computer)
  const own = ['look', 'firewall', 'restart'].map((purpose) => `org.puente.Puente.${purpose}`)
  await computer.write('/etc/polkit-1/rules.d/10-lab.rules', polkitRule([...NEEDED, ...own]))
  await computer.write('/etc/libvirt/network.conf', `firewall_backend = "${rules}"\n`)
  await computer.sh(`virsh -q net-destroy default; virsh -q net-autostart default --disable
nmcli connection add type bridge con-name br1 ifname br1 bridge.stp no ipv4.method disabled ipv6.method disabled
nmcli connection add type ethernet con-name br1-eth1 ifname eth1 master br1
nmcli connection up br1-eth1
systemctl restart libvirtd`)
  for (const kind of KINDS) {
    const define = `cat >/run/new.xml; virsh -q net-define /run/new.xml`
    await computer.sh(`${define}; virsh -q net-autostart ${kind}; virsh -q net-start ${kind}`, {
      input: definitions[kind],
    })
  }
}
