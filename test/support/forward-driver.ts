/** Forwards of a lab's machine through the backend, as somebody who agrees to all that they are asked about. */
import { expect } from 'vitest'
import type { AddForwardIntent } from '../../shared/contract/contract.ts'
import type { Forward } from '../../shared/model/forward.ts'
import type { TestBackend } from './backend.ts'
import type { MachineDriver } from './machines.ts'

export class ForwardDriver {
  readonly #backend: TestBackend
  readonly #machines: MachineDriver
  readonly #of: { machine: string; mac: string }

  constructor(backend: TestBackend, machines: MachineDriver, of: { machine: string; mac: string }) {
    this.#backend = backend
    this.#machines = machines
    this.#of = of
  }

  intent(asked: Partial<AddForwardIntent>): AddForwardIntent {
    const { machine, mac } = this.#of
    return {
      ...{ machine: this.#machines.get(machine).uuid, nic: this.#machines.ref(machine, mac) },
      ...{ protocol: 'tcp', address: null, port: 8080, toPort: 80, engine: 'auto' },
      ...asked,
    }
  }

  async add(asked: Partial<AddForwardIntent>): Promise<{ id: string; forward: Forward }> {
    const before = new Set(this.#all.map(({ id }) => id))
    const plan = this.#backend.api.planAddForward(this.intent(asked))
    const { id } = await this.#machines.carryOut(plan)
    const forward = this.#all.find((one) => !before.has(one.id))
    return { id, forward: forward ?? expect.unreachable('it is in the list') }
  }

  async removeAll(): Promise<void> {
    for (const { id } of this.#all) {
      await this.#machines.carryOut(this.#backend.api.planRemoveForward(id))
    }
  }

  get #all(): Forward[] {
    return this.#backend.inventory?.forwards ?? []
  }
}
