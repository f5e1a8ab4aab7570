import { expect, it } from 'vitest'
import { growth } from '../../soak/growth.ts'
import type { Held } from '../../support/app-processes.ts'

const FLAT: Held = {
  backendKiB: 130_000,
  windowKiB: 200_000,
  backendFiles: 40,
  mainFiles: 90,
  heapKiB: 18_000,
  nodes: 2_000,
  listeners: 300,
}
const rounds = (sample: (round: number) => Partial<Held>): Held[] =>
  Array.from({ length: 40 }, (_, round) => ({ ...FLAT, ...sample(round) }))
const grown = (samples: Held[]) => growth(samples).flatMap(({ what, ok }) => (ok ? [] : [what]))

it('is nothing where all stays as it was, or only warms up', () => {
  expect(grown(rounds(() => ({})))).toEqual([])
  expect(grown(rounds((round) => ({ heapKiB: 18_000 - (round < 8 ? 6_000 : 0) })))).toEqual([])
})

it('is nothing where it goes up and down', () => {
  expect(grown(rounds((round) => ({ backendKiB: 130_000 + (round % 3) * 9_000 })))).toEqual([])
})

it('is an open file every few rounds, and memory of each', () => {
  expect(grown(rounds((round) => ({ backendFiles: 40 + Math.floor(round / 8) })))).toEqual([
    'backendFiles',
  ])
  expect(grown(rounds((round) => ({ heapKiB: 18_000 + round * 200 })))).toEqual(['heapKiB'])
  expect(grown(rounds((round) => ({ nodes: 2_000 + round * 40 })))).toEqual(['nodes'])
})
