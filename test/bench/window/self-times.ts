/** What the thread of a page did with its time, by Chromium's own trace of it. */
import type { TraceEvent } from './trace.ts'

/** What each kind of work is called there. A name that is in none belongs to what it is inside of. */
const KINDS = {
  // What a page does with another process's answer is code, too, and has no event of its own.
  'running code':
    /^(EvaluateScript|v8\.evaluateModule|FunctionCall|RunMicrotasks|v8\.callFunction|Receive mojo reply)/,
  'compiling it': /^(v8\.compile|v8\.produceCache|V8\.Compile)/,
  'clearing away': /^(MinorGC|MajorGC|V8\.GC)/,
  'reading HTML': /^ParseHTML/,
  style: /^(UpdateLayoutTree|ParseAuthorStyleSheet)/,
  layout: /^Layout$/,
  painting: /^(PrePaint|Paint|Layerize|Commit|UpdateLayer)$/,
} as const

export type Kind = keyof typeof KINDS | 'the rest'
type Times = Record<Kind, number>

interface Open {
  kind: Kind
  ends: number
  /** Of it, in ms, what went to others inside of it. */
  inside: number
}

/** In ms, of events between two moments of the trace: each kind without what was inside of it; the rest is what its tasks did besides. */
export function selfTimes(events: TraceEvent[], from: number, to: number): Times {
  const times = Object.fromEntries([...kinds(), ['the rest', 0]]) as Times
  const open: Open[] = []
  const close = (before: number) => {
    for (let last; (last = open.at(-1)) && last.ends <= before; open.pop()) {
      // Its time was added as it began; what was inside is taken off as it ends.
      times[last.kind] -= last.inside
    }
  }
  for (const { name, ts, dur = 0 } of inTime(events, from, to)) {
    close(ts)
    const outer = open.at(-1)
    const kind = kindOf(name) ?? outer?.kind ?? 'the rest'
    if (outer) outer.inside += dur / 1e3
    times[kind] += dur / 1e3
    open.push({ kind, ends: ts + dur, inside: 0 })
  }
  close(Infinity)
  return times
}

function kinds(): [Kind, number][] {
  return (Object.keys(KINDS) as Kind[]).map((kind) => [kind, 0])
}

function kindOf(name: string): Kind | undefined {
  const found = Object.entries(KINDS).find(([, pattern]) => pattern.test(name))
  return found?.[0] as Kind | undefined
}

/** The outer one first where two begin together. */
function inTime(events: TraceEvent[], from: number, to: number): TraceEvent[] {
  return events
    .filter(({ ph, ts, dur = 0 }) => ph === 'X' && ts >= from && ts + dur <= to)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
}
