/** A virtual display inside the lab, for a real window that nobody sits in front of. */
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Lab } from '../lab/lab.ts'

export interface Display extends AsyncDisposable {
  /** What DISPLAY must say. */
  name: string
}

export async function startDisplay(lab: Lab, size = '1280x860'): Promise<Display> {
  // It picks a free number itself and tells it on descriptor 3.
  const argv = ['Xvfb', '-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp']
  const stdio = ['ignore', 'ignore', 'ignore', 'pipe'] as const
  const server = lab.spawn(argv, { user: 'alex', stdio: [...stdio] })
  const number = server.stdio[3]
  if (!number || !('readable' in number)) throw new Error('Xvfb has no descriptor to answer on')
  const [line] = (await once(createInterface({ input: number }), 'line')) as [string]
  return {
    name: `:${line.trim()}`,
    [Symbol.asyncDispose]: async () => {
      const ended = once(server, 'exit')
      server.kill()
      await ended
    },
  }
}
