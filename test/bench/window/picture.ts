/** Inside the lab: the picture of a large host is drawn, searched and moved. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lab } from '../../lab/lab.ts'
import { until } from '../../lab/wait.ts'
import { startDisplay } from '../../support/display.ts'
import type { Cdp } from './cdp.ts'
import { COVER, coverWithNothing, uncover } from './cover.ts'
import { makeHost } from './host.ts'
import { framesDuring, inputToPaint, type Smoothness } from './inputs.ts'
import { BenchWindow } from './open.ts'
import { goTo, isComplete } from './page.ts'
import { element, Person } from './person.ts'

const HOST = '/run/lab/bench-host.xml'
const SIZE = { machines: 300, networks: 60, nics: () => 2 }
const PANE = element('.vue-flow__pane')
const MOVED = 240
const SETTLE_MS = 5_000

export interface PictureTimes {
  /** ms from the way to the page until its things are in it and drawn. */
  draw: number[]
  search: number[]
  dragging: { picture: Smoothness; empty: Smoothness }[]
}

export async function measure(lab: Lab, turns: string): Promise<PictureTimes> {
  await using display = await startDisplay(lab)
  const libvirtUri = makeHost(HOST, SIZE)
  await using window = await BenchWindow.open(lab, { display: display.name, libvirtUri })
  await until('the list is complete', () => isComplete(window.page), { timeoutMs: 60_000 })
  await sleep(SETTLE_MS)
  const person = new Person(window.page)
  const times: PictureTimes = { draw: [], search: [], dragging: [] }
  for (let turn = 0; turn < Number(turns); turn++) {
    await goTo(window.page, '/machines')
    times.draw.push(await draw(window.page))
    times.search.push(...(await search(window, person)))
    times.dragging.push(await drag(window, person))
  }
  return times
}

function draw(page: Cdp): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const start = performance.now()
    location.hash = '/'
    const look = () => {
      if (!document.querySelector('.vue-flow__node')) return requestAnimationFrame(look)
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)))
    }
    look()
  })`)
}

async function search(window: BenchWindow, person: Person): Promise<number[]> {
  await person.click(element('main input'))
  return inputToPaint(window, { selector: 'main', event: 'keydown' }, async () => {
    await person.type('29')
    await person.erase(2)
  })
}

/** In turns with a list of nothing that is scrolled for as long. */
async function drag(window: BenchWindow, person: Person) {
  const picture = await framesDuring(window, () => person.drag(PANE, MOVED))
  await coverWithNothing(window.page, element('.vue-flow'))
  const empty = await framesDuring(window, () => person.scroll(COVER, 2_000))
  await uncover(window.page)
  return { picture, empty }
}
