import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Reconnector } from '../../../electron/backend/inventory/reconnect.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** A daemon that is down until `up`, and a connection that lasts until `end`. */
function setUp() {
  let isUp = false
  let ended = Promise.withResolvers<void>()
  const open = vi.fn(async () => {
    if (!isUp) throw new Error('nobody answers')
    ended = Promise.withResolvers<void>()
    return { ended: ended.promise }
  })
  const unavailable = vi.fn()
  const reconnector = new Reconnector(open, unavailable)
  return {
    open,
    unavailable,
    reconnector,
    set: (up: boolean) => (isUp = up),
    end: async () => {
      ended.resolve()
      await vi.advanceTimersByTimeAsync(0)
    },
  }
}

it('tries again after 0.5, 1, 2, 4, 8 and then every 10 s, and says when', async () => {
  const { reconnector, open, unavailable } = setUp()
  void reconnector.run()
  await vi.advanceTimersByTimeAsync(0)
  for (const delay of [500, 1000, 2000, 4000, 8000, 10_000, 10_000]) {
    const tries = open.mock.calls.length
    expect(unavailable).toHaveBeenLastCalledWith(
      expect.objectContaining({ code: 'internal', cause: 'nobody answers' }),
      Date.now() + delay,
    )
    await vi.advanceTimersByTimeAsync(delay - 1)
    expect(open).toHaveBeenCalledTimes(tries)
    await vi.advanceTimersByTimeAsync(1)
    expect(open).toHaveBeenCalledTimes(tries + 1)
  }
})

it('opens again at once when a connection has ended, and is patient anew after it', async () => {
  const { reconnector, open, unavailable, set, end } = setUp()
  void reconnector.run()
  await vi.advanceTimersByTimeAsync(500 + 1000)
  set(true)
  await vi.advanceTimersByTimeAsync(2000)
  expect(open).toHaveBeenCalledTimes(4)
  await end()
  expect(open).toHaveBeenCalledTimes(5)
  set(false)
  await end()
  expect(unavailable).toHaveBeenLastCalledWith(expect.anything(), Date.now() + 500)
})

it('tries at once when it is asked to', async () => {
  const { reconnector, open } = setUp()
  void reconnector.run()
  await vi.advanceTimersByTimeAsync(500 + 1000 + 2000)
  const tries = open.mock.calls.length
  reconnector.retryNow()
  await vi.advanceTimersByTimeAsync(0)
  expect(open).toHaveBeenCalledTimes(tries + 1)
})

it('keeps a connection that it is asked to retry', async () => {
  const { reconnector, open, set } = setUp()
  set(true)
  void reconnector.run()
  await vi.advanceTimersByTimeAsync(0)
  reconnector.retryNow()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(open).toHaveBeenCalledTimes(1)
})

it('ends its waiting when it is stopped', async () => {
  const { reconnector, open } = setUp()
  const run = reconnector.run()
  await vi.advanceTimersByTimeAsync(0)
  reconnector.stop()
  await run
  expect(open).toHaveBeenCalledTimes(1)
  expect(vi.getTimerCount()).toBe(0)
})
