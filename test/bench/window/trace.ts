/** Chromium's own trace of a window: when each frame was begun, and when it was on the display. */
import type { Cdp } from './cdp.ts'
import type { BenchWindow } from './open.ts'

export interface TraceEvent {
  name: string
  ph: string
  /** Microseconds of CLOCK_MONOTONIC. */
  ts: number
  /** Of one with a beginning and an end. */
  dur?: number
  pid: number
  tid: number
  id2?: { local?: string }
  args: { chrome_frame_reporter?: FrameReport; data?: { startTime?: number } }
}

interface FrameReport {
  state: string
  affects_smoothness?: boolean
}

/** A span of time, in microseconds of CLOCK_MONOTONIC. */
export interface Span {
  begun: number
  ended: number
}

/** It ended when it was on the display; where it was dropped, when that was clear. */
export interface Frame extends Span {
  outcome: 'presented' | 'dropped' | 'unneeded'
}

export interface Traced {
  frames: Frame[]
  /** When the page's garbage was looked for or cleared away; none without COLLECTING. */
  collections: Span[]
  /** A moment of the page's own clock, as the trace has it. */
  moment(pageMs: number): number
}

const SYNC = 'bench:sync'
/** Also what other threads do for it, which on two cores is time of the page's. */
export const COLLECTING = ['v8', 'disabled-by-default-v8.gc']
const COLLECTION = /^(MinorGC|MajorGC|V8\.GC_MC_BACKGROUND_MARKING|V8\.GC_BACKGROUND_SCAVENGER)/
const CATEGORIES = ['cc,benchmark', 'cc', 'benchmark', 'blink.user_timing']

/** Traces the window while `work` is done; `more` is what else, as each category costs some time. */
export async function traced(
  window: BenchWindow,
  work: () => Promise<void>,
  more: string[] = [],
): Promise<Traced> {
  const events: TraceEvent[] = []
  const { browser, page } = window
  browser.on<{ value: TraceEvent[] }>('Tracing.dataCollected', ({ value }) => events.push(...value))
  const includedCategories = [...CATEGORIES, ...more]
  const traceConfig = { includedCategories, excludedCategories: ['*'] }
  await browser.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig })
  const at = await page.evaluate<number>(`performance.mark('${SYNC}').startTime`)
  await work()
  await endOf(browser)
  const sync = events.find(({ name }) => name === SYNC)
  if (!sync) throw new Error('the trace is without its mark')
  const own = events.filter(({ pid }) => pid === sync.pid)
  const moment = (pageMs: number) => sync.ts + (pageMs - at) * 1e3
  return { frames: framesIn(own), collections: collectionsIn(own), moment }
}

function collectionsIn(events: TraceEvent[]): Span[] {
  const all = events.filter(({ name }) => COLLECTION.test(name))
  return all.map(({ ts, dur = 0 }) => ({ begun: ts, ended: ts + dur }))
}

/** Ends a trace; resolves when all of it has been told. */
export async function endOf(browser: Cdp): Promise<void> {
  const complete = new Promise<void>((resolve) => browser.on('Tracing.tracingComplete', resolve))
  await browser.send('Tracing.end')
  await complete
}

/** Each is a pair of events, its beginning with how it ended. */
export function framesIn(events: TraceEvent[]): Frame[] {
  const reports = events.filter(({ name }) => name === 'PipelineReporter')
  const ends = new Map(
    reports.filter(({ ph }) => ph === 'e').map((event) => [event.id2?.local, event.ts]),
  )
  return reports.flatMap(({ ph, ts, id2, args }) => {
    const ended = ends.get(id2?.local)
    if (ph !== 'b' || ended === undefined || !args.chrome_frame_reporter) return []
    return [{ begun: ts, ended, outcome: outcomeOf(args.chrome_frame_reporter) }]
  })
}

/** One that nobody sees missing is not counted as dropped: Chromium says which. */
function outcomeOf({ state, affects_smoothness }: FrameReport): Frame['outcome'] {
  if (state.startsWith('STATE_PRESENTED')) return 'presented'
  return state === 'STATE_DROPPED' && affects_smoothness ? 'dropped' : 'unneeded'
}
