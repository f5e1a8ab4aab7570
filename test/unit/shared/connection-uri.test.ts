import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatConnectionUri,
  parseConnectionUri,
  sshCommand,
} from '../../../shared/rules/connection-uri.ts'
import { noteInputs } from '../../support/inputs-tried.ts'

function canonical(text: string): string {
  const uri = parseConnectionUri(text)
  return 'problem' in uri ? `refused: ${uri.problem}` : formatConnectionUri(uri)
}

describe('a libvirt URI that is taken', () => {
  it.each([
    ['qemu:///system', 'qemu:///system'],
    ['qemu:///session', 'qemu:///session'],
    ['qemu+unix:///system', 'qemu:///system'],
    ['test:///default', 'test:///default'],
    ['qemu+ssh://alex@server.example/system', 'qemu+ssh://alex@server.example/system'],
    ['qemu+ssh://Server.Example:2222/session', 'qemu+ssh://server.example:2222/session'],
    ['qemu+ssh://root@[2001:db8::7]/system', 'qemu+ssh://root@[2001:db8::7]/system'],
    ['qemu+tls://server/system', 'qemu+tls://server/system'],
    ['qemu://server/system', 'qemu+tls://server/system'],
    [' qemu:///system ', 'qemu:///system'],
  ])('%s', (text, expected) => expect(canonical(text)).toBe(expected))
})

describe('a libvirt URI that is refused', () => {
  it.each([
    ['', 'malformed'],
    ['qemu', 'malformed'],
    ['qemu:/system', 'malformed'],
    ['xen:///system', 'driver'],
    ['qemu+libssh://server/system', 'transport'],
    ['qemu+ext:///system', 'transport'],
    // What runs a program, leads elsewhere or trusts blindly.
    ['qemu+ssh://server/system?command=/tmp/evil', 'parameter'],
    ['qemu:///system?socket=/tmp/evil.sock', 'parameter'],
    ['qemu+tls://server/system?no_verify=1', 'parameter'],
    ['qemu:///system#x', 'parameter'],
    // ssh would take these for options.
    ['qemu+ssh://-oProxyCommand=evil/system', 'host'],
    ['qemu+ssh://-oProxyCommand=evil@server/system', 'user'],
    ['qemu+ssh://alex@/system', 'host'],
    ['qemu+ssh:///system', 'host'],
    ['qemu+unix://server/system', 'host'],
    ['qemu+ssh://ser ver/system', 'host'],
    ['qemu+ssh://server;reboot/system', 'host'],
    ['qemu+ssh://[::1/system', 'host'],
    ['qemu+tls://alex@server/system', 'user'],
    ['qemu+ssh://alex:secret@server/system', 'user'],
    ['qemu+ssh://server:0/system', 'port'],
    ['qemu+ssh://server:99999/system', 'port'],
    ['qemu:///elsewhere', 'path'],
    ['test:///home/alex/host.xml', 'path'],
    ['qemu:///default', 'path'],
  ])('%s', (text, problem) => {
    expect(canonical(text)).toBe(`refused: ${problem}`)
  })
})

it('names what a person tries in a terminal', () => {
  expect(sshCommand('qemu+ssh://alex@[2001:db8::7]:2222/system')).toBe(
    'ssh -p 2222 alex@2001:db8::7 virsh list --all',
  )
  expect(sshCommand('qemu:///system')).toBeNull()
})

it('of any parts is refused, or has one spelling, and no word in it that a program would take for an option', () => {
  const odd = fc.oneof(
    fc.constantFrom(
      '-oProxyCommand=x',
      'a b',
      'a\nb',
      '$(x)',
      '..',
      'é',
      '\u202e',
      'a%20',
      '@',
      '::1',
    ),
    fc.string({ maxLength: 8 }),
    fc.string({ unit: fc.constantFrom(...'abz09.-_@:/[]?#%'), maxLength: 12 }),
  )
  const or = (...usual: string[]) => fc.oneof(fc.constantFrom(...usual), odd)
  const parts = fc.record({
    scheme: or('qemu', 'qemu+ssh', 'qemu+tls', 'qemu+unix', 'test'),
    user: or('', 'alex@', 'root@'),
    host: or('', 'server.example', '[2001:db8::7]'),
    port: or('', ':22', ':2222'),
    path: or('/system', '/session', '/default'),
  })
  let [tried, taken] = [0, 0]
  fc.assert(
    fc.property(parts, ({ scheme, user, host, port, path }) => {
      tried++
      const uri = parseConnectionUri(`${scheme}://${user}${host}${port}${path}`)
      if ('problem' in uri) return
      taken++
      const text = formatConnectionUri(uri)
      expect(text).toMatch(/^[a-z+]+:\/\/[A-Za-z0-9._@:[\]-]*\/(system|session|default)$/)
      expect(canonical(text)).toBe(text)
      expect(`${uri.user ?? ''} ${uri.host ?? ''}`).not.toMatch(/(^| )-/)
    }),
    { numRuns: 20_000 },
  )
  expect(taken).toBeGreaterThan(100)
  noteInputs('connection URIs', tried)
}, 60_000)
