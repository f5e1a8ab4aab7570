import { describe, expect, it } from 'vitest'
import { fewNames } from '../../../shared/rules/few-names.ts'

const machines = (count: number) => Array.from({ length: count }, (_, index) => `vm-${index}`)

describe('names in a sentence', () => {
  it('are all said where they can be read', () => {
    expect(fewNames(['web', 'db'])).toBe('web, db')
    expect(fewNames(machines(12)).split(', ')).toHaveLength(12)
  })

  it('are cut where there are hundreds, and counted', () => {
    const said = fewNames(machines(600))
    expect(said).toMatch(/^vm-0, vm-1, .*vm-11… \(600\)$/)
    expect(said.length).toBeLessThan(120)
  })
})
