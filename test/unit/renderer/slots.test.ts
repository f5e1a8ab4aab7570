import { expect, it } from 'vitest'
import { Slots } from '../../../renderer/model/slots.ts'

it('gives each row a slot of its own, in the order of the rows', () => {
  const slots = new Slots()
  expect(slots.take(['a', 'b', 'c'], null)).toEqual([0, 1, 2])
  expect(slots.take(['c', 'a', 'b'], null)).toEqual([2, 0, 1])
})

it('lets a row that stays keep its slot, and one that comes take that of one that has gone', () => {
  const slots = new Slots()
  slots.take(['a', 'b', 'c'], null)
  expect(slots.take(['b', 'c', 'd'], null)).toEqual([1, 2, 0])
})

it('needs no more slots than there are rows at a time', () => {
  const slots = new Slots()
  const names = Array.from({ length: 1_000 }, (_, index) => `vm${index}`)
  const seen = new Set(names.flatMap((_, at) => slots.take(names.slice(at, at + 20), null)))
  expect(seen.size).toBe(20)
})

it('reuses all of them when other rows are there, as after sorting', () => {
  const slots = new Slots()
  const before = slots.take(['a', 'b', 'c'], null)
  expect(slots.take(['x', 'y', 'z'], null).sort()).toEqual(before)
})

it('leaves the slot that has the focus to nobody', () => {
  const slots = new Slots()
  slots.take(['a', 'b'], null)
  expect(slots.take(['x', 'y'], 'a')).toEqual([1, 2])
  expect(slots.take(['a', 'x'], null)).toEqual([2, 1])
})
