import { expect, it } from 'vitest'
import { commandIn } from '../../../electron/shell/command-words.ts'

it.each<[string, string[], boolean, string[] | null]>([
  ['nothing opens the window', [], false, null],
  ['a command', ['lab', 'diff', 'x'], false, ['lab', 'diff', 'x']],
  ['a word that is none, which the command line refuses', ['labs'], false, ['labs']],
  ['help', ['--help'], false, ['--help']],
  ['a switch of Chromium’s', ['--ozone-platform=x11', 'lab'], false, null],
  ['a link', ['puente://network/lab'], false, null],
  ['a link with a command behind it', ['puente://network/x', 'doctor'], false, null],
  ['a link of somebody else’s', ['https://example.org/'], false, null],
  ['from its sources', ['/opt/puente', 'history'], true, ['history']],
  ['from its sources, driven', ['--inspect=0', '/opt/puente', '--lang=en'], true, null],
  ['from its sources alone', ['/opt/puente'], true, null],
])('%s', (_, argv, isFromSources, expected) => {
  expect(commandIn(argv, isFromSources)).toEqual(expected)
})
