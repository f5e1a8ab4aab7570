import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Ticker } from '../../../electron/backend/inventory/ticker.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('looks at once and then each time, until nobody watches', async () => {
  const look = vi.fn(() => Promise.resolve())
  const ticker = new Ticker(look, 1000)
  expect(ticker.isWatched).toBe(false)
  ticker.setWatched(true)
  await vi.advanceTimersByTimeAsync(2500)
  expect(look).toHaveBeenCalledTimes(3)
  ticker.setWatched(false)
  await vi.advanceTimersByTimeAsync(5000)
  expect(look).toHaveBeenCalledTimes(3)
})

it('watched twice looks as often as once', async () => {
  const look = vi.fn(() => Promise.resolve())
  const ticker = new Ticker(look, 1000)
  ticker.setWatched(true)
  ticker.setWatched(true)
  await vi.advanceTimersByTimeAsync(3500)
  expect(look).toHaveBeenCalledTimes(5)
  ticker.setWatched(false)
})

it('goes on after a look that failed, which is nobody’s end', async () => {
  const unhandled = vi.fn()
  process.on('unhandledRejection', unhandled)
  // A mock would handle its own promise.
  let looks = 0
  const look = () => {
    looks++
    return Promise.reject(new Error('libvirt is gone'))
  }
  const ticker = new Ticker(look, 1000)
  ticker.setWatched(true)
  await vi.advanceTimersByTimeAsync(2500)
  vi.useRealTimers()
  await new Promise((resolve) => setTimeout(resolve, 10))
  ticker.setWatched(false)
  expect(looks).toBe(3)
  expect(unhandled).not.toHaveBeenCalled()
  process.off('unhandledRejection', unhandled)
})
