/** Inside the lab: the same events in C, in JavaScript and on the display of the window. */
import type { Lab } from '../../lab/lab.ts'
import { until } from '../../lab/wait.ts'
import { startDisplay } from '../../support/display.ts'
import { listen } from '../listener.ts'
import { BenchWindow } from '../window/open.ts'
import { goTo, isComplete } from '../window/page.ts'
import { pixelsOf, watchChanges } from '../window/pixels.ts'
import { traced } from '../window/trace.ts'

const URI = 'qemu:///system'
const C = '/tmp/machines'
const NODE = ['node', 'test/bench/events/listen.ts']

/** In microseconds after C's callback. */
export interface EventTimes {
  javascript: number[]
  /** When the page had changed. */
  page: number[]
  pixels: number[]
}

export async function measure(lab: Lab, count: string): Promise<EventTimes> {
  await using display = await startDisplay(lab)
  await using window = await BenchWindow.open(lab, { display: display.name })
  await until('the list is complete', () => isComplete(window.page), { timeoutMs: 60_000 })
  await goTo(window.page, '/machines')
  await causeEvents(lab, '4')
  const inC = await listen(lab, [C, 'listen', URI, count])
  const inJavascript = await listen(lab, [...NODE, URI, count])
  await watchChanges(window.page, '[data-testid=machine-list]')
  const trace = await traced(window, () => causeEvents(lab, count))
  const moments = await inC()
  const pixels = await pixelsOf(window.page, trace)
  const first = (moment: number, name: 'changed' | 'shown') =>
    (pixels.find(({ changed }) => changed > moment)?.[name] ?? Infinity) - moment
  return {
    javascript: (await inJavascript()).map((moment, index) => moment - (moments[index] ?? NaN)),
    page: moments.map((moment) => first(moment, 'changed')),
    pixels: moments.map((moment) => first(moment, 'shown')),
  }
}

async function causeEvents(lab: Lab, count: string): Promise<void> {
  await lab.run([C, 'cause', URI, count], { timeoutMs: 300_000 })
}
