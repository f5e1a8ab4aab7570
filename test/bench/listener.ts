/** A program that prints "ready", and then the moment of each event. */
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Lab } from '../lab/lab.ts'

/** Resolves when it listens; what it gives resolves to the moments. */
export async function listen(lab: Lab, argv: string[]): Promise<() => Promise<number[]>> {
  const child = lab.spawn(argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  if (!child.stdout) throw new Error('the listener has no output')
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout })
  const ended = once(reader, 'close')
  await once(reader, 'line')
  reader.on('line', (line) => lines.push(line))
  return async () => {
    await ended
    return lines.map(Number)
  }
}
