/** XML that is broken, or whole but unlike any that libvirt writes: an error, or a reading; no hang. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pendingParts } from '../../../electron/libvirt/xml/definition/differences.ts'
import { readDefinition } from '../../../electron/libvirt/xml/definition/read.ts'
import { applyDefinition } from '../../../electron/libvirt/xml/definition/write.ts'
import { elements, parse, serialize } from '../../../electron/libvirt/xml/dom.ts'
import type { Element } from '../../../electron/libvirt/xml/dom.ts'
import { describeDomain } from '../../../electron/libvirt/xml/domain.ts'
import { describeNetwork } from '../../../electron/libvirt/xml/network.ts'
import { nicDefinition } from '../../../electron/libvirt/xml/nic/create.ts'
import { pluggedNics } from '../../../electron/libvirt/xml/replug.ts'
import { screenXml } from '../../../electron/libvirt/xml/screen.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { GUESTS, domainXml } from '../../lab/guest.ts'
import { HOSTILE } from '../../support/contract-arbitrary.ts'
import { EXAMPLES } from './network-examples.ts'

const RUNS = Number(process.env.RUNS) || 300

const NETWORKS = EXAMPLES.map(({ xml }) => xml)
const MACHINES = [
  ...GUESTS.map(domainXml),
  `<domain><name>a</name><memory unit='KiB'>1</memory><devices>
     <interface type='direct'><source dev='eth0' mode='bridge'/><vlan><tag id='1'/></vlan>
       <bandwidth><inbound average='1'/></bandwidth><boot order='1'/><mtu size='1500'/></interface>
     <interface type='hostdev'/><interface type='user'/></devices></domain>`,
]

/** What was cut off, doubled, or hit by one odd character. */
const broken = (texts: string[]) =>
  fc
    .tuple(
      fc.constantFrom(...texts),
      fc.nat(),
      fc.constantFrom(...'<>&"\'/= \0\ufffe]', '<!--', ']]>', '<![CDATA['),
    )
    .map(([text, at, odd]) => {
      const place = at % text.length
      const kinds = [
        text.slice(0, place),
        text.slice(0, place) + odd + text.slice(place),
        text.slice(0, place) + text,
        text.slice(place),
      ]
      return kinds[at % kinds.length] ?? ''
    })

/** Well-formed, with one element gone, twice, moved, renamed, or an attribute of nonsense. */
const odd = (texts: string[]) =>
  fc
    .tuple(fc.constantFrom(...texts), fc.nat(), fc.nat({ max: 5 }), fc.constantFrom(...HOSTILE))
    .map(([text, at, how, value]) => {
      const root = parse(text)
      const all = [root, ...descendants(root)]
      const one = all[at % all.length] as Element
      distort(one, how, clean(value), all[(at * 7) % all.length] as Element)
      return serialize(root)
    })

function distort(one: Element, how: number, value: string, other: Element): void {
  const { parentNode: parent } = one
  const [name] = [...one.attributes]
    .map((attribute) => attribute.name)
    .filter((found) => !found.startsWith('xmlns'))
  if (how === 0 && name) one.setAttribute(name, value)
  else if (how === 1 && name) one.removeAttribute(name)
  else if (how === 2 && parent?.nodeType === 1) parent.removeChild(one)
  else if (how === 3 && parent?.nodeType === 1) parent.appendChild(one.cloneNode(true))
  else if (how === 4) one.textContent = value
  else other.appendChild(one.cloneNode(true))
}

function descendants(element: Element): Element[] {
  return elements(element).flatMap((one) => [one, ...descendants(one)])
}

/** What XML can hold. */
function clean(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/g, '')
}

describe('a text that is no XML', () => {
  it('is an error with a line for the person who typed it', () => {
    fc.assert(
      fc.property(broken(NETWORKS), (text) => {
        try {
          expect(screenXml(text, 'network').nodeName).toBe('network')
        } catch (error) {
          if (!(error instanceof PuenteError)) throw error
          expect(error.data.code).toMatch(/^(network-)?xml-/)
        }
      }),
      { numRuns: RUNS },
    )
  })

  it.each([
    ['a network', NETWORKS, describeNetwork],
    ['a machine', MACHINES, describeDomain],
  ])('of %s is an Error, or is read', (_, texts, read) => {
    fc.assert(
      fc.property(broken(texts), (text) => {
        try {
          read(text)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
      { numRuns: RUNS },
    )
  })
})

describe('XML unlike any that libvirt writes', () => {
  it('of a network is read, compared and edited', () => {
    fc.assert(
      fc.property(odd(NETWORKS), odd(NETWORKS), (text, other) => {
        describeNetwork(text)
        pendingParts(text, other)
        const root = parse(text)
        applyDefinition(root, readDefinition(root))
        parse(serialize(root))
      }),
      { numRuns: RUNS },
    )
  })

  it('of a machine is read, and its NICs are found', () => {
    fc.assert(
      fc.property(odd(MACHINES), (text) => {
        const { memoryMiB, vcpus, nics } = describeDomain(text)
        // A number that is none would be null behind the next boundary.
        expect([memoryMiB, vcpus].every(Number.isFinite)).toBe(true)
        for (const { element } of nics) nicDefinition(serialize(element))
        pluggedNics(text, ['default'], 'br0')
      }),
      { numRuns: RUNS },
    )
  })
})

it.each([
  ['deep', '<a>'.repeat(50_000) + '</a>'.repeat(50_000)],
  ['wide', `<network>${'<ip/>'.repeat(30_000)}</network>`],
  ['of one long name', `<${'n'.repeat(190_000)}/>`],
  ['of one long value', `<network a="${'v'.repeat(190_000)}"/>`],
  ['of references', `<network>${'&#65;'.repeat(30_000)}</network>`],
  ['of entities', '<!DOCTYPE a [<!ENTITY b "&c;&c;"><!ENTITY c "ddd">]><network>&b;</network>'],
  ['of comments', `<network>${'<!---->'.repeat(25_000)}</network>`],
])('a text %s ends within a second', async (_, text) => {
  const before = performance.now()
  try {
    screenXml(text, 'network')
  } catch (error) {
    expect(error).toBeInstanceOf(PuenteError)
  }
  expect(performance.now() - before).toBeLessThan(5_000)
})
