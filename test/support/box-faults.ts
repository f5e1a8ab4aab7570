/** What is wrong with the boxes of a window as it stands: cut, on top of each other, too small to read. */
import type { Page } from 'playwright-core'

/** Sentences, one for each fault; none if all can be read. */
export function boxFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const SMALLEST = 10
    /** What a line may stick out by: half of what is between two letters. */
    const SLACK = 1.5
    type Edges = Record<'left' | 'top' | 'right' | 'bottom', number>

    const hides = (overflow: string) => overflow === 'hidden' || overflow === 'clip'

    /** What of a box is seen, and whether some of it can't be scrolled to. */
    const seen = (box: Edges, item: Element) => {
      const rest = { left: box.left, top: box.top, right: box.right, bottom: box.bottom }
      let cut = false
      for (let at: Element | null = item; at; at = at.parentElement) {
        const style = getComputedStyle(at)
        if (style.position === 'fixed') break
        if (style.overflowX === 'visible' && style.overflowY === 'visible') continue
        const edge = at.getBoundingClientRect()
        if (hides(style.overflowX)) cut ||= rest.left < edge.left - SLACK
        if (hides(style.overflowX)) cut ||= rest.right > edge.right + SLACK
        rest.left = Math.max(rest.left, edge.left)
        rest.top = Math.max(rest.top, edge.top)
        rest.right = Math.min(rest.right, edge.right)
        rest.bottom = Math.min(rest.bottom, edge.bottom)
      }
      return { rest, cut, isSeen: rest.right - rest.left > 1 && rest.bottom - rest.top > 1 }
    }

    /** What is for a screen reader alone, or belongs to what can be moved about. */
    const isElsewhere = (item: Element) =>
      item.closest('.sr-only, [aria-hidden="true"], .cm-editor, .minimap, option') !== null
    const isMovable = (item: Element) => item.closest('.vue-flow__viewport') !== null
    /** The whole of it is told at the pointer, or opened by a press. */
    const isTold = (item: Element) => item.closest('[title], summary') !== null

    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const lines: { text: string; item: Element; box: Edges }[] = []
    const faults: string[] = []
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const [item, text] = [node.parentElement, node.textContent?.trim() ?? '']
      if (
        !item ||
        !text ||
        isElsewhere(item) ||
        !item.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      )
        continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const line of range.getClientRects()) {
        const { rest, cut, isSeen } = seen(line, item)
        if (!isSeen) continue
        if (cut && !isMovable(item) && !isTold(item)) faults.push(`cut: “${text}”`)
        const control = item.closest('button, a[href]')?.getBoundingClientRect()
        if (control && line.right > control.right + SLACK) faults.push(`sticks out: “${text}”`)
        lines.push({ text, item, box: rest })
      }
      const box = item.getBoundingClientRect()
      const scale =
        item instanceof HTMLElement && item.offsetWidth > 0 ? box.width / item.offsetWidth : 1
      const size = parseFloat(getComputedStyle(item).fontSize) * scale
      const isShown = lines.at(-1)?.text === text
      if (isShown && size < SMALLEST - 0.05) faults.push(`${size.toFixed(1)} px: “${text}”`)
    }
    for (const [index, one] of lines.entries()) {
      for (const other of lines.slice(index + 1)) {
        // A line that ends in “…” has a box for what is left out.
        if (other.item === one.item) continue
        const wide =
          Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left)
        const high =
          Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top)
        // Lines of one paragraph touch by their leading.
        if (wide <= SLACK || high <= 4) continue
        const [x, y] = [
          Math.max(one.box.left, other.box.left) + wide / 2,
          Math.max(one.box.top, other.box.top) + high / 2,
        ]
        const top = document.elementsFromPoint(x, y)
        if (top.length > 0 && !(top.includes(one.item) && top.includes(other.item))) continue
        faults.push(`“${one.text}” lies on “${other.text}”`)
      }
    }
    const sideways = document.documentElement.scrollWidth - innerWidth
    if (sideways > 0) faults.push(`the window scrolls sideways by ${sideways} px`)
    for (const control of document.querySelectorAll('button, a[href], [role="switch"], input')) {
      if (!control.checkVisibility() || isElsewhere(control) || isMovable(control)) continue
      const { cut, isSeen } = seen(control.getBoundingClientRect(), control)
      if (isSeen && cut)
        faults.push(`cut: the control “${control.textContent?.trim() || control.ariaLabel}”`)
    }
    return [...new Set(faults)]
  })
}

/** As the settings do it, without a new start. */
export async function switchLanguage(page: Page, language: string): Promise<void> {
  await page.evaluate((newValue) => {
    const key = 'puente.language'
    const oldValue = localStorage.getItem(key)
    localStorage.setItem(key, newValue)
    const storageArea = localStorage
    dispatchEvent(new StorageEvent('storage', { key, oldValue, newValue, storageArea }))
  }, language)
  await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language)
}
