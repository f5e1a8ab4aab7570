/** A list of nothing over the real one: what scrolling costs in this window at least. */
import type { Cdp } from './cdp.ts'

/** @param way from its top, or from its end */
export async function showEmpty(page: Cdp, over: string, way: 1 | -1 = 1): Promise<void> {
  await page.evaluate(`void (() => {
    const { left, top, width, height } = (${over}).getBoundingClientRect()
    const empty = document.createElement('div')
    empty.id = 'empty'
    Object.assign(empty.style, { position: 'fixed', zIndex: 9, overflowY: 'auto', background: 'white',
      left: left + 'px', top: top + 'px', width: width + 'px', height: height + 'px' })
    const inside = document.createElement('div')
    inside.style.height = Math.max(20_000, (${over}).scrollHeight) + 'px'
    empty.append(inside)
    document.body.append(empty)
    if (${way} < 0) empty.scrollTop = empty.scrollHeight
  })()`)
}

export async function hideEmpty(page: Cdp): Promise<void> {
  await page.evaluate(`document.getElementById('empty').remove()`)
}
