/** Inside the lab: Puente, a bare window, virt-manager and cockpit-machines are started in turns. */
import type { Lab } from '../../lab/lab.ts'
import { until } from '../../lab/wait.ts'
import { startDisplay } from '../../support/display.ts'
import type { Turn } from '../player.ts'
import { Cockpit } from '../window/cockpit.ts'
import { BARE, BenchWindow } from '../window/open.ts'
import { isComplete, markOf, PAINT } from '../window/page.ts'
import { VirtManager } from '../window/virt-manager.ts'

/** Of any page, one after the other: expressions in ms since it was asked for. */
export const STEPS = {
  asked: '0',
  answered: 'performance.getEntriesByType("navigation")[0].responseStart',
  read: 'performance.getEntriesByType("navigation")[0].domInteractive',
  ran: 'performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd',
  paint: PAINT,
}

const WELCOME = `'[data-testid=welcome]'`
const WELCOME_DONE = `'[data-testid=welcome] button:last-of-type'`

/** Of ours alone. */
const OURS = { listed: markOf('listed'), complete: markOf('complete') }

export async function measure(
  lab: Lab,
  turns: string,
  machines: string,
  withVirtManager: string,
): Promise<Turn[]> {
  await using display = await startDisplay(lab)
  // The first start of each fills the page cache, and Chromium's caches of compiled code.
  await welcomed(lab, display.name)
  await puente(lab, display.name)
  await bare(lab, display.name)
  await using cockpit = Cockpit.isThere() ? await Cockpit.start(lab, display.name) : null
  const all: Turn[] = []
  for (let index = 0; index < Number(turns); index++) {
    const turn: Turn = { ...(await puente(lab, display.name)) }
    for (const [step, ms] of Object.entries(await bare(lab, display.name))) {
      turn[`bare ${step}`] = ms
    }
    if (withVirtManager === 'yes') {
      await using peer = await VirtManager.open(lab, display.name, Number(machines))
      turn.vmWindow = peer.moments.window
      turn.vmComplete = peer.moments.complete
    }
    if (cockpit) {
      const { ms, listed } = await cockpit.complete(display.name, Number(machines))
      turn.cockpitComplete = ms
      turn.cockpitListed = listed
    }
    all.push(turn)
  }
  return all
}

async function puente(lab: Lab, display: string): Promise<Record<string, number>> {
  await using window = await BenchWindow.open(lab, { display })
  await until('the list is complete', () => isComplete(window.page), { timeoutMs: 60_000 })
  return await moments(window, { ...STEPS, ...OURS })
}

/** As every start but the first: the welcome asks for what the host has, and is closed once. */
async function welcomed(lab: Lab, display: string): Promise<void> {
  await using window = await BenchWindow.open(lab, { display })
  await until('the list is complete', () => isComplete(window.page), { timeoutMs: 60_000 })
  await window.page.evaluate(`document.querySelector(${WELCOME_DONE})?.click()`)
  await until('it is closed', () =>
    window.page.evaluate<boolean>(`!document.querySelector(${WELCOME})`),
  )
}

async function bare(lab: Lab, display: string): Promise<Record<string, number>> {
  await using window = await BenchWindow.open(lab, { display, app: BARE })
  await until('it has painted', () => window.page.evaluate<boolean>(`(${PAINT}) > 0`))
  return await moments(window, STEPS)
}

/** In ms since the program was started. */
async function moments({ page, startedAt }: BenchWindow, of: Record<string, string>) {
  const origin = await page.evaluate<number>('performance.timeOrigin')
  const values = await page.evaluate<number[]>(`[${Object.values(of).join(', ')}]`)
  return Object.fromEntries(
    Object.keys(of).map((name, index) => [name, origin + (values[index] ?? NaN) - startedAt]),
  )
}
