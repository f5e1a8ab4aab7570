/** Rules of a NIC as libvirt's filter, and read back; what is around it, by the host that it is on. */
import { describe, expect, it } from 'vitest'
import { aroundOf } from '../../../electron/backend/rules/around.ts'
import { parse } from '../../../electron/libvirt/xml/dom.ts'
import { linesOf } from '../../../electron/libvirt/xml/filter/lines.ts'
import type { Line } from '../../../electron/libvirt/xml/filter/lines.ts'
import { readRules, uuidOfFilter } from '../../../electron/libvirt/xml/filter/read.ts'
import { filterXml } from '../../../electron/libvirt/xml/filter/write.ts'
import { rulesMethods } from '../../../shared/contract/rules.ts'
import type { HostInterface, IpState } from '../../../shared/model/host.ts'
import type { NicRules } from '../../../shared/model/nic-rules.ts'
import { isIn, parseAddress } from '../../../shared/rules/ip.ts'
import { filterNameFor, parsePlace, ruleKindOf } from '../../../shared/rules/nic-rules.ts'

const around = { subnets: ['198.51.100.0/24', '2001:db8:7::/64'], nameServers: ['192.168.1.1'] }
const all: NicRules[] = [
  { allow: 'internet' },
  { allow: 'lan' },
  { allow: 'addresses', addresses: ['192.0.2.7', '192.0.2.128/25', '2001:db8::7', 'fd00::/8'] },
  {
    allow: 'services',
    services: [
      { address: '192.0.2.7', protocol: 'tcp', port: 443 },
      { address: '2001:db8::/32', protocol: 'udp', port: 53 },
    ],
  },
]

describe.each(all)('the filter for $allow', (rules) => {
  const name = filterNameFor(rules.allow, '52:54:00:AB:cd:01', [])
  const xml = filterXml({ name, uuid: null }, rules, around)

  it('is read back as it was chosen, and is ours by its name', () => {
    expect(readRules(parse(xml))).toEqual(rules)
    expect(name).toBe(`puente-${rules.allow}-525400abcd01`)
    expect(ruleKindOf(name)).toBe(rules.allow)
  })

  it('keeps the UUID of the one that is there', () => {
    const uuid = '5f0c1a52-7d3e-4b5a-9c1d-000000000001'
    expect(uuidOfFilter(parse(filterXml({ name, uuid }, rules, around)))).toBe(uuid)
    expect(uuidOfFilter(parse(xml))).toBeNull()
  })

  it('drops last whatever nothing has let pass, whichever its protocol', () => {
    const last = linesOf(rules, around)
      .toSorted((a, b) => a.priority - b.priority)
      .at(-1)
    expect(last).toMatchObject({ action: 'drop', direction: 'inout', protocol: 'mac', match: {} })
  })
})

/** What becomes of a packet to an address, by the first line that it fits. */
function fate(rules: NicRules, to: string, service?: { protocol: string; port: number }) {
  const address = parseAddress(to) ?? expect.unreachable(to)
  const fits = ({ direction, protocol, match }: Line) => {
    if (direction === 'in') return false
    if (protocol === 'mac') return true
    if (protocol !== (address.family === 'ipv4' ? 'ip' : 'ipv6')) return false
    const { dstipaddr, dstipmask, dstportstart } = match
    const place = dstipaddr && parsePlace(dstipmask ? `${dstipaddr}/${dstipmask}` : dstipaddr)
    if (place && !isIn(address, place)) return false
    if (match.protocol && match.protocol !== service?.protocol) return false
    return dstportstart === undefined || Number(dstportstart) === service?.port
  }
  const lines = linesOf(rules, around).toSorted((a, b) => a.priority - b.priority)
  return lines.find(fits)?.action
}

