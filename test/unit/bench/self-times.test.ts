import { expect, it } from 'vitest'
import { selfTimes } from '../../bench/window/self-times.ts'

const event = (name: string, from: number, to: number) => ({
  ...{ name, ph: 'X', pid: 1, tid: 1, args: {} },
  ts: from * 1e3,
  dur: (to - from) * 1e3,
})

it('counts each kind without what was inside of it, whatever the order they are told in', () => {
  const times = selfTimes(
    [
      event('Layout', 6, 8),
      event('RunTask', 0, 10),
      event('EvaluateScript', 1, 9),
      event('MinorGC', 2, 3),
      event('V8.GC_SCAVENGER', 2, 3),
      event('Receive mojo message', 4, 5),
      event('RunTask', 12, 14),
    ],
    0,
    20e3,
  )
  expect(times).toMatchObject({
    'running code': 5,
    'clearing away': 1,
    layout: 2,
    'the rest': 4,
    style: 0,
  })
})

it('leaves out what lies outside of the time that is asked about', () => {
  const times = selfTimes([event('Layout', 1, 3), event('Layout', 4, 9)], 0, 5e3)
  expect(times.layout).toBe(2)
})
