import { describe, expect, it } from 'vitest'
import { fractionLeft, secondsLeft } from '../../../renderer/composables/useCountdown.ts'

describe('seconds left', () => {
  it.each([
    [10_000, 0, 10],
    [10_000, 1, 10],
    [10_000, 9_001, 1],
    [10_000, 9_999, 1],
    [10_000, 10_000, 0],
    [10_000, 60_000, 0],
  ])('until %i at %i: %i', (deadline, now, seconds) => {
    expect(secondsLeft(deadline, now)).toBe(seconds)
  })
})

describe('the fraction left', () => {
  it('empties from the moment it was first seen', () => {
    expect(fractionLeft(30_000, 10_000, 10_000)).toBe(1)
    expect(fractionLeft(30_000, 10_000, 20_000)).toBe(0.5)
    expect(fractionLeft(30_000, 10_000, 31_000)).toBe(0)
  })

  it('is nothing for a deadline that had passed already', () => {
    expect(fractionLeft(10_000, 20_000, 20_000)).toBe(0)
  })
})
