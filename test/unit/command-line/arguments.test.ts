import { describe, expect, it } from 'vitest'
import { readCommand } from '../../../electron/command-line/arguments.ts'

describe('what is understood', () => {
  it.each<[string, object]>([
    ['lab diff a.yaml', { do: 'diff', file: 'a.yaml', json: false, copies: 1, connect: null }],
    ['lab apply -y --copies 3 a', { do: 'apply', file: 'a', yes: true, copies: 3, trust: false }],
    ['lab apply a --dry-run --trust', { do: 'apply', dryRun: true, trust: true, yes: false }],
    ['lab save --network a --network b -', { do: 'save', file: '-', networks: ['a', 'b'] }],
    ['lab save x', { do: 'save', networks: null, as: 'lab' }],
    ['lab save --as script x', { do: 'save', as: 'script' }],
    ['lab save --as terraform x', { do: 'save', as: 'terraform' }],
    ['lab save --as nmstate x', { do: 'save', as: 'nmstate' }],
    ['lab diff -- --yes', { do: 'diff', file: '--yes', yes: false }],
    ['doctor --json --connect=qemu+ssh://pc/system', { connect: 'qemu+ssh://pc/system' }],
    ['history --connect qemu:///session', { do: 'history', connect: 'qemu:///session' }],
    ['--help', { do: 'help' }],
    ['lab apply --help', { do: 'help' }],
    ['--version', { do: 'version' }],
  ])('%s', (words, expected) => {
    expect(readCommand(words.split(' '))).toMatchObject(expected)
  })
})

describe('what is refused', () => {
  it.each<[string, string, string?]>([
    ['lab', 'wrong.command', 'lab'],
    ['lab remove x', 'wrong.command', 'lab remove'],
    ['constructor', 'wrong.command', 'constructor'],
    ['lab diff', 'wrong.noFile'],
    ['lab diff a b', 'wrong.word', 'b'],
    ['history x', 'wrong.word', 'x'],
    ['lab diff --yes a', 'wrong.option', '--yes'],
    ['lab diff --constructor a', 'wrong.option', '--constructor'],
    ['lab apply -x a', 'wrong.option', '-x'],
    ['lab apply --yes=no a', 'wrong.value', '--yes'],
    ['history --connect', 'wrong.noValue', '--connect'],
    ['history --connect=', 'wrong.noValue', '--connect'],
    ['history --connect qemu+ssh://-oProxyCommand=x/system', 'wrong.uri'],
    ['history --connect qemu:///system?socket=/tmp/x', 'wrong.uri'],
    ['lab save --as pulumi x', 'wrong.form', 'pulumi'],
    ['lab apply --copies 0 a', 'wrong.copies'],
    ['lab apply --copies 1e9 a', 'wrong.copies'],
    ['lab apply --copies x a', 'wrong.copies'],
  ])('%s', (words, wrong, word) => {
    const read = readCommand(words.split(' '))
    expect(read).toMatchObject({ wrong, ...(word && { params: { word } }) })
  })
})
