/** Nothing lies on anything: titles, actions, messages, what is scrolled, in windows of every size. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { languageCodes } from '../../../renderer/languages.ts'
import { switchLanguage } from '../../support/box-faults.ts'
import { FakeWindow } from '../../support/fake-window.ts'
import { failThrice } from '../../window-fake/looks/about.ts'
import { looks } from '../../window-fake/looks/looks.ts'
import type { Look } from '../../window-fake/looks/looking.ts'

let fake: FakeWindow

beforeAll(async () => {
  fake = await FakeWindow.open()
})
afterAll(() => fake[Symbol.asyncDispose]())

const lookOf = (name: string): Look => looks[name] ?? expect.unreachable(name)
const widths = [480, 800, 1280]
const each = <A, B>(some: A[], others: B[]) =>
  some.flatMap((one) => others.map((other): [A, B] => [one, other]))

describe('the head of a page about one thing', () => {
  const pages: Record<string, string> = {
    network: '?scene=bridged#/networks',
    bridge: '?scene=bridged#/host/br0',
    nic: '?scene=bridged#/host/eth1',
    machine: '?scene=bridged#/machines',
  }
  const opened: Record<string, (page: Page) => Promise<void>> = {
    network: (page) => page.getByTestId('network-default').click(),
    machine: (page) => page.getByTestId('machine-web').click(),
  }
  it.each(Object.keys(pages))(
    'has room for the title and the state of a %s, in every language',
    async (name) => {
      const { page } = fake
      const [at, height, act] = [pages[name] ?? '', 820, opened[name]]
      await fake.show(page, { at, width: 480, height, ...(act && { act }) })
      for (const language of languageCodes) {
        await switchLanguage(page, language)
        for (const width of widths) {
          await fake.resize(page, width, height)
          const faults = await faultsOfHead(page)
          expect({ language, width, faults }).toEqual({ language, width, faults: [] })
        }
      }
    },
  )
})

/** A title that is cut though it is short, an icon squeezed away, things on top of each other. */
function faultsOfHead(page: Page): Promise<string[]> {
  return page.locator('article > div > header').evaluate((header) => {
    const faults: string[] = []
    const title = header.querySelector('h2')
    if (!title) return ['no title']
    if (title.scrollWidth > title.clientWidth || title.scrollHeight > title.clientHeight + 1) {
      faults.push(`the title is cut: ${title.clientWidth} of ${title.scrollWidth}`)
    }
    const lines =
      title.getBoundingClientRect().height / parseFloat(getComputedStyle(title).lineHeight)
    if (lines > 1.5) faults.push(`the title breaks into ${lines} lines`)
    for (const icon of header.querySelectorAll<HTMLElement>(
      '[data-slot="leadingIcon"], .iconify, svg',
    )) {
      const { width, height } = icon.getBoundingClientRect()
      if (Math.abs(width - height) > 2) faults.push(`an icon of ${width} × ${height}`)
    }
    const state = title.nextElementSibling
    for (const part of state?.children ?? []) {
      const { height } = part.getBoundingClientRect()
      if (height > 44) faults.push(`“${part.textContent}” is ${height} px high`)
    }
    const shown = [...header.querySelectorAll('h2, button, label, h2 + div > *')]
    const boxes = shown.map((item) => ({ item, box: item.getBoundingClientRect() }))
    for (const [index, one] of boxes.entries()) {
      for (const other of boxes.slice(index + 1)) {
        if (one.item.contains(other.item) || other.item.contains(one.item)) continue
        const wide =
          Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left)
        const high =
          Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top)
        if (wide > 1 && high > 1) {
          faults.push(`${one.item.textContent} lies on ${other.item.textContent}`)
        }
      }
    }
    return faults
  })
}

describe('the head of a dialog is as high as it needs', () => {
  const names = ['connections-es', 'bridge-options', 'edit-nic']
  it.each(each(names, [820, 480]))('%s at %s px', async (name, height) => {
    const { page } = fake
    await fake.show(page, { ...lookOf(name), height })
    const found = await page.getByRole('dialog').evaluate((dialog) => {
      const header = dialog.querySelector('[data-slot="header"]')
      const close = dialog.querySelector('[data-slot="close"]')?.getBoundingClientRect()
      const words = [...(header?.querySelectorAll('h2, p') ?? [])].flatMap((item) => {
        const range = document.createRange()
        range.selectNodeContents(item)
        return [...range.getClientRects()]
      })
      return {
        squeezed: header ? header.scrollHeight > header.clientHeight + 1 : true,
        padding: header ? parseFloat(getComputedStyle(header).paddingTop) : 0,
        gap: header
          ? Math.min(...words.map(({ top }) => top)) - header.getBoundingClientRect().top
          : 0,
        underCross: words.some(
          ({ right, top, bottom }) =>
            close && right > close.left && top < close.bottom && bottom > close.top,
        ),
      }
    })
    expect(found).toMatchObject({ squeezed: false, underCross: false })
    expect(found.gap).toBeGreaterThanOrEqual(Math.min(found.padding, 14))
  })

  it('and stays where it is from step to step', async () => {
    const { page } = fake
    const title = () =>
      page
        .getByRole('dialog')
        .getByRole('heading')
        .first()
        .boundingBox()
        .then((box) => box?.y)
    await fake.show(page, lookOf('bridge-1-form'))
    const first = await title()
    await page.getByRole('button', { name: 'Continue', exact: true }).click()
    await page.getByTestId('plan').waitFor()
    expect(await title()).toBe(first)
  })
})

