/** Lines pasted in a real shell, with a program there that records the words it is given. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'

/** Those that people use; each without its person's own start-up files. */
export const SHELLS = ['bash', 'dash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

export const HOSTILE_WORDS = [
  ...['', ' ', '-', '--', '-x', '--all', '~', '~root', '=ls', '%self', '%1', '!!', '^a^b', '#x'],
  ...[
    "'",
    "''",
    '"',
    '\\',
    '\\\\',
    "\\'",
    '`id`',
    '$(id)',
    '${HOME}',
    '$HOME',
    '$',
    '(id)',
    '{a,b}',
  ],
  ...[
    '*',
    '?',
    '[a-z]',
    '**',
    'a;b',
    'a&b',
    'a|b',
    '>x',
    '2>x',
    '<x',
    '&&',
    '\n',
    'a\n',
    '\nb',
    '\t',
  ],
  ...[
    'a\r\nb',
    '\u001b[2J',
    '\u0007',
    '\u007f',
    '\u0085',
    '\u202e\u202d',
    '\u2066',
    '\u200b',
    '\ufeff',
  ],
  ...[
    '\u2028',
    '\u00a0',
    '\ue000',
    '\uf600',
    '\uf8ff',
    '\ufdd0',
    '\u{1f309}',
    '\u{e0041}',
    'ñandú',
    'x=1',
  ],
  ...[
    'if',
    'end',
    'function',
    '@',
    ':',
    '.',
    '..',
    '+x',
    'a\\nb',
    "it's",
    '\\x41',
    '\\u0041',
    '%s',
    '%%',
  ],
]

const piece = fc.constantFrom(...HOSTILE_WORDS)
const character = fc.string({ unit: 'binary', minLength: 1, maxLength: 3 })
const ascii = fc.string({ minLength: 1, maxLength: 5 })

/** Words that a shell trips over, made of pieces that do; no NUL, which no program can be given. */
export const words = fc
  .array(fc.oneof(piece, character, ascii), { maxLength: 4 })
  .map((parts) => parts.join('').toWellFormed().replaceAll('\0', ''))

const options: Record<Shell, string[]> = {
  bash: ['--norc', '--noprofile'],
  dash: [],
  zsh: ['-f'],
  fish: ['--no-config'],
}

/**
 * @param programs the names under which the recording program is found
 * @returns the words of each time that it was started, in their order
 */
export function pasteIn(shell: Shell, lines: string[], programs = ['record']): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'pasted-'))
  try {
    const record = join(folder, 'recorded')
    writeFileSync(record, '')
    for (const program of programs) {
      const file = join(folder, program)
      // A length before each: words may hold anything.
      const script = `#!/bin/dash\nprintf '%s\\0' "$#" "$@" >>'${record}'\n`
      writeFileSync(file, script)
      chmodSync(file, 0o755)
    }
    const script = join(folder, 'script')
    writeFileSync(script, `${lines.join('\n')}\n`)
    const env = { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, LC_ALL: 'C.UTF-8' }
    execFileSync(`/usr/bin/${shell}`, [...options[shell], script], {
      env,
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    })
    return recorded(readFileSync(record, 'utf8'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function recorded(text: string): string[][] {
  const fields = text.split('\0').slice(0, -1)
  const all: string[][] = []
  while (fields.length > 0) all.push(fields.splice(0, Number(fields.shift())))
  return all
}

/** A word of a command as it is with other names in it; nft and virt-xml have quotes of their own. */
export function renamedWord(word: string, names: ReadonlyMap<string, string>): string {
  const known = [...names.keys()].sort((a, b) => b.length - a.length)
  const any = known.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  // `vlan` is a program's own word, with nobody's `lan` in it.
  const pattern = new RegExp(`(?<![a-z])(?:${any})`, 'g')
  return word.replaceAll(pattern, (name) => names.get(name) ?? name)
}

/**
 * Names that no program is to take for anything else: none is empty, none has a NUL, and none is a
 * number, for a machine or a network of such a name is called by its UUID.
 */
export const names = fc
  .oneof(fc.constantFrom(...HOSTILE_WORDS), words)
  .filter((word) => word !== '' && word !== '--' && !/^\d+$/.test(word))
