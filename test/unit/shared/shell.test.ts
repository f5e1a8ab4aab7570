/** What is printed to be pasted: every shell makes the same words of it again. */
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandLine, fedLine, quote, withOperands } from '../../../shared/rules/shell.ts'
import { noteInputs } from '../../support/inputs-tried.ts'
import { HOSTILE_WORDS, pasteIn, SHELLS, words } from '../../support/pasted-words.ts'

describe.each(SHELLS)('%s', { timeout: 60_000 }, (shell) => {
  it('gives a program the words that are meant, whatever they are', () => {
    let tried = 0
    fc.assert(
      fc.property(
        fc.array(fc.array(words, { maxLength: 6 }), { minLength: 300, maxLength: 300 }),
        (argvs) => {
          tried += argvs.length
          expect(
            pasteIn(
              shell,
              argvs.map((argv) => commandLine(['record', ...argv])),
            ),
          ).toEqual(argvs)
        },
      ),
      { numRuns: 1, endOnFailure: true },
    )
    const known = HOSTILE_WORDS.map((word) => [word])
    expect(
      pasteIn(
        shell,
        known.map((argv) => commandLine(['record', ...argv])),
      ),
    ).toEqual(known)
    noteInputs(`command lines in ${shell}`, tried + known.length)
  })

  it('feeds a program the very text', () => {
    const text = `<a b='$(x)'>\\n\t"\u202e"\n</a>\n`
    const line = `${fedLine(text, ['cat'])} | od -An -tx1 -v`
    const out = execFileSync(shell, ['-c', line], { encoding: 'utf8' })
    expect(out.replace(/\s/g, '')).toBe(Buffer.from(text).toString('hex'))
  })
})

it('shows what is not seen', () => {
  expect(quote('a\u202eb\u0007')).toBe(`"$(printf 'a\\342\\200\\256b\\007')"`)
})

it('leaves plain words as they are', () => {
  expect(commandLine(['virsh', 'net-start', 'default', '--x=y', '10.0.0.0/8'])).toBe(
    'virsh net-start default --x=y 10.0.0.0/8',
  )
  expect(quote('')).toBe("''")
})

it('keeps a name that begins with a dash from being an option', () => {
  expect(withOperands(['virsh', 'net-destroy'], ['--all'])).toEqual([
    ...['virsh', 'net-destroy', '--', '--all'],
  ])
  expect(withOperands(['virsh', 'net-destroy'], ['lan'])).toEqual(['virsh', 'net-destroy', 'lan'])
})