describe('a group of machines', () => {
  it.each(['picture-30', 'picture-300-open'])('%s shows its chips whole', async (name) => {
    const { page } = fake
    await fake.show(page, lookOf(name))
    const groups = page.locator('.picture .card.stack:not(.closed) > ul')
    await groups.first().waitFor()
    const found = await groups.evaluateAll((lists) =>
      lists.map((list) => ({
        wide: list.scrollWidth - list.clientWidth,
        high: list.scrollHeight - list.clientHeight,
        chips: list.children.length,
        trapsWheel: list.classList.contains('nowheel'),
      })),
    )
    expect(found.length).toBeGreaterThan(0)
    for (const { wide, high, chips, trapsWheel } of found) {
      expect(wide).toBeLessThanOrEqual(0)
      if (chips <= 24) expect(high).toBeLessThanOrEqual(0)
      expect(trapsWheel).toBe(high > 0)
    }
  })
})

describe('the picture', () => {
  /** How far cards stick out of it, in px, and as large as their names are drawn. */
  const fit = (page: Page) =>
    page.locator('.picture').evaluate((picture) => {
      const pane = picture.getBoundingClientRect()
      const cards = [...picture.querySelectorAll('.thing')].map((card) =>
        card.getBoundingClientRect(),
      )
      const out = cards.flatMap((box) => [pane.left - box.left, box.right - pane.right])
      const name = picture.querySelector<HTMLElement>('.thing p.font-medium')
      const scale = name ? name.getBoundingClientRect().width / name.offsetWidth : 0
      const size = name ? parseFloat(getComputedStyle(name).fontSize) * scale : 0
      return { out: Math.max(...out), size }
    })

  it('fills its window in a size that can be read, and does so again until it is moved', async () => {
    const { page } = fake
    await fake.show(page, lookOf('overview-bridged'))
    await expect.poll(() => fit(page).then(({ out }) => out)).toBeLessThanOrEqual(0)
    expect((await fit(page)).size).toBeGreaterThanOrEqual(12)
    // The sidebar closes and opens with these.
    await fake.resize(page, 480, 820)
    await fake.resize(page, 1280, 820)
    await expect.poll(() => fit(page).then(({ out }) => out)).toBeLessThanOrEqual(0)
    await fake.resize(page, 1000, 820)
    await expect.poll(() => fit(page).then(({ out }) => out)).toBeLessThanOrEqual(0)
    const pane = await page.locator('.picture').boundingBox()
    await page.mouse.move((pane?.x ?? 0) + 40, (pane?.y ?? 0) + 40)
    await page.mouse.wheel(0, -300)
    await expect.poll(() => fit(page).then(({ out }) => out)).toBeGreaterThan(0)
    const { size } = await fit(page)
    await fake.resize(page, 1280, 820)
    // It would be fitted a few frames after the window has its size.
    await page.evaluate(() => new Promise((done) => setTimeout(done, 300)))
    expect((await fit(page)).size).toBeCloseTo(size, 1)
  })

  it('lights the way of what is pointed at, with what goes along it', async () => {
    const { page } = fake
    await fake.show(page, lookOf('overview-bridged'))
    const lit = page.locator('.picture .thing.lit')
    await page.mouse.move(2, 2)
    await expect.poll(() => lit.count()).toBe(0)
    await page.locator('.picture .thing', { hasText: 'old-mail' }).hover()
    await expect.poll(() => lit.filter({ hasText: 'eth0' }).count()).toBe(1)
    expect(await lit.filter({ hasText: 'default' }).count()).toBe(1)
    expect(await lit.filter({ hasText: /web|db|lab-isolated|eth1/ }).count()).toBe(0)
    await lit.filter({ hasText: 'eth0' }).getByTestId('thing-rate').waitFor()
  })
})

