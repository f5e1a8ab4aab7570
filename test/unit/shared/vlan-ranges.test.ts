/** VLANs that a port lets through, as they are written. */
import { describe, expect, it } from 'vitest'
import { bridgeOptions } from '../../../shared/schemas/bridge-settings.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import { optionProblems, portVlanProblems } from '../../../shared/rules/bridge-problems.ts'
import {
  covers,
  parseRanges,
  rangeProblems,
  rangesText,
  withoutNative,
} from '../../../shared/rules/vlans/ranges.ts'

const ranges = (text: string) => parseRanges(text) ?? []

it.each<[text: string, written: string | null]>([
  ['', ''],
  ['1, 10, 20-30', '1, 10, 20-30'],
  ['10 20;30', '10, 20, 30'],
  ['20–30', '20-30'],
  ['1-4094', '1-4094'],
  ['10 pvid untagged, 20', '10 pvid untagged, 20'],
  ['10 untagged pvid', '10 pvid untagged'],
  ['pvid', null],
  ['10 pvid pvid', null],
  ['0', null],
  ['4095', null],
  ['30-20', null],
  ['10-', null],
  ['all', null],
])('“%s” is “%s”', (text, written) => {
  const found = parseRanges(text)
  expect(found && rangesText(found)).toBe(written)
})

it('takes no more ranges than the backend does', () => {
  const text = (count: number) => Array.from({ length: count }, (_, index) => index + 1).join()
  const options = { ...defaultBridgeOptions, vlans: ranges(text(256)) }
  expect(bridgeOptions.safeParse(options).success).toBe(true)
  expect(parseRanges(text(257))).toBeNull()
})

it.each<[text: string, key: string | null]>([
  ['10, 20-30', null],
  ['10, 8-12', 'problem.vlan-twice'],
  ['10, 10', 'problem.vlan-twice'],
  ['10 pvid', null],
  ['10 pvid, 20 pvid', 'problem.vlan-pvid'],
  ['10-20 pvid', 'problem.vlan-pvid'],
  ['10-20 untagged', null],
])('what NetworkManager refuses of “%s”: %s', (text, key) => {
  expect(rangeProblems(ranges(text), 'vlans')[0]?.text.key ?? null).toBe(key)
})

describe('the native VLAN', () => {
  it.each([
    ['1, 10', 1, '10'],
    ['1-3', 2, '1, 3'],
    ['1-3', 3, '1-2'],
    ['5', 5, ''],
    ['5 pvid untagged, 10', 5, '5 pvid untagged, 10'],
    ['10', 0, '10'],
  ])('of %s where it is %i leaves “%s”', (text, native, left) => {
    expect(rangesText(withoutNative(ranges(text), native))).toBe(left)
  })

  it('is asked for from 0, which is none, to 4094', () => {
    const of = (nativeVlan: number) => optionProblems({ ...defaultBridgeOptions, nativeVlan })
    expect([0, 1, 4094].flatMap(of)).toEqual([])
    expect(of(4095).map(({ field }) => field)).toEqual(['nativeVlan'])
  })
})

it('knows what it covers', () => {
  expect([9, 10, 20, 25, 31].map((id) => covers(ranges('10, 20-30'), id))).toEqual([
    ...[false, true, true, true, false],
  ])
})

it('names the port whose VLANs are wrong', () => {
  const asked = [{ port: 'eth1', vlans: ranges('10, 10') }]
  expect(portVlanProblems(asked).map(({ field }) => field)).toEqual(['portVlans.eth1'])
})

it('knows what an older history says nothing of', () => {
  const { nativeVlan: _n, vlans: _v, ...older } = defaultBridgeOptions
  expect(bridgeOptions.parse(older)).toEqual(defaultBridgeOptions)
})
