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

it('compares each of those that were in order once', () => {
  let compared = 0
  const items = Array.from({ length: 1_000 }, (_, index) => ({
    uuid: String(index),
    get name() {
      compared++
      return `vm${index}`
    },
  }))
  inOrder(byUuid(items), items)
  expect(compared).toBeLessThan(2 * items.length)
})
