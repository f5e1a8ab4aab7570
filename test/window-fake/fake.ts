import type { EventName, PuenteApi, PuenteEvents } from '../../shared/contract/contract.ts'
import type { InventoryPatch } from '../../shared/model/inventory.ts'

/** The fake, and what a page that looks at it may do to it. */
export interface Fake extends PuenteApi {
  emit<E extends EventName>(event: E, payload: PuenteEvents[E]): void
  patch(part: Omit<InventoryPatch, 'revision'>): void
}
