/** What was typed, as a command. Pure. */
import { parseArgs } from 'node:util'
import { labForms, MOST_COPIES } from '../../shared/model/labs/lab.ts'
import type { LabForm } from '../../shared/model/labs/lab.ts'
import { formatConnectionUri, parseConnectionUri } from '../../shared/rules/connection-uri.ts'
import type { CommandText } from './texts.ts'

export interface Command {
  do: 'apply' | 'diff' | 'save' | 'history' | 'doctor' | 'help' | 'version'
  /** `-` is standard input, or output. */
  file: string
  /** Null: this computer's own libvirt. */
  connect: string | null
  json: boolean
  /** Goes on without having asked. */
  yes: boolean
  /** The same for what newly reaches into the host. */
  trust: boolean
  dryRun: boolean
  copies: number
  /** Null: everything. */
  networks: string[] | null
  /** As what it is saved. */
  as: LabForm
}

/** What is wrong with it. */
export interface WrongUsage {
  wrong: CommandText
  params: Record<string, string | number>
}

const texts = { connect: { type: 'string' }, json: { type: 'boolean' } } as const
const opening = { ...texts, copies: { type: 'string' } } as const
const OPTIONS = {
  apply: {
    ...opening,
    yes: { type: 'boolean', short: 'y' },
    trust: { type: 'boolean' },
    'dry-run': { type: 'boolean', short: 'n' },
  },
  diff: opening,
  save: {
    connect: { type: 'string' },
    network: { type: 'string', multiple: true },
    as: { type: 'string' },
    yes: { type: 'boolean', short: 'y' },
  },
  history: texts,
  doctor: texts,
} as const

type Known = keyof typeof OPTIONS
const inLab: readonly string[] = ['apply', 'diff', 'save'] satisfies Known[]
const alone: readonly string[] = ['history', 'doctor'] satisfies Known[]

/** @param words behind the program's own name */
export function readCommand(words: readonly string[]): Command | WrongUsage {
  if (words.some((word) => word === '--help') || words[0] === 'help') return plain('help')
  if (words[0] === '--version') return plain('version')
  const [first = '', second = ''] = words
  if (alone.includes(first)) return readOptions(first as Known, words.slice(1))
  if (first !== 'lab') return { wrong: 'wrong.command', params: { word: first } }
  if (inLab.includes(second)) return readOptions(second as Known, words.slice(2))
  return { wrong: 'wrong.command', params: { word: `lab ${second}`.trim() } }
}

type Spec = Record<string, { type: 'string' | 'boolean'; short?: string; multiple?: boolean }>

function readOptions(known: Known, args: string[]): Command | WrongUsage {
  const options: Spec = OPTIONS[known]
  const config = { args, options, strict: false, allowPositionals: true, tokens: true } as const
  const { values, positionals, tokens } = parseArgs(config)
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
    const params = { word: token.rawName }
    if (!option) return { wrong: 'wrong.option', params }
    const isText = typeof token.value === 'string' && token.value !== ''
    if (option.type === 'string' && !isText) return { wrong: 'wrong.noValue', params }
    if (option.type === 'boolean' && token.value !== undefined) {
      return { wrong: 'wrong.value', params }
    }
  }
  const wanted = alone.includes(known) ? 0 : 1
  if (positionals.length < wanted) return { wrong: 'wrong.noFile', params: {} }
  const extra = positionals[wanted]
  if (extra !== undefined) return { wrong: 'wrong.word', params: { word: extra } }
  const connect = readConnection(values.connect)
  if (typeof connect === 'object' && connect) return connect
  const copies = Number(values.copies ?? 1)
  if (!Number.isInteger(copies) || copies < 1 || copies > MOST_COPIES) {
    return { wrong: 'wrong.copies', params: { most: MOST_COPIES } }
  }
  const as = labForms.find((form) => form === (values.as ?? 'lab'))
  if (!as) return { wrong: 'wrong.form', params: { word: String(values.as) } }
  return {
    as,
    ...{ do: known, file: positionals[0] ?? '', connect, copies },
    networks: (values.network as string[] | undefined) ?? null,
    ...{ json: values.json === true, yes: values.yes === true },
    ...{ trust: values.trust === true, dryRun: values['dry-run'] === true },
  }
}

function readConnection(text: unknown): string | null | WrongUsage {
  if (typeof text !== 'string') return null
  const uri = parseConnectionUri(text)
  return 'problem' in uri
    ? { wrong: 'wrong.uri', params: { word: text } }
    : formatConnectionUri(uri)
}

function plain(word: 'help' | 'version'): Command {
  return {
    ...{ do: word, file: '', connect: null, copies: 1, networks: null },
    ...{ json: false, yes: false, trust: false, dryRun: false, as: 'lab' },
  }
}
