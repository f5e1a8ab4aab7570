import type { PuenteApi } from '../../shared/contract/contract.ts'
import type { ErrorData } from '../../shared/errors.ts'
import type { InventoryPatch } from '../../shared/model/inventory.ts'
import { errorDataOf } from '../model/thrown.ts'
import { applyPatch, fromInventory, type InventoryState } from './inventory-state.ts'

/** Where the reader puts what it learns. */
export interface InventorySink {
  state(): InventoryState | null
  show(state: InventoryState): void
  failed(error: ErrorData): void
  backend(ready: boolean): void
}

/**
 * Keeps one inventory current: reads it whole once, follows the patches, and reads it again when
 * a revision was missed or a new backend has taken over.
 */
export class InventoryReader {
  private readonly puente: Pick<PuenteApi, 'getInventory' | 'on'>
  private readonly sink: InventorySink
  private queued: InventoryPatch[] | null = null
  private reads = 0

  constructor(puente: Pick<PuenteApi, 'getInventory' | 'on'>, sink: InventorySink) {
    this.puente = puente
    this.sink = sink
  }

  listen(): void {
    this.puente.on('inventory', (patch) => this.take(patch))
    this.puente.on('backend', ({ ready }) => {
      this.sink.backend(ready)
      // A reading under way is this backend's own: one that went has refused its readings.
      if (ready && !this.queued) void this.read()
    })
  }

  /** Patches that arrive meanwhile wait, since they may be newer than the answer. */
  async read(): Promise<void> {
    const turn = ++this.reads
    this.queued = []
    try {
      const inventory = await this.puente.getInventory()
      if (turn !== this.reads) return
      const patches = this.queued
      this.queued = null
      this.sink.show(fromInventory(inventory))
      for (const patch of patches) this.take(patch)
    } catch (error) {
      if (turn !== this.reads) return
      this.queued = null
      this.sink.failed(errorDataOf(error))
    }
  }

  private take(patch: InventoryPatch): void {
    if (this.queued) {
      this.queued.push(patch)
      return
    }
    const current = this.sink.state()
    if (!current) return
    const next = applyPatch(current, patch)
    if (next === 'gap') void this.read()
    else if (next !== current) this.sink.show(next)
  }
}
