/** What a page says of itself. */
import type { Cdp } from './cdp.ts'

/** Its moment in ms since the page began; 0 when it has not come yet. See useStartMarks.ts. */
export const markOf = (name: string) =>
  `(performance.getEntriesByName('puente:${name}')[0]?.startTime ?? 0)`

/** Its first words were on the display; 0 before. */
export const PAINT = `(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0)`

/** Everything there is has been read and drawn. */
export function isComplete(page: Cdp): Promise<boolean> {
  return page.evaluate(`${markOf('complete')} > 0`)
}

/** As a click on it in the sidebar does; resolves when the page is drawn. */
export async function goTo(page: Cdp, route: string): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    location.hash = ${JSON.stringify(route)}
    requestAnimationFrame(() => setTimeout(resolve, 500))
  })`)
}
