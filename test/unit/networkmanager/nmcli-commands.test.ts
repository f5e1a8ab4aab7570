import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createBridgeCommands } from '../../../electron/networkmanager/bridge/nmcli-commands.ts'
import type { Settings } from '../../../electron/networkmanager/client/settings.ts'
import { Variant } from '../../../electron/dbus/bus.ts'

const s = (value: string) => new Variant('s', value)
const u = (value: number) => new Variant('u', value)
const list = (signature: string, ...items: unknown[]) => new Variant(signature, items)
/** What the lab's NetworkManager sent for 2001:db8::1. */
const IPV6 = Buffer.from('20010db8000000000000000000000001', 'hex')

function commandsOf(bridgeProfile: Settings, port?: Settings): string[] {
  return createBridgeCommands({ bridgeProfile, ports: port ? [{ profile: port }] : [] })
}

/** The options that a section of the bridge's profile becomes. */
function options(settings: Settings): string {
  const bridge = { connection: { id: s('br0'), 'interface-name': s('br0') }, ...settings }
  const [command = ''] = commandsOf(bridge)
  return command.replace('nmcli connection add type bridge con-name br0 ifname br0', '').trim()
}

it.each<[what: string, section: string, key: string, value: Variant, words: string]>([
  ['text', 'ipv4', 'method', s('auto'), 'ipv4.method auto'],
  ['yes', 'ipv4', 'never-default', new Variant('b', true), 'ipv4.never-default yes'],
  ['no', 'bridge', 'stp', new Variant('b', false), 'bridge.stp no'],
  ['a number', '802-3-ethernet', 'mtu', u(9000), '802-3-ethernet.mtu 9000'],
  ['a big one', 'ipv4', 'route-metric', new Variant('x', -1n), 'ipv4.route-metric -1'],
  [
    'a MAC',
    '802-3-ethernet',
    'assigned-mac-address',
    s('02:00:00:00:00:01'),
    '802-3-ethernet.cloned-mac-address 02:00:00:00:00:01',
  ],
  [
    'the MAC of the NIC that it is for',
    '802-3-ethernet',
    'mac-address',
    new Variant('ay', Buffer.from('020000000001', 'hex')),
    '802-3-ethernet.mac-address 02:00:00:00:00:01',
  ],
  [
    "a bond's options",
    'bond',
    'options',
    new Variant('a{ss}', { mode: 'active-backup', miimon: '100' }),
    'bond.options mode=active-backup,miimon=100',
  ],
  [
    'a list of words',
    'ipv4',
    'dns-search',
    list('as', 'a.test', 'b.test'),
    "ipv4.dns-search 'a.test, b.test'",
  ],
  [
    'addresses',
    'ipv4',
    'address-data',
    list(
      'aa{sv}',
      { address: s('198.51.100.20'), prefix: u(24) },
      { address: s('198.51.100.21'), prefix: u(32) },
    ),
    "ipv4.addresses '198.51.100.20/24, 198.51.100.21/32'",
  ],
  [
    'an IPv6 address',
    'ipv6',
    'address-data',
    list('aa{sv}', { address: s('2001:db8::1'), prefix: u(64) }),
    'ipv6.addresses 2001:db8::1/64',
  ],
  [
    'a route',
    'ipv4',
    'route-data',
    list('aa{sv}', {
      dest: s('10.9.0.0'),
      prefix: u(16),
      'next-hop': s('198.51.100.254'),
      metric: u(50),
    }),
    "ipv4.routes '10.9.0.0/16 198.51.100.254 50'",
  ],
  [
    'a route of this link',
    'ipv4',
    'route-data',
    list('aa{sv}', { dest: s('10.9.0.0'), prefix: u(16) }),
    'ipv4.routes 10.9.0.0/16',
  ],
  [
    'a route with attributes',
    'ipv4',
    'route-data',
    list('aa{sv}', {
      dest: s('10.9.0.0'),
      prefix: u(16),
      table: u(5),
      onlink: new Variant('b', true),
    }),
    "ipv4.routes '10.9.0.0/16 table=5 onlink=true'",
  ],
  [
    'a rule',
    'ipv4',
    'routing-rules',
    list('aa{sv}', {
      family: new Variant('i', 2),
      priority: u(5),
      from: s('10.0.0.0'),
      'from-len': new Variant('y', 8),
      table: u(5),
    }),
    "ipv4.routing-rules 'priority 5 from 10.0.0.0/8 table 5'",
  ],
  [
    'IPv4 name servers',
    'ipv4',
    'dns',
    list('au', 16_777_217, 0x01643364 + 0xc6 - 0x64),
    "ipv4.dns '1.0.0.1, 198.51.100.1'",
  ],
  ['IPv6 name servers', 'ipv6', 'dns', list('aay', IPV6), 'ipv6.dns 2001:db8::1'],
  [
    'name servers of newer versions',
    'ipv6',
    'dns-data',
    list('as', '2001:db8::1'),
    'ipv6.dns 2001:db8::1',
  ],
  ['its UUID, which the port names', 'connection', 'uuid', s('1-2'), 'connection.uuid 1-2'],
])('writes %s', (_, section, key, value, words) => {
  const connection = { id: s('br0'), 'interface-name': s('br0') }
  const settings =
    section === 'connection'
      ? { connection: { ...connection, [key]: value } }
      : { [section]: { [key]: value } }
  expect(options(settings)).toBe(words)
})

it.each<[string, Settings]>([
  ['an empty list', { ipv4: { 'dns-search': list('as') } }],
  ['a map', { '802-3-ethernet': { 's390-options': new Variant('a{ss}', {}) } }],
  ['our mark', { user: { data: new Variant('a{ss}', { 'puente.nic': 'eth0' }) } }],
  ['bytes', { '802-1x': { 'ca-cert': new Variant('ay', Buffer.alloc(6)) } }],
])('leaves out %s', (_, settings) => {
  expect(options(settings)).toBe('')
})

describe('what is brought up, by its UUID: names may be taken twice', () => {
  const [bridge, port] = ['1-2', '3-4'].map((uuid) => ({ connection: { uuid: s(uuid) } }))
  const up = (commands: string[]) => commands.filter((line) => line.includes(' up '))

  it('is a bridge without ports', () => {
    expect(up(commandsOf(bridge ?? {}))).toEqual(['nmcli connection up uuid 1-2'])
  })
  it('is the port, whose bridge comes with it', () => {
    expect(up(commandsOf(bridge ?? {}, port))).toEqual(['nmcli connection up uuid 3-4'])
  })
})

// `nmcli connection up id` shows its help, and a profile may be called like the UUID of another.
it('every profile is named by what its name is', () => {
  const folder = new URL('../../../electron/', import.meta.url)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const lines = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => readFileSync(new URL(file, folder), 'utf8').split('\n'))
    .filter((line) => /'connection', '(up|down|modify|delete)'/.test(line))
  expect(lines.length).toBeGreaterThan(5)
  const named =
    /'(up|down|modify|delete)', ('(uuid|id)', |\.\.\.uuids\.flatMap\(\(uuid\) => \['uuid', uuid\]\))/
  expect(lines.filter((line) => !named.test(line))).toEqual([])
})
