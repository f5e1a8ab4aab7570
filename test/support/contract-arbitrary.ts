/** Arguments for every method of the contract, made from its own schemas: valid, and nearly so. */
import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { z } from 'zod'
import { methods } from '../../shared/contract/contract.ts'
import type { MethodName } from '../../shared/contract/contract.ts'

/** The part of JSON Schema that zod writes for the contract. */
interface Schema {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  prefixItems?: Schema[]
  maxItems?: number
  minItems?: number
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  pattern?: string
  format?: string
}

/** Names that somebody's program trips over. */
export const HOSTILE = [
  '',
  ' ',
  '.',
  '..',
  '/',
  '../../etc/passwd',
  '-h',
  '--help',
  '%d',
  'a'.repeat(16),
  'x'.repeat(10_000),
  '\u0000',
  'a\nb',
  '\u202eegdirb\u202c',
  '\ud800',
  '\u{1f309}',
  `<img src=x onerror="alert(1)">`,
  `'"&<>]]>`,
  '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
  '$(reboot)',
  '`reboot`',
  ';reboot',
  '__proto__',
  'constructor',
  'null',
  '0',
  '-1',
  '1e999',
  'NaN',
  '999.999.999.999',
  '::ffff:1.2.3.4%eth0',
  '00:00:00:00:00:00',
  'ff:ff:ff:ff:ff:ff',
]

/** @param known names and UUIDs that mean something to the backend that is asked */
export function validArguments(method: MethodName, known: string[]): Arbitrary<unknown[]> {
  const schema = z.toJSONSchema(methods[method], { unrepresentable: 'any', io: 'input' })
  return valueOf(schema as Schema, known).map((value) => (Array.isArray(value) ? value : []))
}

/** Valid ones with one thing about them changed: removed, added, or of another kind. */
export function mutatedArguments(method: MethodName, known: string[]): Arbitrary<unknown[]> {
  const odd = fc.oneof(
    fc.constantFrom<unknown>(...HOSTILE, ...known),
    fc.constantFrom<unknown>(null, true, 0, -1, 0.5, 2 ** 53, [], {}, [[]], { length: 1 }),
    fc.jsonValue({ maxDepth: 3 }),
  )
  return fc
    .tuple(validArguments(method, known), fc.nat(), odd, fc.constantFrom('replace', 'drop', 'add'))
    .map(([args, at, value, how]) => mutated(args, at, value, how) as unknown[])
}

function valueOf(schema: Schema, known: string[]): Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map((choice) => valueOf(choice, known)))
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  switch (schema.type) {
    case 'object':
      return objectOf(schema, known)
    case 'array':
      return listOf(schema, known)
    case 'string':
      return textOf(schema, known)
    case 'integer':
    case 'number':
      return numberOf(schema)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return fc.jsonValue()
  }
}

function objectOf({ properties = {}, required = [] }: Schema, known: string[]) {
  const model = Object.entries(properties).map(([key, part]) => [key, valueOf(part, known)])
  return fc.record(Object.fromEntries(model) as Record<string, Arbitrary<unknown>>, {
    requiredKeys: required,
    noNullPrototype: true,
  })
}

function listOf({ prefixItems, items, minItems = 0, maxItems = 3 }: Schema, known: string[]) {
  if (prefixItems) return fc.tuple(...prefixItems.map((item) => valueOf(item, known)))
  if (!items) return fc.constant([])
  const most = Math.max(minItems, Math.min(maxItems, 3))
  return fc.array(valueOf(items, known), { minLength: minItems, maxLength: most })
}

function textOf(schema: Schema, known: string[]): Arbitrary<string> {
  const { minLength = 0, maxLength = Infinity, pattern, format } = schema
  if (format === 'uuid') {
    const uuids = known.filter((one) => z.uuid().safeParse(one).success)
    return uuids.length > 0 ? fc.oneof(fc.constantFrom(...uuids), fc.uuid()) : fc.uuid()
  }
  const regex = pattern === undefined ? null : new RegExp(pattern, 'u')
  const fits = (text: string) =>
    text.length >= minLength && text.length <= maxLength && (regex?.test(text) ?? true)
  const pool = [...HOSTILE, ...known].filter(fits)
  const free = regex ? fc.stringMatching(regex) : fc.string({ minLength, maxLength: 40 })
  const fitting = free.filter(fits)
  return pool.length > 0 ? fc.oneof(fc.constantFrom(...pool), fitting) : fitting
}

function numberOf({ type, minimum = -1000, maximum = 100_000 }: Schema): Arbitrary<number> {
  const edges = fc.constantFrom(minimum, maximum)
  if (type === 'integer') return fc.oneof(edges, fc.integer({ min: minimum, max: maximum }))
  return fc.oneof(edges, fc.double({ min: minimum, max: maximum, noNaN: true }))
}

/** Every place in it can be hit; `at` chooses one. */
function mutated(value: unknown, at: number, odd: unknown, how: string): unknown {
  if (typeof value !== 'object' || value === null) return odd
  const keys = Object.keys(value)
  if (keys.length === 0) return how === 'add' ? [odd] : value
  const key = keys[at % keys.length] ?? ''
  const inner = (value as Record<string, unknown>)[key]
  const deeper = typeof inner === 'object' && inner !== null && at % 4 !== 0
  const entries = Object.entries(value).flatMap(([name, item]): [string, unknown][] => {
    if (name !== key) return [[name, item]]
    if (deeper) return [[name, mutated(item, Math.floor(at / keys.length), odd, how)]]
    return how === 'drop' ? [] : [[name, how === 'add' ? item : odd]]
  })
  if (how === 'add' && !deeper)
    entries.push([Array.isArray(value) ? String(keys.length) : 'xml', odd])
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries)
}
