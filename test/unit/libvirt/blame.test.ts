import { describe, expect, it } from 'vitest'
import { culpritIn } from '../../../electron/libvirt/xml/blame.ts'
import { lineOf, parse, serialize } from '../../../electron/libvirt/xml/dom.ts'
import type { Element } from '../../../electron/libvirt/xml/dom.ts'

/** Accepts no `bad` element, no `bad` attribute, and nothing without its `<needed/>`. */
const checks = (root: Element) => () =>
  root.getElementsByTagName('bad').length === 0 &&
  ![...root.getElementsByTagName('*')].some((item) => item.hasAttribute('bad')) &&
  root.getElementsByTagName('needed').length > 0

describe('what a checker complains of', () => {
  it.each([
    ['an element', '<a>\n<needed/>\n<bad/>\n<c/></a>', 3],
    ['an element inside another', '<a>\n<needed/><b>\n<c/>\n<bad><d/></bad></b></a>', 4],
    ['an attribute of what must be there', '<a>\n<c/>\n<needed bad="1"/></a>', 3],
    ['an element in what must be there', '<a>\n<needed>\n<c/>\n<bad/></needed></a>', 4],
    ['nothing that can be left out', '\n<a><c/></a>', 2],
  ])('is found: %s', (_, xml, line) => {
    const root = parse(xml)
    const before = serialize(root)
    expect(lineOf(culpritIn(root, checks(root)))).toBe(line)
    expect(serialize(root)).toBe(before)
  })

  it('is not looked for without end', () => {
    const root = parse(`<a>${'<b c="1"/>'.repeat(2000)}<bad/></a>`)
    let asked = 0
    const isAccepted = () => ++asked < 0
    expect(culpritIn(root, isAccepted)).toBe(root)
    expect(asked).toBeLessThan(500)
  })
})
