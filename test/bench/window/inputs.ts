/** From an input to the display, and what was dropped on the way. */
import type { BenchWindow } from './open.ts'
import { pixelsOf, watchChanges } from './pixels.ts'
import { COLLECTING, traced, type Frame } from './trace.ts'

/**
 * ms from each input that changed what `selector` holds to the frame that shows it; Infinity where
 * no such frame came before the next one.
 * @param event what a person's deed ends with: `keydown`, `click`
 */
export async function inputToPaint(
  window: BenchWindow,
  { selector, event }: { selector: string; event: string },
  work: () => Promise<void>,
): Promise<number[]> {
  const { page } = window
  await watchChanges(page, selector)
  await page.evaluate(`void (() => {
    globalThis.benchInputs = []
    globalThis.benchNote = ({ timeStamp }) => benchInputs.push(timeStamp)
    addEventListener('${event}', benchNote, { capture: true })
  })()`)
  const trace = await traced(window, work)
  await page.evaluate(`removeEventListener('${event}', benchNote, { capture: true })`)
  const inputs = (await page.evaluate<number[]>('benchInputs')).map(trace.moment)
  const pixels = await pixelsOf(page, trace)
  return inputs.map((at, index) => {
    const until = inputs[index + 1] ?? Infinity
    const shown = pixels.find(({ changed }) => changed > at && changed < until)?.shown
    return ((shown ?? Infinity) - at) / 1e3
  })
}

const FRAME_US = 1e6 / 60

export interface Smoothness {
  presented: number
  dropped: number
  /** Of the dropped: during which, or just before, the page's garbage was cleared away. */
  besideCollection: number
}

export async function framesDuring(
  window: BenchWindow,
  work: () => Promise<void>,
): Promise<Smoothness> {
  const { frames, collections } = await traced(window, work, COLLECTING)
  const of = (outcome: Frame['outcome']) => frames.filter((frame) => frame.outcome === outcome)
  const dropped = of('dropped')
  const besideCollection = dropped.filter(({ begun, ended }) =>
    collections.some((one) => one.begun < ended && one.ended > begun - FRAME_US),
  ).length
  return { presented: of('presented').length, dropped: dropped.length, besideCollection }
}
