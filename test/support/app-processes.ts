/** What the app's processes hold: memory and open files, as the kernel and the browser count them. */
import { readFileSync, readdirSync } from 'node:fs'
import type { ElectronApplication, Page } from 'playwright-core'

export interface Held {
  /** KiB. */
  backendKiB: number
  windowKiB: number
  backendFiles: number
  mainFiles: number
  /** Of the page, after its garbage was collected. */
  heapKiB: number
  nodes: number
  listeners: number
}

export async function held(app: ElectronApplication, page: Page): Promise<Held> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('HeapProfiler.collectGarbage')
  await cdp.send('Performance.enable')
  const { metrics } = await cdp.send('Performance.getMetrics')
  const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? 0
  await cdp.detach()
  const { main, backend, window } = await pids(app)
  return {
    backendKiB: residentKiB(backend),
    windowKiB: residentKiB(window),
    backendFiles: openFiles(backend),
    mainFiles: openFiles(main),
    heapKiB: Math.round(metric('JSHeapUsedSize') / 1024),
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
  }
}

/** As the kernel that we share with it numbers them. */
export async function pids(app: ElectronApplication) {
  const found = await app.evaluate(({ app: electron }) =>
    electron.getAppMetrics().map(({ type, name, pid }) => ({ type: name ?? type, pid })),
  )
  const pid = (wanted: string) => found.find(({ type }) => type === wanted)?.pid ?? 0
  return { main: pid('Browser'), backend: pid('Puente backend'), window: pid('Tab') }
}

function residentKiB(pid: number): number {
  const [, size] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(size)
}

function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length
}
