/** What each process holds, and for what: Chromium's own account of its memory. */
import type { BenchWindow } from '../window/open.ts'
import { endOf } from '../window/trace.ts'

interface DumpEvent {
  ph: string
  name: string
  pid: number
  args: {
    /** Of a `process_name`. */
    name?: string
    dumps?: { allocators?: Record<string, { attrs?: Record<string, { value: unknown }> }> }
  }
}

/** MB, by process and then by what they are for; what Chromium does not account for is in none. */
export type Held = Record<string, Record<string, number>>

export async function heldFor({ browser }: BenchWindow): Promise<Held> {
  const events: DumpEvent[] = []
  browser.on<{ value: DumpEvent[] }>('Tracing.dataCollected', ({ value }) => events.push(...value))
  const includedCategories = ['disabled-by-default-memory-infra']
  const traceConfig = { includedCategories, excludedCategories: ['*'], memoryDumpConfig: {} }
  await browser.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig })
  await browser.send('Tracing.requestMemoryDump', { levelOfDetail: 'light' })
  await endOf(browser)
  return byProcess(events)
}

function byProcess(events: DumpEvent[]): Held {
  const names = new Map(
    events.filter(({ name }) => name === 'process_name').map(({ pid, args }) => [pid, args.name]),
  )
  const held: Held = {}
  for (const { ph, pid, args } of events) {
    const allocators = ph === 'v' ? args.dumps?.allocators : undefined
    const name = names.get(pid) ?? String(pid)
    // A process may give more than one account, each of other parts.
    if (allocators) held[name] = { ...held[name], ...sizes(allocators) }
  }
  return held
}

/** Of the whole of each: `v8`, not `v8/main/heap`, which is a part of it. */
function sizes(allocators: NonNullable<NonNullable<DumpEvent['args']['dumps']>['allocators']>) {
  const whole = Object.entries(allocators).filter(([name]) => !name.includes('/'))
  return Object.fromEntries(
    whole.map(([name, { attrs }]) => {
      const { value } = attrs?.effective_size ?? attrs?.size ?? { value: '0' }
      return [name, parseInt(String(value), 16) / 1e6]
    }),
  )
}
