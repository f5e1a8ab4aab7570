/** What the programs of a capture are started with, and what of their words becomes a packet. */
import { describe, expect, it } from 'vitest'
import {
  dumpcapWords,
  fileNameOf,
  filterWithout,
  lineOf,
  tsharkWords,
} from '../../../electron/backend/captures/words.ts'
import { captureMethods } from '../../../shared/contract/captures.ts'
import { AdministratorHelper } from '../../support/administrator-helper.ts'

const SUMMARY = '49152 → 443 [SYN]'
const LAYERS = 'eth:ethertype:ip:tcp'
const from = '1\t1796000000.25\t192.0.2.1\tTCP\t192.0.2.2\t66'
const LINE = [from, '49152', '443', LAYERS, SUMMARY].join('\t')
const withLayers = (layers: string) => [from, '49152', '443', layers, SUMMARY].join('\t')

describe('a line of the decoder’s', () => {
  it('is a packet, and between whom it went', () => {
    expect(lineOf(LINE)).toEqual({
      packet: {
        ...{ number: 1, at: 1796000000.25, from: '192.0.2.1', to: '192.0.2.2', protocol: 'TCP' },
        ...{ length: 66, summary: SUMMARY },
      },
      talk: {
        from: { address: '192.0.2.1', port: 49152 },
        to: { address: '192.0.2.2', port: 443 },
        protocol: 'TCP',
      },
    })
  })

  it.each([
    ['eth:ethertype:ip:udp:dns', 'UDP', 443],
    ['eth:ethertype:ipv6:sctp', 'SCTP', 443],
    // Through a tunnel the addresses are the inner ones.
    ['eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:tcp:tls', 'TCP', 443],
    // What an error quotes is not what it is.
    ['eth:ethertype:ip:icmp:ip:udp:data', 'ICMP', null],
    ['eth:ethertype:ipv6:icmpv6:ipv6:tcp', 'ICMPv6', null],
    ['eth:ethertype:arp', 'TCP', null],
    ['', 'TCP', null],
  ])('%s is %s', (layers, protocol, port) => {
    expect(lineOf(withLayers(layers))?.talk).toMatchObject({ protocol, to: { port } })
  })

  it.each(['', '-1', '65536', '1e3', '80 81', '0x50'])('has no port %j', (text) => {
    const line = [from, text, '443', LAYERS, SUMMARY].join('\t')
    expect(lineOf(line)?.talk.from.port).toBeNull()
  })

  it('keeps what a tab in its summary parts', () => {
    expect(lineOf(`${LINE}\tand more`)?.packet.summary).toBe(`${SUMMARY} and more`)
  })

  it('is cut where it is very long', () => {
    expect(lineOf(LINE + 'x'.repeat(100_000))?.packet.summary.length).toBe(400)
  })

  it.each(['', 'Capturing on eth0', '1\t2\t3', LINE.replace(/^1/, 'one'), '\t'.repeat(12)])(
    'is none: %j',
    (line) => {
      expect(lineOf(line)).toBeNull()
    },
  )
})

describe('a filter', () => {
  it('is one word, also where it is empty', () => {
    for (const filter of ['tcp port 80', '']) {
      const words = dumpcapWords('vnet0', filter, false)
      expect(words[words.indexOf('-f') + 1]).toBe(filter)
    }
  })

  it('goes through the package’s helper as it is', () => {
    const helper = new AdministratorHelper()
    try {
      for (const filter of ['', 'tcp port 80 and (host 192.0.2.7 or host 2001:db8::7)']) {
        for (const isPrompt of [true, false]) {
          const words = dumpcapWords('vnet0', filter, isPrompt)
          expect(helper.takesCommand(['dumpcap', ...words])).toEqual(['dumpcap', ...words])
        }
      }
    } finally {
      helper.remove()
    }
  })
})

describe('on a far host', () => {
  const way = [
    { address: '192.0.2.1', port: 50_000 },
    { address: '2001:db8::2', port: 22 },
  ] as const
  const own = 'not (host 192.0.2.1 and tcp port 50000 and host 2001:db8::2 and tcp port 22)'

  it.each([
    ['', way, own],
    ['icmp or arp', way, `(icmp or arp) and ${own}`],
    ['icmp', null, 'icmp'],
  ] as const)('what the looking sends is left out: %j', (filter, over, expected) => {
    expect(filterWithout(filter, over)).toBe(expected)
  })
})

it('the file is limited in size and time', () => {
  const words = tsharkWords('/home/alex/x.pcapng', { megabytes: 5, minutes: 2 }).join(' ')
  expect(words).toContain('-w /home/alex/x.pcapng -a filesize:5000 -a duration:120')
})

it('files have names of their own', () => {
  const at = new Date('2026-11-30T05:45:09Z')
  expect(fileNameOf('vnet0', at, 1)).toBe('vnet0-2026-11-30-054509.pcapng')
  expect(fileNameOf('vnet0', at, 2)).toBe('vnet0-2026-11-30-054509-2.pcapng')
})

describe('what the window may ask for', () => {
  const asked = {
    ...{ interface: 'vnet0', filter: '', megabytes: 100, minutes: 10, choosePlace: false },
  }
  const takes = (more: object) =>
    captureMethods.startCapture.safeParse([{ ...asked, ...more }]).success

  it('is taken', () => {
    expect(takes({})).toBe(true)
    expect(takes({ filter: 'tcp[13] & 2 != 0' })).toBe(true)
  })

  it.each([
    { interface: '../pipe' },
    { interface: '-w' },
    { interface: 'a'.repeat(16) },
    { filter: '-w /etc/passwd' },
    { filter: ' -w' },
    { filter: 'a\nb' },
    { filter: 'x'.repeat(501) },
    { megabytes: 2_001 },
    { minutes: 0 },
    { file: '/etc/passwd' },
  ])('not %j', (more) => {
    expect(takes(more)).toBe(false)
  })
})
