import { defineAsyncComponent, type AsyncComponentLoader } from 'vue'
import { firstShown } from './useAfterPaint.ts'

/** A person takes longer to find a button than this. */
const PATIENCE_MS = 500

/** A part that no page shows at first: its code is loaded when the first page is there. */
export function later(load: AsyncComponentLoader) {
  return defineAsyncComponent(() => idle().then(load))
}

/** When the first page is on the display and nothing else is to be done, or soon after that. */
export async function idle(): Promise<void> {
  await firstShown
  return new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: PATIENCE_MS }))
}
