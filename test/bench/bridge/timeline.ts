/** What waits for what while the host is cut off: the kernel's own events, and NetworkManager's log. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Lab } from '../../lab/lab.ts'

const LOG = '/run/lab/log/NetworkManager.log'

/** The log is rounded to a tenth of a millisecond. */
const CLOCKS_MS = 0.1

interface Mark {
  name: string
  from: 'kernel' | 'networkManager'
  line: RegExp
}

/** In the order in which one makes the next possible. */
const marks: Mark[] = [
  { name: 'eth0 has lost its address', from: 'kernel', line: /Deleted .*eth0 +inet / },
  { name: 'eth0 is in br0', from: 'kernel', line: /eth0.* master br0 / },
  { name: 'br0 has a carrier', from: 'kernel', line: /br0: <BROADCAST[^>]*LOWER_UP/ },
  { name: 'DHCP is asked', from: 'networkManager', line: /dhcp4 \(br0\): activation: beginning/ },
  { name: 'DHCP has answered', from: 'networkManager', line: /dhcp4 \(br0\): state changed new/ },
  { name: 'br0 has the address', from: 'kernel', line: /br0 +inet / },
  { name: 'the route is back', from: 'kernel', line: /default via .* dev br0/ },
]

/** ms from the mark before to each mark; NaN where it was not seen. */
export type Timeline = Record<string, number>

/** Resolves when it watches; what it gives ends it. */
export async function watchTimeline(lab: Lab): Promise<() => Promise<Timeline>> {
  const argv = ['ip', '-tshort', '-o', 'monitor', 'link', 'address', 'route']
  const child = lab.spawn(argv, { stdio: ['ignore', 'pipe', 'ignore'] })
  if (!child.stdout) throw new Error('the kernel cannot be watched')
  const kernel: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => kernel.push(line))
  const began = Date.now()
  return async () => {
    const ended = once(child, 'exit')
    child.kill()
    await ended
    const log = readFileSync(lab.path(LOG), 'utf8').split('\n')
    return between({ kernel: kernel.map(ofKernel), networkManager: log.map(ofLog) }, began)
  }
}

export interface Said {
  at: number
  line: string
}

/** `[2026-01-31T12:34:56.123456] 2: eth0: …` */
function ofKernel(line: string): Said {
  const [, moment = '', microseconds] = /^\[(.{23})(\d{3})\]/.exec(line) ?? []
  return { at: Date.parse(moment) + Number(microseconds) / 1_000, line }
}

/** `<info>  [1769862896.1234] dhcp4 (br0): …` */
function ofLog(line: string): Said {
  return { at: 1_000 * Number(/\[(\d+\.\d+)\]/.exec(line)?.[1]), line }
}

/**
 * `ip monitor` stamps an event when it reads it, which is late on a busy machine: what NetworkManager
 * did next may then stand before it. So each is looked for after the one before in its own record.
 */
export function between(said: Record<Mark['from'], Said[]>, began: number): Timeline {
  const lastIn = { kernel: began, networkManager: began }
  let last = began
  const times = marks.map(({ name, from, line }, index) => {
    const since = lastIn[from] - CLOCKS_MS
    const found = said[from].find((one) => one.at >= since && line.test(one.line))
    const took = found ? Math.max(0, found.at - last) : NaN
    lastIn[from] = found?.at ?? lastIn[from]
    last = Math.max(last, found?.at ?? last)
    // Before the first one the host was not cut off yet.
    return [name, index === 0 ? 0 : took] as const
  })
  return Object.fromEntries(times)
}
