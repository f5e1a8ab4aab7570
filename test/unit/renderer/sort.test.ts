import fc from 'fast-check'
import { expect, it } from 'vitest'
import { byName, inOrder } from '../../../renderer/model/sort.ts'

const names = fc.uniqueArray(fc.stringMatching(/^[a-c]{1,2}[0-9]{0,2}$/), { maxLength: 20 })
/** Some stay, some come, some go, and of those that stay some have another name. */
const world = names.map((list) => list.map((name, index) => ({ uuid: `u${index % 12}`, name })))
const byUuid = <T extends { uuid: string }>(list: T[]) =>
  new Map(list.map((one) => [one.uuid, one]))

it('is every one of now by name, whatever was before', () => {
  fc.assert(
    fc.property(world, world, (before, now) => {
      const items = byUuid(now)
      const ordered = inOrder(items, [...byUuid(before).values()].sort(byName))
      expect(ordered.map(({ name }) => name)).toEqual(
        [...items.values()].sort(byName).map(({ name }) => name),
      )
      for (const one of ordered) expect(items.get(one.uuid)).toBe(one)
    }),
  )
})

it('compares those that kept their names with nobody, and one that comes with a dozen', () => {
  let read = 0
  const named = (index: number) => ({
    uuid: String(index),
    get name() {
      read++
      return `vm${index}`
    },
  })
  const before = Array.from({ length: 1_000 }, (_, index) => named(index))
  inOrder(byUuid([...before, named(1_000)]), before)
  // Each one's name of before and of now; to compare two reads both, and one on reaching a tie.
  expect(read).toBeLessThan(2 * before.length + 12 * 4)
})