describe('a packet of the guest’s', () => {
  const dns = { protocol: 'udp', port: 53 }
  const near = ['10.1.2.3', '100.64.0.1', '169.254.169.254', '172.31.0.1', '192.168.1.1']
  const more = ['224.0.0.251', '255.255.255.255', '198.51.100.9', 'fd00::1', 'fe80::1', 'ff02::fb']
  const far = ['8.8.8.8', '172.32.0.1', '192.169.0.1', '2001:db8:8::1', '2600::1']

  it.each([...near, ...more, '2001:db8:7::9'])('to %s is of the LAN, not of the internet', (to) => {
    expect(fate({ allow: 'internet' }, to)).toBe('drop')
    expect(fate({ allow: 'lan' }, to)).toBe('accept')
  })

  it.each(far)('to %s is of the internet, not of the LAN', (to) => {
    expect(fate({ allow: 'internet' }, to)).toBe('accept')
    expect(fate({ allow: 'lan' }, to)).toBe('drop')
  })

  it('asks its own DNS server about names, and nobody near anything else', () => {
    expect(fate({ allow: 'internet' }, '192.168.1.1', dns)).toBe('accept')
    expect(fate({ allow: 'internet' }, '192.168.1.1', { protocol: 'tcp', port: 80 })).toBe('drop')
    expect(fate({ allow: 'internet' }, '192.168.1.2', dns)).toBe('drop')
  })

  it('reaches a service, and no other port or protocol of it', () => {
    const rules = all[3] ?? expect.unreachable('there are four')
    expect(fate(rules, '192.0.2.7', { protocol: 'tcp', port: 443 })).toBe('accept')
    expect(fate(rules, '192.0.2.7', { protocol: 'tcp', port: 80 })).toBe('drop')
    expect(fate(rules, '192.0.2.7', { protocol: 'udp', port: 443 })).toBe('drop')
    expect(fate(rules, '192.0.2.8', { protocol: 'tcp', port: 443 })).toBe('drop')
  })
})

describe('around a NIC', () => {
  const ip = (dns: string[], gateway: string | null): IpState => ({
    ...{ method: 'dhcp', addresses: [], routes: [] },
    ...{ dns, gateway },
  })
  const bridge = {
    name: 'br0',
    ipv4: ip(['192.168.1.53', '192.0.2.1#dns.example'], '192.168.1.1'),
    ipv6: ip([], 'fe80::1'),
  } as HostInterface
  const world = {
    networks: [],
    interfaces: [bridge],
    occupied: ['192.168.1.0/24', '198.51.100.0/24', '0.0.0.0/1', '2000::/3', '2001:db8:7::/64'],
  }

  it('are the host’s subnets that are no private ones, and no half of the internet', () => {
    const { subnets } = aroundOf({ source: { type: 'bridge', bridge: 'br0' } }, world)
    expect(subnets).toEqual(['198.51.100.0/24', '2001:db8:7::/64'])
  })

  it('answers on a bridge who answers the host', () => {
    const { nameServers } = aroundOf({ source: { type: 'bridge', bridge: 'br0' } }, world)
    expect(nameServers).toEqual(['192.0.2.1', '192.168.1.1', '192.168.1.53', 'fe80::1'])
    expect(aroundOf({ source: { type: 'bridge', bridge: 'br9' } }, world).nameServers).toEqual([])
  })
})

describe('what the window may ask for', () => {
  const [schema] = [rulesMethods.planSetNicRules]
  const ask = (rules: unknown) =>
    schema.safeParse([
      {
        machine: '5f0c1a52-7d3e-4b5a-9c1d-000000000001',
        nic: { alias: null, mac: '52:54:00:00:00:01', slot: null },
        rules,
      },
    ]).success

  it.each([...all, null])('%j', (rules) => {
    expect(ask(rules)).toBe(true)
  })

  it.each([
    { allow: 'everything' },
    { allow: 'internet', xml: '<all/>' },
    { allow: 'addresses', addresses: [] },
    { allow: 'addresses', addresses: ["'/><rule"] },
    { allow: 'addresses', addresses: ['0.0.0.0/0'] },
    { allow: 'addresses', addresses: ['fe80::1%eth0'] },
    { allow: 'services', services: [{ address: '192.0.2.7', protocol: 'icmp', port: 1 }] },
    { allow: 'services', services: [{ address: '192.0.2.7', protocol: 'tcp', port: 65_536 }] },
  ])('not %j', (rules) => {
    expect(ask(rules)).toBe(false)
  })
})

it('two cards of one MAC have filters of their own', () => {
  const first = filterNameFor('lan', '52:54:00:00:00:01', [])
  expect(filterNameFor('lan', '52:54:00:00:00:01', [first])).toBe('puente-lan-525400000001-2')
  expect(ruleKindOf('puente-lan-525400000001-2')).toBe('lan')
  expect(ruleKindOf('no-mac-spoofing')).toBeNull()
})
