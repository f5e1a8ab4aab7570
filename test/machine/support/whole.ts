import { expect } from 'vitest'
import { hostState, type HostState } from '../../faults/support/bridge.ts'
import { until } from '../../lab/wait.ts'
import type { Computer } from '../computer.ts'

/** A boot’s DHCP and IPv6 on a busy machine. */
const SETTLED_MS = 300_000

/** Waits until all of the host is so. */
export async function requireHost(computer: Computer, wanted: HostState): Promise<void> {
  await oneOf(computer, [wanted])
}

/** Waits until all of the host is one of these; which one. */
export async function oneOf(computer: Computer, wholes: HostState[]): Promise<HostState> {
  let last: HostState | null = null
  const found = async () => {
    last = await hostState(computer)
    const text = JSON.stringify(last)
    return wholes.find((whole) => JSON.stringify(whole) === text)
  }
  const options = { timeoutMs: SETTLED_MS, everyMs: 1_000 }
  return until('the host is whole', found, options).catch((): never => {
    console.log(
      `the host is not whole: ${JSON.stringify(last)}\nit was to be: ${JSON.stringify(wholes)}`,
    )
    expect(last).toEqual(wholes[0])
    throw new Error('unreachable')
  })
}
