/** A rule of nft's is taken back only while its number is still its own. */
import { describe, expect, it } from 'vitest'
import { backOf, isStillSo } from '../../../electron/backend/doctor/taking-back.ts'

const rule = ['iifname', 'virbr0', 'accept']
const insert = {
  argv: ['nft', 'insert', 'rule', 'inet', 'gate', 'forward', ...rule],
  undo: 'by-handle' as const,
}
const TOLD = 'insert rule inet gate forward iifname "virbr0" accept # handle 5\n'
const chain = (...lines: string[]) =>
  `table inet gate { # handle 1\n\tchain forward { # handle 1\n${lines.map((line) => `\t\t${line}\n`).join('')}\t}\n}\n`

describe('a rule that was put in', () => {
  const back = backOf(insert, TOLD)
  const isStill = (said: string) => isStillSo(back?.only ?? { argv: [], line: 'none' }, said)

  it('is taken out by its number, after a look at what has it', () => {
    expect(back?.argv).toEqual(['nft', 'delete', 'rule', 'inet', 'gate', 'forward', 'handle', '5'])
    expect(back?.only?.argv).toEqual([
      'nft',
      '--handle',
      'list',
      'chain',
      'inet',
      'gate',
      'forward',
    ])
    expect(isStill(chain('iifname "virbr0" accept # handle 5', 'drop # handle 4'))).toBe(true)
  })

  it.each([
    ['another’s rule has its number', chain('ip saddr 192.0.2.1 drop # handle 5')],
    ['it has another number', chain('iifname "virbr0" accept # handle 6')],
    ['its number is only the beginning of another', chain('iifname "virbr0" accept # handle 55')],
    ['it is gone', chain()],
  ])('is left where %s', (_, said) => expect(isStill(said)).toBe(false))

  it.each([
    '',
    'insert rule inet gate forward accept',
    'insert rule inet other forward # handle 5',
  ])('can’t be taken out where nft has not told its number: %j', (told) =>
    expect(backOf(insert, told)).toBeNull(),
  )
})

it('anything else is taken back by the command that says so, or not at all', () => {
  expect(backOf({ argv: ['ip'], undo: ['ip', 'back'] }, '')).toEqual({ argv: ['ip', 'back'] })
  expect(backOf({ argv: ['ip'] }, '')).toBeNull()
})
