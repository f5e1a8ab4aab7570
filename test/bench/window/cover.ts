/** A list over the real one: of nothing, or of rows that only stand there. */
import type { Cdp } from './cdp.ts'
import { element } from './person.ts'

export const COVER = element('#cover')
/** At least as high as anything is scrolled far. */
const HEIGHT = 20_000

/** What scrolling costs in this window at least. @param way from its top, or from its end */
export async function coverWithNothing(page: Cdp, over: string, way: 1 | -1 = 1): Promise<void> {
  await cover(page, over, way, `list.style.height = Math.max(${HEIGHT}, over.scrollHeight) + 'px'`)
}

/** What a page that is not virtual costs, where no code runs: copies of the rows that are there. */
export async function coverWithRows(page: Cdp, over: string, way: 1 | -1): Promise<void> {
  await cover(
    page,
    over,
    way,
    `const rows = [...over.querySelectorAll('li')]
    list.className = 'relative'
    for (let top = 0, row = 0; top < ${HEIGHT}; top += rows[0].offsetHeight, row++) {
      const copy = rows[row % rows.length].cloneNode(true)
      copy.style.transform = 'translateY(' + top + 'px)'
      list.append(copy)
    }
    list.style.height = '${HEIGHT}px'`,
  )
}

/** @param fill code that puts something into its `list` */
async function cover(page: Cdp, over: string, way: 1 | -1, fill: string): Promise<void> {
  await page.evaluate(`void (() => {
    const over = ${over}
    const { left, top, width, height } = over.getBoundingClientRect()
    const cover = document.createElement('div')
    cover.id = 'cover'
    Object.assign(cover.style, { position: 'fixed', zIndex: 9, overflowY: 'auto',
      background: 'white', left: left + 'px', top: top + 'px', width: width + 'px',
      height: height + 'px' })
    const list = document.createElement('ul')
    ${fill}
    cover.append(list)
    document.body.append(cover)
    if (${way} < 0) cover.scrollTop = cover.scrollHeight
  })()`)
}

export async function uncover(page: Cdp): Promise<void> {
  await page.evaluate(`document.getElementById('cover').remove()`)
}
