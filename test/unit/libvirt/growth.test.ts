/** A text that is four times as long takes about four times as long, whatever it is full of. */
import { expect, it } from 'vitest'
import { readDefinition } from '../../../electron/libvirt/xml/definition/read.ts'
import { format } from '../../../electron/libvirt/xml/dom.ts'
import { asksOf } from '../../../electron/libvirt/xml/reach/added.ts'
import { screenXml } from '../../../electron/libvirt/xml/screen.ts'
import { PuenteError } from '../../../shared/errors.ts'

const inside = (piece: string) => (count: number) => `<network>${piece.repeat(count)}</network>`

/** By what one piece is; the count makes the smaller text of about 80 KB. */
const FULL_OF: [string, (count: number) => string, number][] = [
  ['elements', inside('<ip/>'), 9_000],
  ['words and elements', inside('a<ip/>'), 8_000],
  ['unknown elements', inside('<x y="z"/>'), 8_000],
  [
    'metadata',
    (count) => `<network><metadata>${'<x:y xmlns:x="u"/>'.repeat(count)}</metadata></network>`,
    4_000,
  ],
  [
    'ranges',
    (count) =>
      `<network><ip><dhcp>${'<range start="10.0.0.2" end="10.0.0.3"/>'.repeat(count)}</dhcp></ip></network>`,
    2_000,
  ],
  [
    'text records',
    (count) => `<network><dns>${'<txt name="a" value="b"/>'.repeat(count)}</dns></network>`,
    3_000,
  ],
  ['comments', inside('<!---->'), 12_000],
  ['comments without end', inside('<!--'), 20_000],
  ['sections without end', inside('<![CDATA['), 9_000],
  ['references', inside('&#65;'), 16_000],
  [
    'attributes',
    (count) => `<network ${Array.from({ length: count }, (_, at) => `a${at}=""`).join(' ')}/>`,
    8_000,
  ],
  [
    'namespaces',
    (count) =>
      `<network ${Array.from({ length: count }, (_, at) => `xmlns:a${at}="u"`).join(' ')}/>`,
    5_000,
  ],
  ['levels', (count) => `<network>${'<a>'.repeat(count)}${'</a>'.repeat(count)}</network>`, 11_000],
  ['signs of a document type', inside('<!'), 40_000],
  ['quotes', (count) => `<network a="${'&quot;'.repeat(count)}"/>`, 13_000],
]

it.each(FULL_OF)(
  'full of %s',
  (_, make, count) => {
    const [one, four] = [make(Math.round(count / 2)), make(2 * count)]
    work(one)
    const [short, long] = [fastest(one), fastest(four)]
    // Four times as long is four; the square of it would be sixteen.
    expect(long / Math.max(short, 10)).toBeLessThan(9)
  },
  60_000,
)

/** Of several, for collecting garbage only adds. */
function fastest(text: string): number {
  return Math.min(...[0, 1, 2, 3].map(() => timed(text)))
}

/** What this thread itself has worked, in ms: whatever else the machine does meanwhile is no part of it. */
function timed(text: string): number {
  const before = process.threadCpuUsage()
  work(text)
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
}

/** All that planning does with a text by itself. */
function work(text: string): void {
  try {
    const root = screenXml(text, 'network')
    asksOf(root, root)
    readDefinition(root)
    format(root)
  } catch (error) {
    if (!(error instanceof PuenteError)) throw error
  }
}
