import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeDomain, describeNics } from '../../../electron/libvirt/xml/domain.ts'
import { create, parse, serialize, append } from '../../../electron/libvirt/xml/dom.ts'
import type { Element } from '../../../electron/libvirt/xml/dom.ts'
import { excerpt } from '../../../electron/libvirt/xml/excerpt.ts'
import { HOSTILE } from './hostile.ts'

const WANTED = { name: true, devices: { interface: true } } as const

it('keeps what is wanted, whole, and nothing else', () => {
  const xml = `<?xml version="1.0"?><domain type="kvm"><name>a&amp;b</name><memory>1</memory>
    <metadata><devices><interface/></devices><name>other</name></metadata>
    <!-- <name>never</name> -->
    <devices><disk><source/></disk><interface type="x"><mac address="1"/></interface></devices>
    </domain>`
  expect(serialize(excerpt(xml, WANTED))).toBe(
    '<domain type="kvm"><name>a&amp;b</name>' +
      '<devices><interface type="x"><mac address="1"/></interface></devices></domain>',
  )
})

it('takes a CDATA section for the text that it is', () => {
  const root = excerpt('<domain><name><![CDATA[<a> & b]]></name></domain>', WANTED)
  expect(root.textContent).toBe('<a> & b')
})

it('does not take a name of every object for something wanted', () => {
  expect(serialize(excerpt('<domain><constructor/></domain>', WANTED))).toBe('<domain/>')
})

describe('what is not well-formed is refused, also where nobody looks', () => {
  it.each(['', '<domain', '<domain><disk></domain>', '<domain><disk a=1/></domain>', '<a/><b/>'])(
    '%s',
    (xml) => expect(() => excerpt(xml, WANTED)).toThrow(),
  )
})

/** Any tree of the elements that a machine's devices are made of, with any text in any place. */
const names = ['interface', 'disk', 'source', 'mac', 'address', 'alias', 'vlan', 'tag', 'devices']
const values = fc.oneof(
  fc.constantFrom(...HOSTILE, 'network', 'bridge', 'direct', '52:54:00:00:00:0A', 'yes'),
  fc.string({ unit: 'grapheme' }).filter((text) => !/[\0-\x1f\ufffe\uffff]/.test(text)),
)
const attributes = fc.dictionary(
  fc.constantFrom('type', 'name', 'address', 'network', 'bridge', 'dev', 'mode', 'state', 'id'),
  values,
)
interface Tree {
  name: string
  attributes: Record<string, string>
  inner: Tree[]
}
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    name: fc.constantFrom(...names),
    attributes,
    inner: fc.oneof(
      { maxDepth: 3 },
      fc.constant<Tree[]>([]),
      fc.array(tie('tree'), { maxLength: 4 }),
    ),
  }),
}))

function grow(parent: Element, { name, attributes, inner }: Tree): void {
  const element = append(parent, name, attributes)
  inner.forEach((child) => grow(element, child))
}

it('shows the same NICs as the whole DOM, whatever else there is', () => {
  fc.assert(
    fc.property(fc.array(tree, { maxLength: 4 }), (devices) => {
      const domain = create('domain')
      devices.forEach((one) => grow(domain, one))
      const xml = serialize(domain)
      const comparable = (nics: ReturnType<typeof describeNics>) =>
        nics.map(({ element, ...nic }) => ({ ...nic, xml: serialize(element) }))
      expect(comparable(describeDomain(xml).nics)).toEqual(comparable(describeNics(parse(xml))))
    }),
  )
})
