import { expect, it } from 'vitest'
import type { IpState } from '../../../shared/model/host.ts'
import type { Family } from '../../../shared/rules/ip.ts'
import { withDefaultRoute } from '../../../shared/rules/default-route.ts'

const none: IpState = { method: 'none', addresses: [], gateway: null, routes: [], dns: [] }
const by = (nextHop: string, metric: number | null): IpState => ({
  ...none,
  gateway: nextHop,
  routes: [
    { destination: nextHop, prefix: 24, nextHop: null, metric: 1 },
    ...(metric === null ? [] : [{ destination: 'any', prefix: 0, nextHop, metric }]),
  ],
})
const named = (name: string, part: Partial<Record<Family, IpState>>) => ({
  ...{ name, ipv4: none, ipv6: none },
  ...part,
})
const names = (list: { name: string }[]) => list.map(({ name }) => name)

it('goes by the lowest metric, whichever is listed first', () => {
  const [vpn, lan] = [
    named('vpn0', { ipv4: by('10.8.0.1', 600) }),
    named('eth0', { ipv4: by('192.0.2.1', 100) }),
  ]
  expect(names(withDefaultRoute([vpn, lan]))).toEqual(['eth0', 'vpn0'])
  expect(names(withDefaultRoute([named('x', { ipv4: by('192.0.2.9', null) }), vpn]))).toEqual([
    'vpn0',
    'x',
  ])
})

it('goes by IPv6 where there is no other, and by one family where it is asked for', () => {
  const six = named('eth1', { ipv6: by('fe80::1', 100) })
  const four = named('eth0', { ipv4: by('192.0.2.1', 100) })
  expect(names(withDefaultRoute([named('lo', {}), six]))).toEqual(['eth1'])
  expect(names(withDefaultRoute([six, four]))).toEqual(['eth0'])
  expect(names(withDefaultRoute([four, six], ['ipv6']))).toEqual(['eth1'])
  expect(withDefaultRoute([named('lo', {})])).toEqual([])
})
