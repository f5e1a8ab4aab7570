/** From a change of the page to the display: when the frame that has it was shown. */
import type { Cdp } from './cdp.ts'
import type { Traced } from './trace.ts'

/** The page notes each change of what `selector` holds, and when the frame that follows was made. */
export async function watchChanges(page: Cdp, selector: string): Promise<void> {
  await page.evaluate(`void (() => {
    globalThis.benchWatch?.disconnect()
    globalThis.benchChanges = []
    globalThis.benchWatch = new MutationObserver(() => {
      const changed = performance.now()
      // A task after the frame: only then has the page handed it to the compositor.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => benchChanges.push({ changed, made: performance.now() })
        port2.postMessage(null)
      })
    })
    benchWatch.observe(document.querySelector(${JSON.stringify(selector)}),
      { childList: true, subtree: true, characterData: true, attributes: true })
  })()`)
}

/** In ms of the page's clock. */
interface Change {
  changed: number
  made: number
}

export interface Pixels {
  /** In microseconds of CLOCK_MONOTONIC. */
  changed: number
  /** When it was on the display. */
  shown: number
}

/** Of each change that was noted during the trace. */
export async function pixelsOf(page: Cdp, traced: Traced): Promise<Pixels[]> {
  const changes = await page.evaluate<Change[]>('benchChanges')
  const shown = traced.frames
    .filter(({ outcome }) => outcome === 'presented')
    .map(({ ended }) => ended)
    .sort((a, b) => a - b)
  return changes.map(({ changed, made }) => ({
    changed: traced.moment(changed),
    shown: shown.find((moment) => moment > traced.moment(made)) ?? Infinity,
  }))
}
