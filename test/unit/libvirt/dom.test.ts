import { describe, expect, it } from 'vitest'
import { describeDomain } from '../../../electron/libvirt/xml/domain.ts'
import { parse, serialize, text } from '../../../electron/libvirt/xml/dom.ts'

describe('a character that is unusual', () => {
  it.each(['\ufffd', '\u0085', '\u2028', '\u007f', '\ufeff', '\u{1f309}', '\u{10ffff}'])(
    '%j is kept, in text and attributes',
    (character) => {
      const value = `a${character}b`
      const xml = `<domain><title at="${value}">${value}</title></domain>`
      const root = parse(xml)
      expect(text(root, 'title')).toBe(value)
      expect(serialize(root)).toBe(xml)
    },
  )

  it('is no reason to give up a machine', () => {
    const xml = '<domain><description>caf\ufffd</description><vcpu>2</vcpu></domain>'
    expect(describeDomain(xml)).toMatchObject({ vcpus: 2 })
  })
})

describe('what is not well-formed', () => {
  it.each(['', '<a>', '<a b=1/>', '<a b/>', '<a b="1"c="2"/>', '<a/><b/>', '<a>&none;</a>'])(
    '%j is refused',
    (xml) => expect(() => parse(xml)).toThrow(),
  )
})
