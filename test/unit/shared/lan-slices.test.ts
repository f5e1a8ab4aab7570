import { describe, expect, it } from 'vitest'
import { lanFacts } from '../../../electron/backend/networks/lan-facts.ts'
import { readSliceFile, sliceWords } from '../../../electron/host/proxy-arp.ts'
import type { IpState } from '../../../shared/model/host.ts'
import type { LanFacts } from '../../../shared/model/lan-slice.ts'
import {
  guestsOf,
  parseSlice,
  sliceDefinition,
  sliceProblem,
  suggestSlice,
} from '../../../shared/rules/networks/lan-slices.ts'
import { hostInterface } from '../../window-fake/things.ts'

const facts = (part: Partial<LanFacts> = {}): LanFacts => ({
  ...{ nic: 'wlan0', lan: '192.168.1.0/24', networks: [], hindrance: null },
  taken: [
    { address: '192.168.1.20', by: 'host' },
    { address: '192.168.1.1', by: 'gateway' },
    { address: '192.168.1.2', by: 'name-server' },
    { address: '192.168.1.200', by: 'neighbour' },
  ],
  ...part,
})

describe('a part of the LAN', () => {
  it.each([
    ['192.168.1.224/28', null],
    ['192.168.1.4/30', null],
    ['192.168.1.64/26', null],
    ['', 'slice-subnet'],
    ['192.168.1.225/28', 'slice-subnet'],
    ['192.168.1.0/24', 'slice-subnet'],
    ['192.168.1.224/31', 'slice-subnet'],
    ['fd00::/28', 'slice-subnet'],
    ['192.168.1.224/28; id', 'slice-subnet'],
    ['10.0.0.16/28', 'slice-outside'],
    ['192.168.1.240/28', 'slice-edge'],
    ['192.168.1.0/28', 'slice-edge'],
    ['192.168.1.16/28', 'slice-host'],
    ['192.168.1.192/28', 'slice-neighbour'],
  ])('%j: %s', (text, key) => {
    expect(sliceProblem(text, facts())?.text.key ?? null).toBe(key && `problem.${key}`)
  })

  it('holds no gateway and no name server of a larger LAN, and no other network', () => {
    const large = { lan: '192.168.0.0/22' }
    expect(sliceProblem('192.168.1.0/30', facts(large))?.text.key).toBe('problem.slice-gateway')
    const server = facts({ ...large, taken: [{ address: '192.168.1.2', by: 'name-server' }] })
    expect(sliceProblem('192.168.1.0/30', server)?.text.key).toBe('problem.slice-name-server')
    const networks = [{ name: 'lan', subnet: '192.168.1.224/28' }]
    expect(sliceProblem('192.168.1.232/29', facts({ networks }))?.text).toMatchObject({
      params: { name: 'lan', subnet: '192.168.1.224/28' },
    })
  })

  it('is suggested from the LAN’s end, where nobody is', () => {
    expect(suggestSlice(facts())).toBe('192.168.1.224/28')
    const taken = [{ address: '192.168.1.230', by: 'neighbour' } as const]
    expect(suggestSlice(facts({ taken }))).toBe('192.168.1.208/28')
    expect(suggestSlice(facts({ lan: '192.168.1.0/28', taken: [] }))).toBe('192.168.1.8/30')
    expect(suggestSlice(facts({ lan: '192.168.1.0/29', taken: [] }))).toBeNull()
    expect(suggestSlice(facts({ lan: null }))).toBeNull()
  })

  it('becomes a routed network, whose first address is the host’s', () => {
    const slice = parseSlice('192.168.1.224/28') ?? expect.unreachable('it is one')
    expect(guestsOf(slice)).toEqual({
      ...{ own: '192.168.1.225', first: '192.168.1.226', last: '192.168.1.238' },
    })
    expect(sliceDefinition({ name: 'lan', bridge: 'virbr3', slice })).toMatchObject({
      ...{ kind: 'routed', bridge: 'virbr3' },
      subnets: [{ address: '192.168.1.225', prefix: 28 }],
    })
  })
})

describe('what the host knows of a LAN', () => {
  const ipv4: IpState = {
    ...{ routes: [], gateway: '192.168.1.1', dns: ['192.168.1.1', '9.9.9.9'] },
    method: 'dhcp',
    addresses: [
      { address: '10.9.0.4', prefix: 16 },
      { address: '192.168.1.20', prefix: 24 },
    ],
  }
  const wlan0 = hostInterface({
    ...{ name: 'wlan0', kind: 'wifi' },
    ipv4,
  })
  const mac = '02:00:00:00:00:01'

  it('is the subnet that its gateway is in, and who was seen there', () => {
    const neighbours = [
      { address: '192.168.1.1', mac, device: 'wlan0' },
      { address: '192.168.1.77', mac, device: 'wlan0' },
      { address: '192.168.1.78', mac, device: 'eth0' },
    ]
    expect(lanFacts('wlan0', wlan0, neighbours, [])).toEqual({
      ...{ nic: 'wlan0', lan: '192.168.1.0/24', networks: [], hindrance: null },
      taken: [
        { address: '192.168.1.20', by: 'host' },
        { address: '192.168.1.1', by: 'gateway' },
        { address: '192.168.1.77', by: 'neighbour' },
      ],
    })
  })

  it('is nothing without an address there', () => {
    expect(lanFacts('wlan9', undefined, [], [])).toMatchObject({ lan: null, hindrance: 'no-lan' })
  })
})

describe('root’s file of one', () => {
  const slice = {
    ...{ bridge: 'virbr3', nic: 'wlan0', slice: '192.168.1.224/28', lan: '192.168.1.0/24' },
  }
  it('is read back as the helper was told', () => {
    const [, bridge = '', ...words] = sliceWords(slice)
    expect(readSliceFile(bridge, `# A comment\n${words.join(' ')}\n`)).toEqual(slice)
  })

  it.each([
    '',
    'wlan0',
    'wlan0 192.168.1.224/28',
    'wlan0 x 192.168.1.0/24',
    '-x 1.2.3.4/28 1.2.3.0/24',
  ])('%j is none', (words) => expect(readSliceFile('virbr3', words)).toBeNull())
})
