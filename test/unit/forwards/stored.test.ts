/** Forwards as they are kept: as systemd's units and as root's files, also when others wrote those. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { natWords, readNatFile } from '../../../electron/host/forwards/kernel-nat.ts'
import {
  formerServiceUnit,
  forwardOfUnit,
  readSocketUnit,
  serviceUnit,
  socketUnit,
  unitNames,
} from '../../../electron/host/forwards/relay-units.ts'
import type { Forward } from '../../../shared/model/forward.ts'
import { noteInputs } from '../../support/inputs-tried.ts'

const UUID = '5f0c1a52-7d3e-4b5a-9c1d-000000000001'
const stored = {
  ...({ protocol: 'tcp', source: 'kept' } as const),
  ...{ id: '0a1b2c3d', address: null, port: 8080, toPort: 80 },
  ...{ machine: UUID, mac: '52:54:00:51:64:01', bridge: 'virbr0', to: '192.168.122.10' },
}
const forward: Forward = { ...stored, engine: 'nat', on: true }

describe('the units of a relay', () => {
  it('say where to listen and what for, and are read back as they were written', () => {
    const text = socketUnit(stored)
    expect(text).toContain('ListenStream=8080\nBindIPv6Only=both\n')
    expect(readSocketUnit(text)).toEqual(stored)
    expect(serviceUnit(stored)).toContain('systemd-socket-proxyd 192.168.122.10:80\n')
    const six = { ...stored, address: '2001:db8::1', to: 'fd00::5' }
    expect(socketUnit(six)).toContain('ListenStream=[2001:db8::1]:8080\n')
    expect(serviceUnit(six)).toContain('proxyd fd00::5:80\n')
    expect(readSocketUnit(socketUnit(six))).toEqual(six)
  })

  it('of the first version are known, as it put IPv6 into brackets', () => {
    const six = { ...stored, to: 'fd00::5' }
    expect(formerServiceUnit(six)).toContain('proxyd [fd00::5]:80\n')
    expect(formerServiceUnit(stored)).toBe(serviceUnit(stored))
  })

  it('are known by their names alone', () => {
    expect(forwardOfUnit(unitNames('0a1b2c3d').socket)).toBe('0a1b2c3d')
    for (const name of [
      'sshd.socket',
      'puente-forward-0a1b2c3d.service',
      'puente-forward-..socket',
    ])
      expect(forwardOfUnit(name)).toBeNull()
  })

  it.each([
    ['', 'no unit'],
    ['[Socket]\nListenStream=22\n', 'another’s unit'],
    ['[X-Puente]\nForward={', 'half a line'],
    [`[X-Puente]\nForward=${JSON.stringify({ ...stored, to: '1.2.3.4;id' })}`, 'no address'],
    [`[X-Puente]\nForward=${JSON.stringify({ ...stored, bridge: 'a\nExecStart=x' })}`, 'no bridge'],
    [`[X-Puente]\nForward=${JSON.stringify({ ...stored, more: 1 })}`, 'more than there is'],
  ])('%j is none (%s)', (text) => {
    expect(readSocketUnit(text)).toBeNull()
  })
})

describe('root’s file of a forward', () => {
  const file = (words: string) => `# A comment\n${words}\n`

  it('is read back as the helper was told', () => {
    const [, id = '', ...words] = natWords(forward)
    expect(readNatFile(id, file(words.join(' ')))).toEqual(forward)
    const off = { ...forward, on: false, address: '198.51.100.20' }
    expect(readNatFile(id, file(natWords(off).slice(2).join(' ')))).toEqual(off)
  })

  it.each(['', 'on tcp', 'maybe tcp any 1 br0 1.2.3.4 1 kept', '../../x'])(
    '%j is none',
    (words) => {
      expect(readNatFile('0a1b2c3d', file(words))).toBeNull()
    },
  )
})

describe('the helper', () => {
  const folder = mkdtempSync(join(tmpdir(), 'forwards-'))
  const script = join(folder, 'forwards')

  beforeAll(() => {
    const source = new URL('../../../build/package/files/forwards', import.meta.url)
    // Up to where it would write: what it refuses, it refuses before.
    const text = readFileSync(source, 'utf8').replace(
      /^exec 9>[^]*$/m,
      'case $verb in set) identifier "${1-}"; shift; checked "$@" ;; remove) identifier "${1-}"; [ $# -eq 1 ] || refuse ;; apply) [ $# -eq 0 ] || refuse ;; *) refuse ;; esac\n',
    )
    expect(text).not.toContain('flock 9\n')
    writeFileSync(script, text)
    chmodSync(script, 0o755)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const takes = (words: string[], shell = 'dash') =>
    spawnSync(shell, [script, ...words], { encoding: 'utf8' }).status === 0

  it.each(['dash', 'bash'])('takes what the app says, in %s', (shell) => {
    expect(takes(natWords(forward), shell)).toBe(true)
    const six = { ...forward, address: '2001:db8::1', to: 'fd00::5', protocol: 'udp' } as const
    expect(takes(natWords({ ...six, source: 'host', on: false }), shell)).toBe(true)
    expect(takes(['remove', forward.id], shell)).toBe(true)
    expect(takes(['apply'], shell)).toBe(true)
  })

  it('takes no other word in the place of any of them', () => {
    const words = natWords(forward)
    const hostile = fc.oneof(
      fc.constantFrom(
        ...['', '-', '*', '?', '/', '../../etc/passwd', '$(id)', '`id`', ';', 'a b', '1\n2', '0'],
        ...[
          '65536',
          '99999999999',
          '00',
          '1.2.3',
          '1.2.3.4.5',
          '256.1.1.1',
          '1.2.3.4;',
          'fd00::5;',
        ],
        ...['"', 'virbr0"', 'a-name-of-17-chars', '..', 'ON', 'sctp', 'accept', 'on\nx', 'Any'],
      ),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
    )
    // Of what is right in its place by chance.
    const right = [/^set$/, /^[0-9a-f]{8}([0-9a-f]{4})?$/, /^(on|off)$/, /^(tcp|udp)$/]
    const address = /^(any|\d{1,3}(\.\d{1,3}){3})$/
    const number = /^[1-9]\d{0,4}$/
    const shapes = [
      ...right,
      address,
      number,
      /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$/,
      address,
      number,
    ]
    const all = [...shapes, /^(kept|host)$/, /^[0-9a-f:-]{36}$/, /^[0-9a-f:-]{17}$/]
    let tried = 0
    fc.assert(
      fc.property(fc.integer({ min: 0, max: words.length - 1 }), hostile, (place, word) => {
        if (all[place]?.test(word) || word.includes('\0')) return
        tried++
        expect(takes(words.with(place, word)), JSON.stringify([place, word])).toBe(false)
      }),
      { numRuns: 400 },
    )
    noteInputs('words of a forward', tried)
    const to = words.indexOf(forward.to)
    for (const address of ['256.1.1.1', '1.2.3.999', '1..2.3']) {
      expect(takes(words.with(to, address)), address).toBe(false)
    }
    expect(takes([...words, 'more'])).toBe(false)
    expect(takes(words.slice(0, -1))).toBe(false)
    expect(takes([])).toBe(false)
  })
})
