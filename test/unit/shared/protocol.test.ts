/** How much a call may be: asked before anything else looks at it. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isOfFairSize, maxCallSize } from '../../../shared/protocol.ts'
import { noteInputs } from '../../support/inputs-tried.ts'

const shared = Array.from({ length: 10 }).reduce<unknown>((inner) => Array(10).fill(inner), 'x')
const cycle: unknown[] = []
cycle.push(cycle)
let deep: unknown = 'x'
for (let i = 0; i < 100_000; i++) deep = [deep]
const sparse: unknown[] = []
sparse.length = 2 ** 32 - 1
const holed = [1, 2, 3]
delete holed[1]

it.each<[string, unknown]>([
  ['64 MB in a buffer', [new ArrayBuffer(64 << 20)]],
  ['bytes', [new Uint8Array(8)]],
  ['a list that only says it is long', [sparse]],
  ['a list with a hole', [holed]],
  ['a list with a name of its own', [Object.assign([1], { more: 'x'.repeat(maxCallSize) })]],
  ['what is there ten thousand million times', [shared]],
  ['itself', cycle],
  ['a hundred thousand lists in each other', [deep]],
  ['a map', [new Map([['a', 'x'.repeat(maxCallSize)]])]],
  ['a set', [new Set([1])]],
  ['a date', [new Date()]],
  ['an error', [new Error('x')]],
  ['a pattern', [/x/]],
  ['a number that JSON has not', [1n]],
  ['a word too long', ['x'.repeat(maxCallSize)]],
  ['a name too long', [{ ['x'.repeat(maxCallSize)]: 1 }]],
  ['characters that JSON writes as six', ['\u0001'.repeat(maxCallSize / 5)]],
  ['many small words', [Array(maxCallSize).fill('')]],
  ['nothing', [() => undefined]],
])('%s is no call', (_, args) => {
  const began = performance.now()
  expect(isOfFairSize(args)).toBe(false)
  expect(performance.now() - began).toBeLessThan(500)
})

it('takes what a window sends', () => {
  expect(isOfFairSize(['br0', { a: null, b: [1.5, true, undefined] }, undefined])).toBe(true)
  expect(isOfFairSize(['x'.repeat(maxCallSize - 100)])).toBe(true)
  expect(isOfFairSize([])).toBe(true)
})

it('takes nothing that JSON would find too large', { timeout: 30_000 }, () => {
  const value = fc.anything({ withNullPrototype: true, maxDepth: 4 })
  fc.assert(
    fc.property(fc.array(value), fc.nat(maxCallSize), (args, filler) => {
      const call = [...args, '\u0001'.repeat(filler / 4)]
      if (isOfFairSize(call)) expect(JSON.stringify(call).length).toBeLessThan(2 * maxCallSize)
    }),
    { numRuns: 2_000 },
  )
  noteInputs('arguments of any shape', 2_000)
})
