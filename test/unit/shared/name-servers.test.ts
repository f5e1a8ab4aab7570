import { expect, it } from 'vitest'
import { addressProblems } from '../../../shared/rules/bridge-problems.ts'
import { parseNameServer, plainServer } from '../../../shared/rules/name-servers.ts'

it.each([
  ['198.51.100.53', '198.51.100.53'],
  ['2001:db8::53', '2001:db8::53'],
  ['198.51.100.53#dns.example', '198.51.100.53'],
  ['dns+udp://198.51.100.53', '198.51.100.53'],
  ['dns+udp://198.51.100.53:5353', '198.51.100.53:5353'],
  ['dns+udp://[2001:db8::53]:5353', '[2001:db8::53]:5353'],
])('%s is asked at %s', (text, asked) => {
  expect(plainServer(text)).toBe(asked)
})

it.each([
  'dns+tls://198.51.100.53#dns.example',
  'dns+tls://[2001:db8::53]:8853',
  'fe80::1',
  'dns+udp://[fe80::1%eth0]',
])('%s is a name server, but not asked by a plain question', (text) => {
  expect(parseNameServer(text)).not.toBeNull()
  expect(plainServer(text)).toBeNull()
})

it.each([
  'dns.example',
  'dns+https://198.51.100.53',
  'dns+tls://dns.example',
  'dns+tls://198.51.100.53:0',
  '198.51.100.53#',
  '198.51.100.53#a b',
  '198.51.100.53#a#b',
  'dns+tls://2001:db8::53',
])('%s is none, and it is said beside the field', (text) => {
  expect(parseNameServer(text)).toBeNull()
  const asked = { method: 'static' as const, addresses: ['198.51.100.20/24'], gateway: null }
  expect(addressProblems({ ...asked, dns: [text] })).toEqual([
    { field: 'dns.0', text: { key: 'problem.name-server' } },
  ])
})
