/** Inside the lab: a long list is filtered, sorted, scrolled, and what is in it is opened. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lab } from '../../lab/lab.ts'
import { until } from '../../lab/wait.ts'
import { startDisplay } from '../../support/display.ts'
import { COVER, coverWithNothing, coverWithRows, uncover } from './cover.ts'
import { makeHost } from './host.ts'
import { framesDuring, inputToPaint, type Smoothness } from './inputs.ts'
import { BARE, BenchWindow } from './open.ts'
import { goTo, isComplete, markOf, PAINT } from './page.ts'
import { element, Person, seen } from './person.ts'

const HOST = '/run/lab/bench-host.xml'
const SEARCH = element('input[type=search]')
const ORDER = element('main [role=combobox]', 1)
const LISTS = {
  machines: '[data-testid=machine-list]',
  networks: '[data-testid=network-list]',
}
const SCROLLED = 8_000
/** There and back: a list of 300 ends after two. */
const SCROLLS = 2
const SETTLE_MS = 5_000

export interface ListTimes {
  /** ms from the program's start to the complete list, and of a bare window to its first paint. */
  complete: number
  bare: number
  filter: number[]
  sort: number[]
  open: number[]
  scrolling: { list: Smoothness; rows: Smoothness; empty: Smoothness }[]
}

type List = keyof typeof LISTS

export async function measure(
  lab: Lab,
  list: List,
  machines: string,
  nics: string,
  turns: string,
): Promise<ListTimes> {
  await using display = await startDisplay(lab)
  const most = Number(nics)
  // Of different numbers, so that they can be sorted by it.
  const size = { machines: Number(machines), networks: 300 }
  const libvirtUri = makeHost(HOST, { ...size, nics: (machine) => most - (machine % 2) })
  const bare = await bareStart(lab, display.name)
  await using window = await BenchWindow.open(lab, { display: display.name, libvirtUri })
  await until('the list is complete', () => isComplete(window.page), { timeoutMs: 60_000 })
  const complete = await sinceStart(window, markOf('complete'))
  await sleep(SETTLE_MS)
  await goTo(window.page, `/${list}`)
  return { complete, bare, ...(await useList(window, list, Number(turns))) }
}

async function useList(window: BenchWindow, list: List, turns: number) {
  const person = new Person(window.page)
  const all: Pick<ListTimes, 'filter' | 'sort' | 'open' | 'scrolling'> = {
    ...{ filter: [], sort: [], open: [], scrolling: [] },
  }
  for (let turn = 0; turn < turns; turn++) {
    all.filter.push(...(await filter(window, person)))
    if (list === 'machines') all.sort.push(...(await sort(window, person)))
    for (let times = 0; times < SCROLLS; times++) {
      all.scrolling.push(await scroll(window, person, LISTS[list], times === 0 ? 1 : -1))
    }
    all.open.push(...(await open(window, person, LISTS[list])))
  }
  return all
}

async function filter(window: BenchWindow, person: Person): Promise<number[]> {
  await person.click(SEARCH)
  return inputToPaint(window, { selector: 'main', event: 'keydown' }, async () => {
    await person.type('29')
    await person.erase(2)
  })
}

/** From the click on the order that is wanted: by NICs, by state, by name. */
async function sort(window: BenchWindow, person: Person): Promise<number[]> {
  const all: number[] = []
  for (const order of [2, 1, 2, 0]) {
    await person.click(ORDER)
    const input = { selector: LISTS.machines, event: 'pointerup' }
    const choose = () => person.click(element('[role=option]', order))
    all.push(...(await inputToPaint(window, input, choose)))
  }
  return all
}

/** In turns with rows that only stand there, and with a list of nothing, in the same place. */
async function scroll(window: BenchWindow, person: Person, selector: string, way: 1 | -1) {
  const { page } = window
  const target = element(selector)
  const frames = (scrolled: string) =>
    framesDuring(window, () => person.scroll(scrolled, way * SCROLLED))
  const list = await frames(target)
  await coverWithRows(page, target, way)
  const rows = await frames(COVER)
  await uncover(page)
  await coverWithNothing(page, target, way)
  const empty = await frames(COVER)
  await uncover(page)
  return { list, rows, empty }
}

function open(window: BenchWindow, person: Person, list: string): Promise<number[]> {
  return inputToPaint(window, { selector: 'main', event: 'pointerup' }, async () => {
    for (let row = 1; row <= 5; row++) await person.click(seen(`${list} li a`, row))
  })
}

async function bareStart(lab: Lab, display: string): Promise<number> {
  await using window = await BenchWindow.open(lab, { display, app: BARE })
  await until('it has painted', () => window.page.evaluate<boolean>(`${PAINT} > 0`))
  return await sinceStart(window, PAINT)
}

async function sinceStart({ page, startedAt }: BenchWindow, moment: string): Promise<number> {
  return (await page.evaluate<number>(`performance.timeOrigin + ${moment}`)) - startedAt
}
