/**
 * Inside the lab: one start under Chromium's own trace, which is kept as out/bench/startup-trace.json
 * for chrome://tracing and Perfetto.
 */
import { copyFile, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lab } from '../../lab/lab.ts'
import { until } from '../../lab/wait.ts'
import { startDisplay } from '../../support/display.ts'
import { BenchWindow } from '../window/open.ts'
import { isComplete, PAINT } from '../window/page.ts'
import { selfTimes } from '../window/self-times.ts'
import type { TraceEvent } from '../window/trace.ts'

/** Chromium now and then drops a process's events: one of five traces was without its paint. */
const ATTEMPTS = 3
const SECONDS = 5
const WRITTEN_MS = 5_000
const FILE = '/tmp/startup-trace.json'
const CATEGORIES = 'devtools.timeline,v8,toplevel,loading,blink.user_timing'

export interface StartTrace {
  /** ms of the page's own thread, by what it did. */
  work: Record<string, number>
  /** From where the page began to its first useful paint. */
  paintMs: number
}

export async function measure(lab: Lab): Promise<StartTrace> {
  for (let attempt = 1; ; attempt++) {
    const { events, paintMs } = await traced(lab)
    const paint = events.find(({ name }) => name === 'firstContentfulPaint')
    if (paint) return { work: workUntil(paint, events), paintMs }
    if (attempt === ATTEMPTS) throw new Error('the trace is without a paint')
  }
}

async function traced(lab: Lab): Promise<{ events: TraceEvent[]; paintMs: number }> {
  await using display = await startDisplay(lab)
  const own = [
    `--trace-startup=${CATEGORIES}`,
    `--trace-startup-file=${FILE}`,
    `--trace-startup-duration=${SECONDS}`,
    '--trace-startup-format=json',
  ]
  await using window = await BenchWindow.open(lab, { display: display.name, arguments: own })
  await until('the list is complete', () => isComplete(window.page), { timeoutMs: 60_000 })
  const paintMs = await window.page.evaluate<number>(PAINT)
  await sleep(SECONDS * 1_000 + WRITTEN_MS)
  await copyFile(FILE, 'out/bench/startup-trace.json')
  return { events: await eventsIn(FILE), paintMs }
}

async function eventsIn(file: string): Promise<TraceEvent[]> {
  return (JSON.parse(await readFile(file, 'utf8')) as { traceEvents: TraceEvent[] }).traceEvents
}

function workUntil(paint: TraceEvent, events: TraceEvent[]): Record<string, number> {
  const own = events.filter(({ pid, tid }) => pid === paint.pid && tid === paint.tid)
  const start = own.find(({ name }) => name === 'navigationStart') ?? own[0]
  return selfTimes(own, start?.ts ?? 0, paint.ts)
}
