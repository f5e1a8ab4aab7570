/** What the programs of a capture are started with, and what of their words becomes a packet. */
import { describe, expect, it } from 'vitest'
import {
  dumpcapWords,
  fileNameOf,
  packetOf,
  tsharkWords,
} from '../../../electron/backend/captures/words.ts'
import { captureMethods } from '../../../shared/contract/captures.ts'
import { AdministratorHelper } from '../../support/administrator-helper.ts'

const LINE = '1\t1796000000.25\t192.0.2.1\tTCP\t192.0.2.2\t66\t49152 → 443 [SYN]'

describe('a line of the decoder’s', () => {
  it('is a packet', () => {
    expect(packetOf(LINE)).toEqual({
      ...{ number: 1, at: 1796000000.25, from: '192.0.2.1', to: '192.0.2.2', protocol: 'TCP' },
      ...{ length: 66, summary: '49152 → 443 [SYN]' },
    })
  })

  it('keeps what a tab in its summary parts', () => {
    expect(packetOf(`${LINE}\tand more`)?.summary).toBe('49152 → 443 [SYN] and more')
  })

  it('is cut where it is very long', () => {
    expect(packetOf(LINE + 'x'.repeat(100_000))?.summary.length).toBe(400)
  })

  it.each(['', 'Capturing on eth0', '1\t2\t3', LINE.replace(/^1/, 'one'), '\t'.repeat(9)])(
    'is none: %j',
    (line) => {
      expect(packetOf(line)).toBeNull()
    },
  )
})

describe('a filter', () => {
  it('is one word, also where it is empty', () => {
    for (const filter of ['tcp port 80', '']) {
      const words = dumpcapWords('vnet0', filter)
      expect(words[words.indexOf('-f') + 1]).toBe(filter)
    }
  })

  it('goes through the package’s helper as it is', () => {
    const helper = new AdministratorHelper()
    try {
      for (const filter of ['', 'tcp port 80 and (host 192.0.2.7 or host 2001:db8::7)']) {
        const words = dumpcapWords('vnet0', filter)
        expect(helper.takesCommand(['dumpcap', ...words])).toEqual(['dumpcap', ...words])
      }
    } finally {
      helper.remove()
    }
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
  const asked = { interface: 'vnet0', filter: '', megabytes: 100, minutes: 10 }
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
