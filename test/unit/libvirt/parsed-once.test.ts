import { expect, it } from 'vitest'
import { ParsedOnce } from '../../../electron/libvirt/machines/parsed-once.ts'

it('parses what is another text, of another machine, or was forgotten, and nothing twice', () => {
  const once = new ParsedOnce<string>()
  const parsed: string[] = []
  const read = (uuid: string, xml: string) =>
    once.parts(uuid, [xml, null], () => {
      parsed.push(`${uuid} ${xml}`)
      return `${uuid} ${xml}`
    })
  expect(read('a', '1')).toBe('a 1')
  expect(read('a', '1')).toBe('a 1')
  expect(read('b', '1')).toBe('b 1')
  expect(read('a', '2')).toBe('a 2')
  once.forgetOthers(['b'])
  read('a', '2')
  read('b', '1')
  expect(parsed).toEqual(['a 1', 'b 1', 'a 2', 'a 2'])
})

it('parses again what could not be parsed', () => {
  const once = new ParsedOnce<string>()
  const broken = () => {
    throw new Error('broken')
  }
  expect(() => once.parts('a', ['<'], broken)).toThrow('broken')
  expect(() => once.parts('a', ['<'], broken)).toThrow('broken')
})
