import { expect, it } from 'vitest'
import { markSection, readMark, setting } from '../../../electron/networkmanager/client/settings.ts'
import { Variant, plain } from '../../../electron/dbus/bus.ts'

it('reads the mark that it wrote', () => {
  const mark = { nic: 'eth0', original: 'original-uuid' }
  expect(readMark({ user: markSection(mark) })).toEqual(mark)
})

it.each([
  { nic: null, original: null },
  { nic: 'eth1', original: null },
])('reads a mark without an original: %j', (mark) => {
  expect(readMark({ user: markSection(mark) })).toEqual(mark)
})

it.each([
  ['without a user section', {}],
  ['with an empty one', { user: {} }],
  ["with another program's", { user: { data: new Variant('a{ss}', { 'other.nic': 'eth0' }) } }],
])('finds no mark %s', (_, settings) => {
  expect(readMark(settings)).toBeNull()
})

it('does not know the original of a mark that is incomplete', () => {
  const data = new Variant('a{ss}', { 'puente.nic': 'eth0' })
  expect(readMark({ user: { data } })).toEqual({ nic: 'eth0', original: null })
})

it('reads a value out of its variant', () => {
  const settings = { ipv4: { method: new Variant('s', 'auto') } }
  expect(setting(settings, 'ipv4', 'method')).toBe('auto')
  expect(setting(settings, 'ipv4', 'gateway')).toBeUndefined()
  expect(setting(settings, 'ipv6', 'method')).toBeUndefined()
})

it('takes variants off at any depth and leaves bytes whole', () => {
  const bytes = Buffer.from([1, 2])
  const inner = { list: [new Variant('s', 'x')], bytes, big: 1n, nothing: null }
  expect(plain(new Variant('v', new Variant('a{sv}', inner)))).toEqual({
    list: ['x'],
    bytes,
    big: 1n,
    nothing: null,
  })
})
