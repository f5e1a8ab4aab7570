/** Logins at many hosts: a few at a time, and one that hangs holds up no other for long. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Turns } from '../../../../electron/host/link/turns.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function begin(count: number) {
  const turns = new Turns()
  const logins = Array.from({ length: count }, () => Promise.withResolvers<string>())
  const begun: number[] = []
  const all = logins.map(({ promise }, index) =>
    turns.take(() => {
      begun.push(index)
      return promise
    }),
  )
  return { logins, begun, all }
}

it('are begun eight at a time, the next one when one is done, well or not', async () => {
  const { logins, begun, all } = begin(50)
  await vi.advanceTimersByTimeAsync(0)
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  logins[3]?.resolve('in')
  expect(await all[3]).toBe('in')
  await vi.advanceTimersByTimeAsync(0)
  expect(begun.slice(8)).toEqual([8])
  logins[5]?.reject(new Error('refused'))
  await expect(all[5]).rejects.toThrow('refused')
  await vi.advanceTimersByTimeAsync(0)
  expect(begun.slice(9)).toEqual([9])
})

it('are waited for a second: whoever hangs is not passed twice once it ends', async () => {
  const { logins, begun } = begin(30)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(begun).toHaveLength(16)
  logins[0]?.resolve('in at last')
  await vi.advanceTimersByTimeAsync(0)
  expect(begun).toHaveLength(16)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(begun).toHaveLength(24)
})
