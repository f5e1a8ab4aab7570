/** A whole computer with a machine that ports of it lead to, and a firewall around it. */
import type { AddForwardIntent } from '../../../shared/contract/contract.ts'
import type { Forward } from '../../../shared/model/forward.ts'
import { NEEDED, polkitRule } from '../../lab/polkit.ts'
import { until } from '../../lab/wait.ts'
import type { TestBackend } from '../../support/backend.ts'
import { COUNT_UDP, fetchFrom, openFromLan, sendFromLan } from '../../support/from-lan.ts'
import type { Computer } from '../computer.ts'
import { bringApp, installHelper, startBackend } from './app.ts'
import { MachineGuest } from './guest.ts'
import { prepared } from './prepared.ts'
import { isUp } from './up.ts'

const STARTED_MS = 600_000
const REACH_MS = 180_000
const FIREWALL_FIRST = '[Unit]\nAfter=docker.service ufw.service firewalld.service\n'

export class ForwardedComputer {
  readonly computer: Computer
  readonly guest: MachineGuest
  #backend: TestBackend | null = null
  #address = ''

  private constructor(computer: Computer, guest: MachineGuest) {
    this.computer = computer
    this.guest = guest
  }

  /** @param startFirewall runs before libvirt does, as at each boot */
  static start(startFirewall: string): Promise<ForwardedComputer> {
    return prepared(async (computer) => {
      await prepare(computer, startFirewall)
      return new ForwardedComputer(computer, await MachineGuest.start(computer)).#ready()
    })
  }

  async #ready(): Promise<this> {
    await this.#serve()
    await this.#findAddress()
    return this
  }

  async #serve(): Promise<void> {
    await this.guest.isUp()
    await this.guest.serves(80, 81)
  }

  async #findAddress(): Promise<void> {
    const script = "ip -4 -o address show dev eth0 | sed -n 's/.* inet \\([0-9.]*\\).*/\\1/p'"
    this.#address = await until(
      'eth0 has its address',
      async () => (await this.computer.sh(script)) || undefined,
      { timeoutMs: STARTED_MS, everyMs: 1_000 },
    )
  }

  async backend(): Promise<TestBackend> {
    if (this.#backend) return this.#backend
    const backend = await startBackend(this.computer)
    await backend.api.setVisible(true)
    await backend.until(
      ({ machines }) =>
        machines[0]?.nics[0]?.addresses.some(({ address }) => address.startsWith('192.168.122.')),
      STARTED_MS,
    )
    return (this.#backend = backend)
  }

  /** Carried out as by somebody who agrees. @returns the keys of what the plan warns of */
  async add(asked: Pick<AddForwardIntent, 'engine' | 'protocol' | 'port' | 'toPort'>) {
    const { api, ...backend } = await this.#driven()
    const machine = backend.inventory.machines[0]
    const nic = machine?.nics[0]
    if (!machine || !nic) throw new Error('there is no machine')
    const ref = { alias: nic.alias, mac: nic.mac, slot: nic.slot }
    const at = { machine: machine.uuid, nic: ref, address: null }
    const plan = await api.planAddForward({ ...at, ...asked })
    await backend.apply(plan.id)
    return plan.warnings.map(({ key }) => key)
  }

  async removeAll(): Promise<void> {
    const { api, apply, inventory } = await this.#driven()
    for (const { id } of inventory.forwards) await apply((await api.planRemoveForward(id)).id)
  }

  async #driven() {
    const backend = await this.backend()
    if (!backend.inventory) throw new Error('nothing is known yet')
    return {
      ...{ api: backend.api, inventory: backend.inventory },
      apply: (plan: string) => backend.applyAgreed(plan),
    }
  }

  get forwards(): Forward[] {
    return this.#backend?.inventory?.forwards ?? []
  }

  async restartNetwork(): Promise<void> {
    const { api, apply, inventory } = await this.#driven()
    const uuid = inventory.networks.find(({ name }) => name === 'default')?.uuid ?? ''
    await apply((await api.planRestartNetwork({ network: uuid })).id)
  }

  /** A real boot; what the guest had running is started again. */
  async reboot(): Promise<void> {
    await this.#backend?.stop()
    this.#backend = null
    await this.computer.reboot()
    await isUp(this.computer)
    await this.#serve()
    await this.#findAddress()
  }

  /** Does a LAN host come to hear the machine by this port? */
  comesToAnswer(port: number): Promise<boolean> {
    const url = `http://${this.#address}:${port}/`
    return this.#comes(async () => (await fetchFrom(this.#onLan, 'lan', url)) === 'hello')
  }

  comesToHear(port: number): Promise<boolean> {
    return this.#comes(async () => {
      const before = await this.#heard()
      await sendFromLan(this.#onLan, this.#address, port)
      return (await this.#heard()) > before
    })
  }

  async #heard(): Promise<number> {
    return Number((await this.guest.run(COUNT_UDP)).trim())
  }

  async #comes(ask: () => Promise<boolean>): Promise<boolean> {
    return until('it is reached', async () => (await ask()) || undefined, {
      ...{ timeoutMs: REACH_MS, everyMs: 2_000 },
    }).then(
      () => true,
      () => false,
    )
  }

  /** TCP ports of the host that answer on the LAN, of those that servers have. */
  open(): Promise<number[]> {
    return openFromLan(this.#onLan, this.#address, [
      [1, 200],
      [8070, 8090],
    ])
  }

  /** What forwards may leave behind. */
  traces(): Promise<string> {
    return this.computer.sh(`iptables-save 2>/dev/null | grep -i puente || true
nft list ruleset | grep -i puente || true
find /etc/puente /etc/libvirt/hooks /etc/systemd/system /home/alex/.config -name '*puente*' 2>/dev/null || true
ss -Htlnp | grep '"systemd"' | grep -v ':22 ' || true`)
  }

  get #onLan() {
    return {
      run: (argv: string[], options: { where?: 'lan' | 'workstation' } = {}) =>
        options.where === 'lan' ? this.computer.runOutside(argv) : this.computer.run(argv),
    }
  }

  async stop(): Promise<void> {
    await this.computer.stop()
  }
}

async function prepare(computer: Computer, startFirewall: string): Promise<void> {
  await bringApp(computer, ['build/package/files'])
  await installHelper(computer)
  const own = ['look', 'forward'].map((purpose) => `org.puente.Puente.${purpose}`)
  await computer.write('/etc/polkit-1/rules.d/10-lab.rules', polkitRule([...NEEDED, ...own]))
  await computer.write('/etc/libvirt/network.conf', 'firewall_backend = "nftables"\n')
  await computer.write('/etc/systemd/system/libvirtd.service.d/order.conf', FIREWALL_FIRST)
  await computer.sh(`virsh -q net-destroy default
systemctl daemon-reload; systemctl restart libvirtd; ${startFirewall}
virsh -q net-start default; virsh -q net-autostart default
loginctl enable-linger alex; until test -S /run/user/4242/systemd/private; do sleep 1; done`)
}
