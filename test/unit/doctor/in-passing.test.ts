import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { InPassing } from '../../../electron/backend/doctor/in-passing.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** One that has looked its first time. */
async function looking() {
  const look = vi.fn(async () => undefined)
  const passing = new InPassing(look)
  passing.wake()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(look).toHaveBeenCalledTimes(1)
  look.mockClear()
  return { passing, look }
}

it('looks once it is quiet, once for many wakings', async () => {
  const { passing, look } = await looking()
  for (let times = 0; times < 5; times++) {
    passing.wake()
    await vi.advanceTimersByTimeAsync(200)
  }
  expect(look).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(100)
  expect(look).toHaveBeenCalledTimes(1)
})

it('looks every two seconds where it never gets quiet', async () => {
  const { passing, look } = await looking()
  for (let times = 0; times < 60; times++) {
    passing.wake()
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(look).toHaveBeenCalledTimes(3)
})

it('never looks twice at a time, and once more for what woke it meanwhile', async () => {
  const looks: (() => void)[] = []
  const passing = new InPassing(() => new Promise((resolve) => looks.push(resolve)))
  passing.wake()
  await vi.advanceTimersByTimeAsync(1_000)
  passing.wake()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(looks).toHaveLength(1)
  looks[0]?.()
  await vi.advanceTimersByTimeAsync(300)
  expect(looks).toHaveLength(2)
})

it('looks again after one that failed', async () => {
  const look = vi.fn(() => Promise.reject(new Error('gone')))
  const passing = new InPassing(look)
  passing.wake()
  await vi.advanceTimersByTimeAsync(1_000)
  passing.wake()
  await vi.advanceTimersByTimeAsync(300)
  expect(look).toHaveBeenCalledTimes(2)
})
