import { describe, expect, it } from 'vitest'
import { factsOf } from '../../../renderer/model/network-facts.ts'
import type { Network, NetworkFacts } from '../../../shared/model/network.ts'
import { network } from '../doctor/host.ts'

const subnet = (end: string) => ({
  ...(network().subnets[0] ?? expect.unreachable()),
  dhcpRanges: [{ start: '192.168.122.2', end }],
})
const next = (part: Partial<NetworkFacts>): NetworkFacts => {
  const { kind, bridge, forwardDevices, subnets, domainName, mac } = network()
  return { kind, bridge, forwardDevices, subnets, domainName, mac, ...part }
}
const changed = (of: Network) =>
  Object.fromEntries(factsOf(of).flatMap(({ id, next: then }) => (then ? [[id, then]] : [])))

describe('what is stored and not yet true', () => {
  it.each<[string, Partial<Network>, object]>([
    ['nothing', {}, {}],
    [
      'a domain',
      { pending: ['dns'], next: next({ domainName: 'lab.example' }) },
      { domainName: ['lab.example'] },
    ],
    [
      'no domain any more',
      { domainName: 'lab.example', pending: ['dns'], next: next({ domainName: null }) },
      { domainName: [] },
    ],
    [
      'a range',
      { pending: ['subnets'], next: next({ subnets: [subnet('192.168.122.9')] }) },
      { dhcpRange: ['192.168.122.2 – 192.168.122.9'] },
    ],
    [
      'another kind without addresses',
      { pending: ['general'], next: next({ kind: 'very-isolated', subnets: [] }) },
      { kindLabel: ['very-isolated'], subnet: [], dhcpRange: [] },
    ],
    // What libvirt chose when it started stands in no stored definition.
    ['a bridge that libvirt names', { pending: ['dns'], next: next({ bridge: null }) }, {}],
  ])('%s', (_, part, expected) => {
    expect(changed(network(part))).toEqual(expected)
  })

  it('never stands in the place of what runs', () => {
    const of = network({ pending: ['dns'], next: next({ domainName: 'lab.example' }) })
    expect(factsOf(of).find(({ id }) => id === 'domainName')?.now).toEqual([])
  })
})
