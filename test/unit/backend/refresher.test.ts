import { expect, it, vi } from 'vitest'
import { Refresher } from '../../../electron/backend/inventory/refresher.ts'

const settle = () => new Promise((resolve) => setImmediate(resolve))

/** Readings that end when they are told to. */
function setUp() {
  const readings: { key: string; end: PromiseWithResolvers<void> }[] = []
  const refresher = new Refresher((key) => {
    const end = Promise.withResolvers<void>()
    readings.push({ key, end })
    return end.promise
  })
  const keys = () => readings.map(({ key }) => key)
  const end = async (index: number) => {
    readings[index]?.end.resolve()
    await settle()
  }
  return { refresher, readings, keys, end }
}

it('only remembers until it is opened, each key once', () => {
  const { refresher, keys } = setUp()
  for (const key of ['a', 'b', 'a']) refresher.refresh(key)
  expect(keys()).toEqual([])
  refresher.open()
  expect(keys()).toEqual(['a', 'b'])
})

it('reads once more for any number of events during a reading', async () => {
  const { refresher, keys, end } = setUp()
  refresher.open()
  for (let times = 0; times < 5; times++) refresher.refresh('a')
  expect(keys()).toEqual(['a'])
  await end(0)
  expect(keys()).toEqual(['a', 'a'])
  await end(1)
  expect(keys()).toEqual(['a', 'a'])
})

it('reads different objects at the same time', () => {
  const { refresher, keys } = setUp()
  refresher.open()
  refresher.refresh('a')
  refresher.refresh('b')
  expect(keys()).toEqual(['a', 'b'])
})

it('reads again after it has rested', async () => {
  const { refresher, keys, end } = setUp()
  refresher.open()
  refresher.refresh('a')
  await end(0)
  refresher.refresh('a')
  expect(keys()).toEqual(['a', 'a'])
})

it('lives on after a reading that failed', async () => {
  const read = vi.fn().mockRejectedValueOnce(new Error('the connection is lost'))
  const refresher = new Refresher(read.mockResolvedValue(undefined))
  refresher.open()
  refresher.refresh('a')
  refresher.refresh('a')
  await settle()
  expect(read).toHaveBeenCalledTimes(2)
})

it('tells who waits when it was read after they asked, and how', async () => {
  const { refresher, readings, end } = setUp()
  refresher.open()
  refresher.refresh('a')
  const done = vi.fn()
  const after = refresher.refreshed('a').then(done)
  await end(0)
  expect(done).not.toHaveBeenCalled()
  await end(1)
  await after
  const failed = refresher.refreshed('a')
  readings[2]?.end.reject(new Error('the connection is lost'))
  await expect(failed).rejects.toThrow('the connection is lost')
})
