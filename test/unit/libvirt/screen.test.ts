import { describe, expect, it } from 'vitest'
import { lineOfComplaint, screenXml } from '../../../electron/libvirt/xml/screen.ts'
import { parse } from '../../../electron/libvirt/xml/dom.ts'
import { failureOf } from '../../support/failure.ts'

const screen = (xml: string) => screenXml(xml, 'network')

describe('a text from a person', () => {
  it.each([
    ['<network>\n<name>', 'xml-malformed', 2],
    ['<network>\n<a b=1/></network>', 'xml-malformed', 2],
    ['\n<!DOCTYPE network><network/>', 'xml-doctype', 2],
    ['<!doctype network><network/>', 'xml-doctype', 1],
    [
      '<network><dns>\n<txt name="a" value="b&#10;conf-script=/x"/></dns></network>',
      'xml-control-character',
      2,
    ],
    ['<network>\n<name>a\nb</name></network>', 'xml-control-character', 2],
    ['<network>\n<name>a&#x85;b</name></network>', 'xml-control-character', 2],
    ['<network>\n<name><![CDATA[a\tb]]></name></network>', 'xml-control-character', 2],
    [
      '<network><o:a xmlns:o="urn:o">\n<o:b c="&#13;"/></o:a></network>',
      'xml-control-character',
      2,
    ],
    [`<network>\n${'<a>'.repeat(70)}${'</a>'.repeat(70)}</network>`, 'xml-too-large', 2],
    [`<network>\n${'<a/>'.repeat(20_001)}</network>`, 'xml-too-large', 2],
    [
      `<network>\n<a ${Array.from({ length: 65 }, (_, at) => `a${at}=""`).join(' ')}/></network>`,
      'xml-too-large',
      2,
    ],
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
})

it('a line break that libvirt has taken already is no reason to refuse the text around it', async () => {
  const had = '<network><dns><txt name="a" value="x&#10;y"/></dns></network>'
  const before = parse(had)
  const edited = had.replace('</network>', '<mtu size="1400"/></network>')
  expect(screenXml(edited, 'network', before).nodeName).toBe('network')
  const added = had.replace('</dns>', '<txt name="b" value="x&#10;z"/></dns>')
  const failure = await failureOf(async () => screenXml(added, 'network', before))
  expect(failure.code).toBe('xml-control-character')
})

it.each([
  ['Element network has extra content: nonsense', 3],
  ['Invalid attribute speed for element bridge\nExtra element bridge in interleave', 2],
  ['Element network failed to validate content', null],
])('finds the line that libvirt complains of: %s', (complaint, line) => {
  const root = parse('<network>\n<bridge speed="1"/>\n<nonsense/></network>')
  expect(lineOfComplaint(root, complaint)).toBe(line)
})
