import { defineAsyncComponent, type AsyncComponentLoader } from 'vue'

/** A person takes longer to find a button than this. */
const PATIENCE_MS = 500

/** A part that no page shows at first: its code is loaded when the first page is there. */
export function later(load: AsyncComponentLoader) {
  return defineAsyncComponent(() => idle().then(load))
}

/** When nothing else is to be done, and soon in any case. */
export function idle(): Promise<void> {
  return new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: PATIENCE_MS }))
}
