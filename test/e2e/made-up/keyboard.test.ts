/** Everything by the keyboard with a focus that is seen, and nothing cut off in a small window. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FakeWindow } from '../../support/fake-window.ts'
import { looks } from '../../window-fake/looks/looks.ts'

let fake: FakeWindow

beforeAll(async () => {
  fake = await FakeWindow.open()
})
afterAll(() => fake[Symbol.asyncDispose]())

/** The controls of the page that a person can see, and those that Tab came to without a ring. */
async function walk(page: Page): Promise<{ missed: string[]; unseen: string[] }> {
  const wanted = await page.evaluate(() => {
    const controls = 'a[href], button, input, textarea, select, summary, [role="combobox"]'
    const scope = document.querySelector('[role="dialog"]') ?? document.body
    const shown = [...scope.querySelectorAll<HTMLElement>(controls)].filter(
      (item) =>
        item.checkVisibility() &&
        !item.matches(':disabled, [tabindex="-1"], [aria-hidden="true"], .sr-only') &&
        !item.closest('[aria-hidden="true"]'),
    )
    shown.forEach((item, index) => (item.dataset.walked = String(index)))
    return shown.map((item) => item.outerHTML.slice(0, 120))
  })
  const reached = new Set<number>()
  const unseen: string[] = []
  for (let step = 0; step < wanted.length + 20; step++) {
    await page.keyboard.press('Tab')
    const { walked, html, ring } = await page.evaluate(async () => {
      const item = document.activeElement as HTMLElement
      const isMarked = () => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(item)
        return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
      }
      const hasNone = item.dataset.rekaFocusGuard !== undefined || item === document.body
      // A style takes a frame, and a window that another one has covered gets its focus back late.
      for (let frame = 0; frame < 60 && !hasNone && !isMarked(); frame++) {
        await new Promise(requestAnimationFrame)
      }
      return {
        walked: item.dataset.walked,
        html: item.outerHTML.slice(0, 120),
        ring: hasNone || isMarked(),
      }
    })
    if (walked !== undefined) reached.add(Number(walked))
    if (walked !== undefined && !ring) unseen.push(html)
  }
  return { missed: wanted.filter((_, index) => !reached.has(index)), unseen: [...new Set(unseen)] }
}

const walked = [
  ...['networks', 'machines', 'host', 'help', 'connections', 'add-nic', 'bridge-1-form'],
  ...['machines-table-dark-es', 'settings'],
]

describe('Tab comes to every control, and each shows that it has the focus', () => {
  it.each(walked)('%s', async (name) => {
    const { page } = fake
    await fake.show(page, looks[name] ?? expect.unreachable(name))
    expect(await walk(page)).toEqual({ missed: [], unseen: [] })
  })
})

const sizes = [
  ['at 200 %', 640, 410],
  ['in the smallest window at 200 %', 320, 480],
] as const
const fitting = ['overview', 'networks', 'machines', 'host', 'help', 'connections', 'bridge-2-plan']

describe.each(sizes)('nothing is wider than the window %s', (_, width, height) => {
  it.each(fitting)('%s', async (name) => {
    const { page } = fake
    await fake.show(page, { ...(looks[name] ?? expect.unreachable(name)), width, height })
    const over = await page.evaluate(() => {
      const scope = document.querySelector('[role="dialog"]') ?? document.body
      return [...scope.querySelectorAll<HTMLElement>('button, input, h1, h2, h3, p')]
        .filter((item) => item.checkVisibility() && !item.closest('.picture, .sr-only'))
        .filter((item) => item.getBoundingClientRect().right > innerWidth + 1)
        .map((item) => item.outerHTML.slice(0, 120))
    })
    expect(over).toEqual([])
  })
})
