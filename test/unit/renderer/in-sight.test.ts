import { expect, it } from 'vitest'
import { areAllSeen } from '../../../renderer/model/picture/in-sight.ts'

const box = { x: 100, y: 50, width: 200, height: 40 }
const size = { width: 800, height: 600 }
const plain = { x: 0, y: 0, zoom: 1 }

it('are all seen where each lies within the window, at its very edges, too', () => {
  expect(areAllSeen([box], plain, size)).toBe(true)
  expect(areAllSeen([box], { x: -100, y: -50, zoom: 1 }, { width: 200, height: 40 })).toBe(true)
  expect(areAllSeen([], plain, size)).toBe(true)
})

it.each([
  ['left', { x: -101, y: 0, zoom: 1 }],
  ['right', { x: 501, y: 0, zoom: 1 }],
  ['above', { x: 0, y: -51, zoom: 1 }],
  ['below', { x: 0, y: 511, zoom: 1 }],
  ['right, so near', { x: 0, y: 0, zoom: 3 }],
])('are not all seen where one is out of it, %s', (_, viewport) => {
  expect(areAllSeen([box], viewport, size)).toBe(false)
})
