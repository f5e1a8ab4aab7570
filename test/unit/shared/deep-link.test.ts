import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deepLinkIn, parseDeepLink } from '../../../shared/rules/deep-link.ts'
import { noteInputs } from '../../support/inputs-tried.ts'

describe('a link', () => {
  it.each([
    ['puente://machine/web', { kind: 'machine', name: 'web' }],
    ['puente://network/host-bridge', { kind: 'network', name: 'host-bridge' }],
    ['puente://host/eth0', { kind: 'host', name: 'eth0' }],
    ['puente://machine/a%20b%3F%23', { kind: 'machine', name: 'a b?#' }],
    ['puente://machine/%C3%B1and%C3%BA', { kind: 'machine', name: 'ñandú' }],
    ['puente://machine/%3Cimg%20src=x%3E', { kind: 'machine', name: '<img src=x>' }],
  ])('%s is read', (text, link) => {
    expect(parseDeepLink(text)).toEqual(link)
  })

  it.each([
    'puente://machine/',
    'puente://machine',
    'puente://bridge/br0',
    'puente://machine/web/delete',
    'puente://machine/web?start=1',
    'puente://machine/web#x',
    'puente://user@machine/web',
    'puente://machine/a b',
    'puente://machine/%2e%2e%2fetc',
    'puente://machine/a%0Ab',
    'puente://machine/%00',
    'puente://machine/%',
    'puente://machine/%ff',
    `puente://machine/${'x'.repeat(257)}`,
    'PUENTE://machine/web',
    ' puente://machine/web',
    'puente://machine/web\n',
    'https://example.org/puente://machine/web',
    'javascript:alert(1)',
    '--inspect',
  ])('%j is none of ours', (text) => {
    expect(parseDeepLink(text)).toBeNull()
  })

  it('is found among the arguments of a command line, the last of several', () => {
    const argv = ['/usr/bin/puente', 'puente://host/eth0', '--flag', 'puente://machine/web', 'x']
    expect(deepLinkIn(argv)).toEqual({ kind: 'machine', name: 'web' })
    expect(deepLinkIn(['/usr/bin/puente', '--lang=es'])).toBeNull()
  })
})

it('of any text is none of ours, or shows one thing by a name without controls', () => {
  const piece = fc.oneof(
    fc.constantFrom('%00', '%0A', '%2F', '..', '/', '?', '#', '@', 'web', '%E2%80%AE', '%'),
    fc.string({ unit: 'binary', maxLength: 6 }),
  )
  const start = fc.constantFrom(
    'puente://machine/',
    'puente://network/',
    'puente://host/',
    'puente:',
  )
  let tried = 0
  fc.assert(
    fc.property(start, fc.array(piece, { maxLength: 5 }), (scheme, pieces) => {
      tried++
      const link = parseDeepLink(scheme + pieces.join(''))
      if (link === null) return
      expect(['machine', 'network', 'host']).toContain(link.kind)
      expect(link.name).toMatch(/^[^\p{Cc}]{1,256}$/u)
    }),
    { numRuns: 10_000 },
  )
  noteInputs('links', tried)
}, 60_000)
