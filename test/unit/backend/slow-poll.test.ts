import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { SlowPoll } from '../../../electron/backend/inventory/slow-poll.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const taking = (ms: number) => vi.fn(() => new Promise<void>((resolve) => setTimeout(resolve, ms)))

it('looks at once when somebody comes, and every ten seconds while they stay', async () => {
  const look = taking(10)
  const poll = new SlowPoll(look)
  poll.setWatched(true)
  expect(look).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(10_020)
  expect(look).toHaveBeenCalledTimes(2)
  poll.setWatched(false)
  await vi.advanceTimersByTimeAsync(100_000)
  expect(look).toHaveBeenCalledTimes(2)
  expect(vi.getTimerCount()).toBe(0)
})

it('takes no more than a quarter of a percent of the time, however long it takes', async () => {
  const look = taking(500)
  new SlowPoll(look).setWatched(true)
  await vi.advanceTimersByTimeAsync(200_000)
  expect(look).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(look).toHaveBeenCalledTimes(2)
})

it('looks one at a time, and goes on after a look that failed', async () => {
  const look = vi.fn().mockRejectedValueOnce(new Error('the connection is lost'))
  const poll = new SlowPoll(look.mockResolvedValue(undefined))
  poll.setWatched(true)
  poll.setWatched(true)
  poll.setWatched(true)
  expect(look).toHaveBeenCalledTimes(1)
  // Once more for whoever came during the first.
  await vi.advanceTimersByTimeAsync(0)
  expect(look).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(look).toHaveBeenCalledTimes(3)
})
