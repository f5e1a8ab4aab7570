/**
 * A line break in any value that libvirt's schemas know, and in some that they do not: what reads the
 * value from a file takes the rest for a line of its own.
 */
import fc from 'fast-check'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { refuseControlCharacters } from '../../../electron/libvirt/xml/control-characters.ts'
import { parse } from '../../../electron/libvirt/xml/dom.ts'
import { screenXml } from '../../../electron/libvirt/xml/screen.ts'
import { methods } from '../../../shared/contract/contract.ts'
import { controlProblems } from '../../../shared/rules/control-problems.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { noteInputs } from '../../support/inputs-tried.ts'
import { placeName, schemaPlaces, withValue } from '../../support/schema-places.ts'

/** Those that XML can hold at all. */
const CONTROLS = ['\n', '\r', '\t', '\u007f', '\u0080', '\u0085', '\u009f', '\u2028', '\u2029']
const SCHEMAS = [
  ['network', 'network.rng', 100],
  ['domain', 'domain.rng', 1_000],
  ['interface', 'domain.rng', 80],
] as const
const PROSE = ['description']

describe.skipIf(!existsSync('/usr/share/libvirt/schemas/network.rng'))(
  'in libvirt’s schema',
  () => {
    it.each(SCHEMAS)(
      'of a %s every place refuses a control character, by its name',
      (root, file, least) => {
        const places = schemaPlaces(file, root)
        expect(places.length).toBeGreaterThan(least)
        let tried = 0
        for (const place of places) {
          if (place.attribute === null && PROSE.includes(place.path.at(-1) ?? '')) continue
          for (const control of CONTROLS) {
            for (const value of [`a${control}conf-script=/tmp/x`, `${control}b`, `c${control}`]) {
              tried++
              const failure = refusal(escaped(withValue('', place, value)), root)
              expect([failure?.code, failure?.params.path], placeName(place)).toEqual([
                'xml-control-character',
                placeName(place),
              ])
            }
          }
        }
        noteInputs(`${root}, ${places.length} places`, tried)
      },
      60_000,
    )
  },
)

it('is found wherever it is, in whatever element', () => {
  const tag = fc.constantFrom('a', 'bridge', 'dns', 'x', 'range', 'o')
  const path = fc.array(tag, { minLength: 0, maxLength: 6 })
  let tried = 0
  fc.assert(
    fc.property(path, fc.boolean(), fc.constantFrom(...CONTROLS), (names, isText, control) => {
      tried++
      const place = { path: ['network', ...names], attribute: isText ? null : 'q' }
      const failure = refusal(escaped(withValue('', place, `v${control}w`)), 'network')
      expect(failure?.params.path).toBe(placeName(place))
    }),
    { numRuns: 25_000 },
  )
  noteInputs('elements of any depth', tried)
}, 60_000)

it('in what libvirt has already is not the doing of who edits another part', () => {
  const before = parse(
    '<network><dns><txt name="a" value="b&#10;c"/></dns><name>n</name></network>',
  )
  const same = parse('<network><dns><txt name="a" value="b&#10;c"/></dns><name>m</name></network>')
  const other = parse('<network><dns><txt name="a" value="b&#10;d"/></dns></network>')
  expect(() => refuseControlCharacters(same, before)).not.toThrow()
  expect(() => refuseControlCharacters(other, before)).toThrow('xml-control-character')
})

it('in a form is told beside its field, however deep', () => {
  const filled = {
    name: 'a',
    dns: { txt: [{ name: 'b', value: 'c\nd' }] },
    subnets: [{ x: '\u2028' }],
  }
  expect(controlProblems(filled).map(({ field }) => field)).toEqual([
    'dns.txt.0.value',
    'subnets.0.x',
  ])
})

it.each([
  ['planUseBridge', [{ bridge: 'br0\n', network: 'a' }]],
  ['planUseBridge', [{ bridge: 'br0', network: 'a\nb' }]],
  ['planMoveMachines', [{ from: 'a\nb', to: 'c', when: 'now' }]],
] as const)('in a name that %s takes is no request of our window’s', (method, args) => {
  expect(methods[method].safeParse(args).success).toBe(false)
})

function refusal(xml: string, root: 'network' | 'domain' | 'interface') {
  try {
    screenXml(xml, root)
    return null
  } catch (error) {
    if (!(error instanceof PuenteError)) throw error
    return error.data
  }
}

/** As a file would have to hold them, to be more than white space. */
function escaped(xml: string): string {
  return xml.replace(/[\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`)
}
