/** Inside the lab: what a minute costs in which nothing happens. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lab } from '../../lab/lab.ts'
import { until } from '../../lab/wait.ts'
import { startDisplay } from '../../support/display.ts'
import type { Cdp } from '../window/cdp.ts'
import { HIDEABLE, hideWindow } from '../window/hide.ts'
import { BARE, BenchWindow } from '../window/open.ts'
import { isComplete } from '../window/page.ts'
import { VirtManager } from '../window/virt-manager.ts'
import { pidsOf, tree, usage, usedSince } from './processes.ts'
import { requestsDuring, type Requests } from './requests.ts'

const SETTLE_MS = 15_000
const MINUTE_MS = 60_000

export interface Idle extends Requests {
  /** Percent of one core, of the program and all that it has started. */
  cpu: number
  /** A second. */
  wakeUps: number
  /** Percent of one core, of libvirtd meanwhile. */
  daemonCpu: number
}

export interface Minutes {
  bare: Idle
  visible: Idle & { longestBlockMs: number }
  hidden: Idle
  virtManager: Idle
}

export async function measure(lab: Lab, machines: string): Promise<Minutes> {
  await using display = await startDisplay(lab)
  // Each is counted by itself; but both of the others would keep libvirtd busy.
  const [bare, ours] = await Promise.all([
    bareMinute(lab, display.name),
    puenteMinutes(lab, display.name),
  ])
  await using peer = await VirtManager.open(lab, display.name, Number(machines))
  return { bare, ...ours, virtManager: await idle(lab, peer.pid) }
}

async function bareMinute(lab: Lab, display: string): Promise<Idle> {
  await using window = await BenchWindow.open(lab, { display, app: BARE })
  return await idle(lab, window.process.pid)
}

async function puenteMinutes(lab: Lab, display: string) {
  await using window = await BenchWindow.open(lab, { display, arguments: HIDEABLE })
  await until('the list is complete', () => isComplete(window.page), { timeoutMs: 60_000 })
  await sleep(SETTLE_MS)
  const longest = await watchBlocks(window.page)
  const visible = { ...(await idle(lab, window.process.pid)), longestBlockMs: await longest() }
  await hideWindow()
  return { visible, hidden: await idle(lab, window.process.pid) }
}

async function idle(lab: Lab, pid = NaN): Promise<Idle> {
  await sleep(SETTLE_MS)
  const own = tree(pid)
  const daemon = pidsOf('libvirtd')
  const before = { own: usage(own), daemon: usage(daemon) }
  const started = performance.now()
  const requests = await requestsDuring(lab, () => sleep(MINUTE_MS))
  const tookMs = performance.now() - started
  const used = usedSince(before.own, usage(own))
  const daemonUsed = usedSince(before.daemon, usage(daemon))
  return {
    cpu: (100 * used.cpuMs) / tookMs,
    wakeUps: (1_000 * used.wakeUps) / tookMs,
    daemonCpu: (100 * daemonUsed.cpuMs) / tookMs,
    ...requests,
  }
}

/** Chromium tells of each task of a page that holds it up for more than 50 ms. */
async function watchBlocks(page: Cdp): Promise<() => Promise<number>> {
  await page.evaluate(`void (globalThis.blocks = [0], new PerformanceObserver((list) =>
    blocks.push(...list.getEntries().map(({ duration }) => duration))
  ).observe({ type: 'longtask' }))`)
  return () => page.evaluate<number>('Math.max(...blocks)')
}
