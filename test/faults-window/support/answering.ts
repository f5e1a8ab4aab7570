/** How fast the window answers real keys, from the press to the paint, as the browser measures it. */
import type { Locator, Page } from 'playwright-core'

export interface Answers {
  presses: number
  /** ms; one that took less than 16 is not told by the browser, and counts as 16. */
  p95: number
  longest: number
}

export interface Typing {
  field: Locator
  keys: [string, string]
}

interface Globals {
  answers: number[]
}

/** Presses the two keys in turn, there, until `until` has ended. */
export async function answersWhile(
  page: Page,
  { field, keys }: Typing,
  until: Promise<unknown>,
): Promise<Answers> {
  await page.evaluate(observe)
  await field.click()
  let over = false
  void until.finally(() => (over = true)).catch(() => undefined)
  let presses = 0
  for (; !over; presses++) {
    await page.keyboard.press(keys[presses % 2] ?? 'Tab')
    await page.waitForTimeout(50)
  }
  await until
  // The last ones are told after their paint.
  await page.waitForTimeout(300)
  const told = await page.evaluate(() => (globalThis as unknown as Globals).answers)
  const all = [...Array.from({ length: Math.max(0, presses - told.length) }, () => 16), ...told]
  all.sort((a, b) => a - b)
  const p95 = all[Math.floor(all.length * 0.95)] ?? 0
  return { presses, p95, longest: all.at(-1) ?? 0 }
}

/** Event Timing: from the input's own time stamp to the next paint. */
function observe(): void {
  const answers: number[] = []
  Object.assign(globalThis, { answers })
  const observer = new PerformanceObserver((list) => {
    const keys = list.getEntries().filter(({ name }) => name === 'keydown')
    answers.push(...keys.map(({ duration }) => duration))
  })
  observer.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
}
