import { expect, it } from 'vitest'
import {
  interfaceGroups,
  linesOf,
  linkSpeed,
  matching,
  type InterfaceLine,
} from '../../../renderer/model/host/interfaces.ts'
import { hostInterface, noIp } from '../../window-fake/things.ts'

function nameOf(line: InterfaceLine): string {
  if ('heading' in line) return `${line.heading}:`
  if ('taps' in line) return `${line.taps} of ${line.bridge}`
  return `${line.port ? '  ' : ''}${line.item.name}`
}

const nic = (name: string, controller: string | null = null) =>
  hostInterface({ name, kind: 'ethernet', controller })

it('lists bridges with their ports, NICs on their own, then what libvirt made for itself', () => {
  const groups = interfaceGroups([
    hostInterface({ name: 'br0', kind: 'bridge' }),
    nic('eth0', 'br0'),
    nic('eth1'),
    hostInterface({ name: 'virbr0', kind: 'bridge' }),
    hostInterface({ name: 'vnet0', kind: 'tun', controller: 'virbr0' }),
    hostInterface({ name: 'vnet1', kind: 'tun', controller: 'br0' }),
  ])
  expect(linesOf(groups, new Set(['br0', 'virbr0'])).map(nameOf)).toEqual([
    ...['bridges:', 'br0', '  eth0', '1 of br0', '  vnet1'],
    ...['nics:', 'eth1'],
    ...['others:', 'virbr0', '1 of virbr0', '  vnet0'],
  ])
})

it('has no heading over nothing', () => {
  expect(linesOf(interfaceGroups([nic('eth0')]), new Set())).toMatchObject([
    { heading: 'nics' },
    { item: { name: 'eth0' }, port: false },
  ])
})

it('folds the taps of each bridge until they are asked for, and leaves lo out', () => {
  const tap = (name: string) => hostInterface({ name, kind: 'tun', controller: 'br0' })
  const groups = interfaceGroups([
    hostInterface({ name: 'br0', kind: 'bridge' }),
    ...[tap('vnet0'), nic('eth0', 'br0'), tap('vnet1'), nic('eth2', 'br0')],
    hostInterface({ name: 'lo', kind: 'loopback' }),
    hostInterface({ name: 'tun0', kind: 'tun' }),
  ])
  expect(linesOf(groups, new Set()).map(nameOf)).toEqual([
    ...['bridges:', 'br0', '  eth0', '  eth2', '2 of br0'],
    ...['others:', 'tun0'],
  ])
})

it('finds interfaces by name, MAC, address and profile', () => {
  const address = { address: '198.51.100.57', prefix: 24 }
  const all = [
    hostInterface({ name: 'eth0', kind: 'ethernet', ipv4: { ...noIp, addresses: [address] } }),
    hostInterface({ name: 'eth1', kind: 'ethernet', profile: { uuid: 'a', name: 'Office' } }),
    hostInterface({ name: 'eth2', kind: 'ethernet', mac: '52:54:00:00:00:58' }),
  ]
  const found = (words: string) => matching(all, words).map(({ name }) => name)
  expect(found(' ')).toEqual(['eth0', 'eth1', 'eth2'])
  expect([found('ETH1'), found('office'), found('00:58'), found('198.51')]).toEqual([
    ...[['eth1'], ['eth1'], ['eth2'], ['eth0']],
  ])
})

it.each([
  [10, 'en', '10 Mbit/s'],
  [1_000, 'en', '1 Gbit/s'],
  [2_500, 'es', '2,5 Gbit/s'],
])('says a speed of %d Mbit/s in %s', (speed, locale, text) => {
  expect(linkSpeed(speed, locale)).toBe(text)
})
