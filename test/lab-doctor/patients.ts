/** The lab's machines as patients: what is broken in them, asked of the doctor, and tried after. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Diagnosis, DiagnosisTarget, Finding } from '../../shared/model/finding.ts'
import type { Network } from '../../shared/model/network.ts'
import type { Plan } from '../../shared/model/plan.ts'
import { ROUTER } from '../lab/lan.ts'
import type { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import type { TestBackend } from '../support/backend.ts'
import { MachineDriver } from '../support/machines.ts'

export class Patients {
  readonly lab: Lab
  readonly backend: TestBackend
  readonly machines: MachineDriver

  constructor(lab: Lab, backend: TestBackend) {
    this.lab = lab
    this.backend = backend
    this.machines = new MachineDriver(lab, backend)
  }

  machine(name: string): DiagnosisTarget {
    return { type: 'machine', uuid: this.machines.get(name).uuid }
  }

  nic(name: string, mac: string): DiagnosisTarget {
    return { type: 'nic', uuid: this.machines.get(name).uuid, nic: this.machines.ref(name, mac) }
  }

  network(name: string): Network {
    const found = this.backend.inventory?.networks.find((item) => item.name === name)
    return found ?? expect.unreachable(`no network ${name}`)
  }

  /** The host's own address on libvirt's default network. */
  get gateway(): string {
    return this.network('default').subnets[0]?.address ?? ''
  }

  mac(name: string): string {
    return this.machines.get(name).nics.find(({ plugged }) => plugged)?.mac ?? ''
  }

  tap(name: string): string {
    return this.machines.get(name).nics.find(({ plugged }) => plugged)?.tap ?? ''
  }

  diagnose(target: DiagnosisTarget, asAdministrator = true): Promise<Diagnosis> {
    return this.backend.api.diagnose(target, { run: 'test', asAdministrator })
  }

  /** Asks until this is what comes first: some faults take a moment to show. */
  async namedFirst(target: () => DiagnosisTarget, code: Finding['code']): Promise<Finding> {
    let last: Finding[] = []
    for (let left = 12; left > 0; left--) {
      last = (await this.diagnose(target())).findings
      const [first] = last
      if (first?.code === code) return first
      await sleep(500)
    }
    expect(last.map((finding) => finding.code)).toEqual([code])
    return expect.unreachable()
  }

  async applyFix(finding: Finding): Promise<void> {
    await this.apply(this.backend.api.planFix(finding.id))
  }

  async apply(planned: Promise<Plan>): Promise<void> {
    const change = await this.backend.api.applyPlan((await planned).id)
    if (change.phase === 'awaiting-answer') await this.backend.api.keepChange(change.id)
    await this.machines.shown()
  }

  /** What stands in the finding to be copied, as it stands there, in a root shell. */
  async runCommands({ commands }: Finding, user: 'root' | 'alex' = 'root'): Promise<void> {
    for (const command of commands) {
      await this.lab.run(['sh', '-c', command.replace(/^sudo /, '')], { user })
    }
  }

  root(command: string): Promise<unknown> {
    return this.lab.run(['sh', '-c', command])
  }

  /** An own request, answered by a server with a lease; it fails without. */
  async leases(name: string, nic = 'eth0'): Promise<void> {
    const ask = `udhcpc -n -q -f -i ${nic} -s /lease -t 10 -T 1 -A 1`
    await until(`${name} leases`, async () => (await this.inGuest(name, ask)) || undefined, {
      timeoutMs: 45_000,
    })
  }

  async pings(name: string, address = this.gateway, options = ''): Promise<void> {
    await until(
      `${name} reaches ${address}`,
      async () => (await this.reaches(name, address, options)) || undefined,
      {
        timeoutMs: 45_000,
      },
    )
  }

  reaches(name: string, address: string, options = ''): Promise<boolean> {
    // busybox's ping hangs when its own alarm finds it writing, as happens to a guest that is slow.
    return this.inGuest(name, `timeout 8 ping -c 1 -W 2 ${options} ${address}`)
  }

  async inGuest(name: string, line: string): Promise<boolean> {
    return (await this.lab.guest(name).run(line, 30_000)).code === 0
  }

  pingsLan(name: string): Promise<void> {
    return this.pings(name, ROUTER)
  }
}
