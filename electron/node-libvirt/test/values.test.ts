/** What JavaScript hands to C arrives as it is, or is refused: nothing is wrapped, cut or left out. */
import fc from 'fast-check'
import { beforeAll, afterAll, describe, expect, it } from 'vitest'
import type { Connection, Domain, TypedParameters } from '../src/index.ts'
import { openHost } from './support/test-host.ts'

const NUL = 'a\0b'

let connection: Connection
let domain: Domain
let id: number
beforeAll(async () => {
  connection = await openHost({ domains: 2 })
  domain = await connection.lookupDomainByName('vm1')
  id = domain.id ?? expect.unreachable('it runs')
})
afterAll(() => connection.close())

/** The error's name, whether it is thrown or its promise rejects. */
async function refusal(call: () => Promise<unknown>): Promise<string | null> {
  try {
    await call()
    return null
  } catch (error) {
    return (error as Error).name
  }
}

describe('an integer', () => {
  it.each([
    ['2^32 more', (own: number) => own + 2 ** 32, 'RangeError'],
    ['a fraction more', (own: number) => own + 0.5, 'TypeError'],
    ['infinity', () => Infinity, 'RangeError'],
    ['minus infinity', () => -Infinity, 'RangeError'],
    ['NaN', () => NaN, 'TypeError'],
    ['the greatest that C has', () => 2 ** 31 - 1, 'LibvirtError'],
  ])('is never another domain’s id: %s', async (_, number, name) => {
    expect(await refusal(() => connection.lookupDomainById(number(id)))).toBe(name)
  })

  it.each([null, undefined, '1', {}, 1n])('is no %s', async (value) => {
    expect(await refusal(() => connection.lookupDomainById(value as number))).toBe('TypeError')
  })

  it('finds a domain by its id alone, of whatever numbers', async () => {
    const any = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(id, id + 2 ** 32, id - 2 ** 32))
    await fc.assert(
      fc.asyncProperty(any, async (number) => {
        const found = (await refusal(() => connection.lookupDomainById(number))) === null
        expect(found && ![id, 1, 2].includes(number)).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('a typed parameter', () => {
  const set = (parameters: unknown) =>
    refusal(() => domain.setInterfaceParameters('testnet0', parameters as TypedParameters))

  it.each([
    ['a long name', { ['x'.repeat(80)]: 1 }, 'RangeError'],
    ['a name with a NUL', { [NUL]: 1 }, 'TypeError'],
    ['a text with a NUL', { name: NUL }, 'TypeError'],
    ['a number beyond 32 bits', { 'inbound.average': 2 ** 32 }, 'RangeError'],
    ['a number below them', { 'inbound.average': -(2 ** 31) - 1 }, 'RangeError'],
    ['NaN', { 'inbound.average': NaN }, 'RangeError'],
    ['infinity', { 'inbound.average': Infinity }, 'RangeError'],
    ['a bigint beyond 64 bits', { 'inbound.average': 2n ** 64n }, 'RangeError'],
    ['a negative bigint', { 'inbound.average': -1n }, 'RangeError'],
    ['null', { 'inbound.average': null }, 'TypeError'],
    ['an object', { 'inbound.average': {} }, 'TypeError'],
  ])('is refused before libvirt sees any: %s', async (_, parameters, name) => {
    expect(await set({ 'inbound.peak': 1, ...parameters })).toBe(name)
  })

  it('goes through as it is', async () => {
    expect(await set({ 'inbound.average': 1_000, 'inbound.peak': 2 ** 32 - 1 })).toBeNull()
    const read = await domain.getInterfaceParameters('testnet0')
    expect([read['inbound.average'], read['inbound.peak']]).toEqual([1_000, 2 ** 32 - 1])
  })
})

describe('a string', () => {
  it('has no NUL, and is one', async () => {
    expect(await refusal(() => connection.lookupDomainByName('vm1\0'))).toBe('TypeError')
    expect(await refusal(() => connection.lookupDomainByName(1 as unknown as string))).toBe(
      'TypeError',
    )
  })
})
