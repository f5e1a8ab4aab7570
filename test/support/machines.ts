/** The machines of a lab through the backend: found by name, their NICs by MAC. */
import { setTimeout } from 'node:timers/promises'
import type { When } from '../../shared/contract/contract.ts'
import type { Machine, MachineNic, NicRef } from '../../shared/model/machine.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'
import type { Lab } from '../lab/lab.ts'
import type { TestBackend } from './backend.ts'

export class MachineDriver {
  readonly #lab: Lab
  readonly #backend: TestBackend

  constructor(lab: Lab, backend: TestBackend) {
    this.#lab = lab
    this.#backend = backend
  }

  get api(): TestBackend['api'] {
    return this.#backend.api
  }

  find(name: string): Machine | undefined {
    return this.#backend.inventory?.machines.find((item) => item.name === name)
  }

  get(name: string): Machine {
    return this.find(name) ?? missing(name)
  }

  nic(name: string, mac: string): MachineNic {
    return this.get(name).nics.find((item) => item.mac === mac) ?? missing(`${name} ${mac}`)
  }

  ref(name: string, mac: string): NicRef {
    return this.refOf(this.nic(name, mac))
  }

  refOf({ alias, mac, slot }: MachineNic): NicRef {
    return { alias, mac, slot }
  }

  /** As somebody who agrees to all that they are asked about. */
  async carryOut(planned: Promise<Plan>): Promise<Change> {
    const { id } = await planned
    const change = await this.#backend.applyAgreed(id)
    await this.shown()
    return change
  }

  /** What changes within one frame is told together, after the answer. */
  shown(): Promise<void> {
    return setTimeout(50)
  }

  async add(name: string, network: string, when: When): Promise<string> {
    const before = this.get(name).nics.map(({ mac }) => mac)
    const machine = this.get(name).uuid
    const source = { type: 'network', network, portGroup: null } as const
    const intent = { machine, source, model: 'virtio', mac: null, when } as const
    await this.carryOut(this.#backend.api.planAddNic(intent))
    const added = () => this.get(name).nics.find(({ mac }) => !before.includes(mac))
    await this.#backend.until(added)
    return added()?.mac ?? missing('the new NIC')
  }

  remove(name: string, mac: string, when: When): Promise<Change> {
    const intent = { machine: this.get(name).uuid, nic: this.ref(name, mac), when }
    return this.carryOut(this.#backend.api.planRemoveNic(intent))
  }

  settle(name: string, mac: string, how: 'apply' | 'discard'): Promise<Change> {
    const intent = { machine: this.get(name).uuid, nic: this.ref(name, mac), how }
    return this.carryOut(this.#backend.api.planSettleNic(intent))
  }

  definedXml(name: string): Promise<string> {
    return this.#lab.virsh('dumpxml', name, '--inactive')
  }

  /** The cable stays in, so nothing tells the guest that its network is another one. */
  async renewLease(name: string): Promise<void> {
    await this.#lab.guest(name).run('for pid in $(cat /run/eth*); do kill $pid; done; rm /run/eth*')
  }
}

function missing(what: string): never {
  throw new Error(`no ${what}`)
}
