/** What a machine’s cable does to packets, measured each way on a whole computer (wire.py). */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Computer } from '../computer.ts'

const SCRIPT = readFileSync(new URL('./wire.py', import.meta.url), 'utf8')

export interface Measured {
  sent: number
  arrived: number
  /** In ms, the shortest first. */
  delays: number[]
  kbit: number | null
}

export interface Asked {
  count: number
  /** Seconds between two; 0: all at once. */
  interval: number
  /** Bytes of each. */
  size?: number
  /** Seconds for the last to come back. */
  wait: number
}

export async function measure(
  computer: Computer,
  tap: string,
  address: string,
  { count, interval, size = 56, wait }: Asked,
): Promise<{ to: Measured; from: Measured }> {
  const numbers = [count, interval, size, wait].map(String)
  const argv = ['python3', '-c', SCRIPT, tap, 'virbr0', address, ...numbers]
  const { stdout } = await computer.run(argv, { timeoutMs: 600_000 })
  return JSON.parse(stdout)
}

export const median = (values: number[]) => values[Math.floor(values.length / 2)] ?? Number.NaN
export const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length

/** All that tc says of all devices, and more of the tap; its name each start counts on. */
export async function qdiscs(computer: Computer, tap: string): Promise<string> {
  const said = await computer.sh(`ls /sys/class/net; tc qdisc show
tc class show dev ${tap}; tc filter show dev ${tap}; tc filter show dev ${tap} parent ffff: || :`)
  return said.replaceAll(tap, 'TAP')
}

export function deviation(values: number[]): number {
  const middle = mean(values)
  return Math.sqrt(mean(values.map((one) => (one - middle) ** 2)))
}

export const share = ({ arrived, sent }: Measured) => arrived / sent

/** Within a tenth of what was asked. */
export function about(value: number | null, asked: number, what: string): void {
  console.log(`${what}: asked ${asked.toFixed(1)}, measured ${value?.toFixed(3)}`)
  expect(Math.abs((value ?? Number.NaN) - asked), what).toBeLessThanOrEqual(asked / 10)
}

export function delayOf({ delays }: Measured, asked: number, what: string): void {
  about(median(delays), asked, `${what}, delay in ms`)
}
