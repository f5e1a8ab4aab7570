/**
 * What is done to the packets of each NIC, as the kernel says, whoever asked for it. It has no event
 * for that which an ordinary program hears: it is asked while somebody looks, and for each new tap.
 */
import type { LinkConditions, NicConditions } from '../../../shared/model/link-conditions.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import { areSame } from '../../../shared/rules/link-conditions.ts'
import { kernelHas, readNetem } from '../../host/netem.ts'
import type { HostSide } from '../../host/side.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import { SlowPoll } from '../inventory/slow-poll.ts'

/** libvirt's hook is done by then, also on a slow host. */
const SOON_MS = 500

export class NetemWatch {
  readonly #inventory: InventoryStore
  readonly #side: HostSide
  readonly #poll = new SlowPoll(() => this.look())
  #now = new Map<string, LinkConditions>()
  #taps = new Set<string>()
  #soon: NodeJS.Timeout | null = null
  /** A kernel without it does nothing of that kind, and is not asked. */
  #isThere: Promise<boolean> | null = null

  constructor(inventory: InventoryStore, side: HostSide) {
    this.#inventory = inventory
    this.#side = side
  }

  setVisible(visible: boolean): void {
    this.#poll.setWatched(visible)
  }

  /** Gives each NIC what was done on its cable when that was last looked at. */
  decorate(machine: Machine): Machine {
    this.#lookForNew(machine)
    const nics = machine.nics.map((nic) => this.#withNow(nic))
    return nics.some((nic, at) => nic !== machine.nics[at]) ? { ...machine, nics } : machine
  }

  /** Looks at all taps at once. */
  async look(): Promise<void> {
    this.#isThere ??= kernelHas(this.#side, 'sch_netem')
    if (!(await this.#isThere)) return
    this.#now = await readNetem(this.#side)
    const { machines } = this.#inventory
    for (const machine of machines.items.values()) {
      const now = this.decorate(machine)
      if (now !== machine) machines.set(now)
    }
  }

  /** What is done on this tap's cable now. */
  of(tap: string | null): LinkConditions | null {
    return (tap === null ? undefined : this.#now.get(tap)) ?? null
  }

  #lookForNew({ nics }: Machine): void {
    const taps = nics.flatMap(({ tap }) => tap ?? [])
    if (taps.every((tap) => this.#taps.has(tap))) return
    for (const tap of taps) this.#taps.add(tap)
    this.#soon ??= setTimeout(() => {
      this.#soon = null
      this.look().catch(() => undefined)
    }, SOON_MS).unref()
  }

  #withNow(nic: MachineNic): MachineNic {
    const now = this.of(nic.tap)
    const before = nic.conditions
    if (areSame(before?.now ?? null, now)) return nic
    const { conditions: _, ...rest } = nic
    const kept = before?.kept ?? null
    const conditions: NicConditions | null = now || kept ? { now, kept } : null
    return conditions ? { ...rest, conditions } : rest
  }
}
