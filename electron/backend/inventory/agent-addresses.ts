/** What guests with an agent say of their own addresses. */
import type { NicAddress } from '../../../shared/model/machine.ts'
import type { InventoryStore } from './inventory.ts'
import type { LibvirtService } from './libvirt-service.ts'
import { Ticker } from './ticker.ts'

/** Each question wakes the guest's agent: less often than what costs nobody anything. */
const TICK_MS = 10_000

export class AgentAddresses {
  readonly #inventory: InventoryStore
  readonly #libvirt: LibvirtService
  readonly #changed: () => void
  #byMachine = new Map<string, Map<string, NicAddress[]>>()
  readonly #ticker = new Ticker(() => this.refresh(), TICK_MS)
  #asking = false

  constructor(inventory: InventoryStore, libvirt: LibvirtService, changed: () => void) {
    this.#inventory = inventory
    this.#libvirt = libvirt
    this.#changed = changed
  }

  setVisible(visible: boolean): void {
    this.#ticker.setWatched(visible)
  }

  of(machine: string, mac: string): NicAddress[] {
    return this.#byMachine.get(machine)?.get(mac) ?? []
  }

  /**
   * One guest after the other: an agent that hangs holds one call, and none of what others ask
   * libvirt. One that has just come is asked with the rest.
   */
  async refresh(): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    try {
      const answers: [string, Map<string, NicAddress[]>][] = []
      for (const { uuid } of this.#withAgent()) answers.push([uuid, await this.#ask(uuid)])
      this.#take(new Map(answers))
    } finally {
      this.#asking = false
    }
  }

  #withAgent() {
    return [...this.#inventory.machines.items.values()].filter(({ agent }) => agent)
  }

  async #ask(uuid: string): Promise<Map<string, NicAddress[]>> {
    try {
      return await this.#libvirt.managing.readAgentAddresses(uuid)
    } catch {
      // Gone, silent, or not ours to ask: then nobody says so.
      return new Map()
    }
  }

  #take(answers: Map<string, Map<string, NicAddress[]>>): void {
    const before = written(this.#byMachine)
    this.#byMachine = answers
    if (written(answers) !== before) this.#changed()
  }
}

function written(answers: Map<string, Map<string, NicAddress[]>>): string {
  return JSON.stringify([...answers].map(([uuid, byMac]) => [uuid, [...byMac]]))
}