describe('compact', () => {
  const compact = async (page: Page) => {
    await page.evaluate(() => localStorage.setItem('puente.density', 'compact'))
    await page.reload()
    await page.locator('h1').first().waitFor({ state: 'attached' })
  }
  it.each(['machines', 'networks', 'host'])('shows more of %s than comfortable', async (name) => {
    const { page } = fake
    const first = (of: Page) =>
      of
        .locator('section ul.relative > li:has(a)')
        .first()
        .evaluate((row) => {
          const link = row.querySelector('a')
          return {
            row: row.getBoundingClientRect().height,
            cut: (link?.scrollHeight ?? 0) - (link?.clientHeight ?? 0),
            over: (link?.getBoundingClientRect().bottom ?? 0) - row.getBoundingClientRect().bottom,
          }
        })
    await fake.show(page, { at: `?scene=bridged#/${name}` })
    const comfortable = await first(page)
    await compact(page)
    const tight = await first(page)
    expect(tight.row).toBeLessThan(comfortable.row)
    for (const { over, cut } of [tight, comfortable]) {
      expect(over).toBeLessThanOrEqual(0.5)
      expect(cut).toBeLessThanOrEqual(1)
    }
  })

  it('keeps the head of a list on one line', async () => {
    const { page } = fake
    const height = () => page.locator('h1 ~ *, h1').first().locator('..').boundingBox()
    await fake.show(page, { at: '?scene=bridged#/networks' })
    const before = await height()
    await compact(page)
    expect((await height())?.height).toBeLessThanOrEqual(before?.height ?? 0)
  })
})

/** Titles, actions and the countdown that a message lies on, or that the window cuts off. */
function covered(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const messages = [...document.querySelectorAll('.messages > li')]
    const kinds = 'h1, h2, h3, button, a[href], input, [role="switch"], [data-testid="countdown"]'
    const shown = [...document.querySelectorAll<HTMLElement>(kinds)].filter(
      (item) => item.checkVisibility() && !item.closest('.messages, .sr-only'),
    )
    /** What of it is seen: a box that scrolls cuts off the rest. */
    const seen = (item: HTMLElement) => {
      const box = item.getBoundingClientRect()
      let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom]
      for (let at = item.parentElement; at; at = at.parentElement) {
        if (getComputedStyle(at).overflow === 'visible') continue
        const edge = at.getBoundingClientRect()
        left = Math.max(left, edge.left)
        top = Math.max(top, edge.top)
        right = Math.min(right, edge.right)
        bottom = Math.min(bottom, edge.bottom)
      }
      return { left, top, right, bottom }
    }
    if (messages.length < 3) return [`${messages.length} messages`]
    return messages.flatMap((message) => {
      const on = message.getBoundingClientRect()
      if (on.left < 0 || on.top < 0 || on.right > innerWidth || on.bottom > innerHeight) {
        return ['a message is cut off']
      }
      return shown
        .filter((item) => {
          const { left, top, right, bottom } = seen(item)
          const wide = Math.min(right, on.right) - Math.max(left, on.left)
          const high = Math.min(bottom, on.bottom) - Math.max(top, on.top)
          return right > left && bottom > top && wide > 0 && high > 0
        })
        .map((item) => `on ${item.textContent || item.ariaLabel || item.outerHTML.slice(0, 80)}`)
    })
  })
}

describe('messages lie on nothing', () => {
  const windows = [
    [800, 600, false],
    [1280, 820, true],
    [480, 700, false],
  ] as const
  it.each(windows)(
    'while a change waits for its answer, at %s × %s',
    async (width, height, dark) => {
      const { page } = fake
      const at = '?scene=awaiting-answer&pace=20#/machines'
      await fake.show(page, { at, width, height, dark, act: failThrice })
      await page.getByTestId('countdown').first().waitFor()
      expect(await covered(page)).toEqual([])
      await page.getByRole('button', { name: 'Show', exact: true }).first().click()
      await page.getByRole('dialog').getByTestId('countdown').waitFor()
      expect(await covered(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByTestId('tasks').click()
      await page.getByTestId('task-list').waitFor()
      const onTop = await page.getByTestId('task-list').evaluate((list) => {
        const box = list.getBoundingClientRect()
        const at = document.elementFromPoint(box.right - 8, box.bottom - 8)
        return at !== null && !at.closest('.messages')
      })
      expect(onTop).toBe(true)
    },
  )

  it('nor on the foot of a form', async () => {
    const { page } = fake
    const at = '?scene=bridged&pace=20#/machines'
    await fake.show(page, { at, width: 800, height: 600, act: failThrice })
    await page.getByRole('button', { name: 'New machine' }).first().click()
    await page.getByRole('dialog').waitFor()
    expect(await covered(page)).toEqual([])
  })
})
