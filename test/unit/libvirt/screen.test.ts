import { describe, expect, it } from 'vitest'
import { lineOfComplaint, screenNetworkXml } from '../../../electron/libvirt/xml/screen.ts'
import { parse } from '../../../electron/libvirt/xml/dom.ts'
import { failureOf } from '../../support/failure.ts'

const screen = (xml: string) => screenNetworkXml(xml, { allowForeign: false })
const foreign = '<o:options xmlns:o="http://libvirt.org/schemas/network/dnsmasq/1.0"/>'

describe('a text from a person', () => {
  it.each([
    ['<network>\n<name>', 'xml-malformed', 2],
    ['<network>\n<a b=1/></network>', 'xml-malformed', 2],
    ['\n<!DOCTYPE network><network/>', 'xml-doctype', 2],
    ['<!doctype network><network/>', 'xml-doctype', 1],
    [`<network>\n\n${foreign}</network>`, 'xml-foreign', 3],
    ['<network xmlns="urn:other"/>', 'xml-foreign', 1],
    ['<network xmlns:o="urn:o">\n<ip o:x="1"/></network>', 'xml-foreign', 2],
    ['<pool/>', 'network-xml-not-network', 1],
  ])('%j: %s', async (xml, code, line) => {
    const failure = await failureOf(async () => screen(xml))
    expect([failure.code, failure.params.line]).toEqual([code, line])
  })

  it('may have metadata of others, and words about document types', () => {
    const metadata = '<metadata><x:a xmlns:x="urn:x"><x:b/></x:a></metadata>'
    const xml = `<network><!-- no <!DOCTYPE here -->${metadata}<title><![CDATA[<!ENTITY]]></title></network>`
    expect(screen(xml).nodeName).toBe('network')
  })

  it('may have foreign options of who agrees', () => {
    const xml = `<network>${foreign}</network>`
    expect(screenNetworkXml(xml, { allowForeign: true }).nodeName).toBe('network')
  })
})

it.each([
  ['Element network has extra content: nonsense', 3],
  ['Invalid attribute speed for element bridge\nExtra element bridge in interleave', 2],
  ['Element network failed to validate content', null],
])('finds the line that libvirt complains of: %s', (complaint, line) => {
  const root = parse('<network>\n<bridge speed="1"/>\n<nonsense/></network>')
  expect(lineOfComplaint(root, complaint)).toBe(line)
})
