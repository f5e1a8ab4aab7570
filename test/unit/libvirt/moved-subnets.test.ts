import { expect, it } from 'vitest'
import { movedDefinition } from '../../../electron/backend/networks/moved-subnets.ts'
import { emptyDefinition } from '../../../shared/model/network-definition.ts'

const subnet = {
  ...({ family: 'ipv4', address: '10.60.0.1', prefix: 16 } as const),
  dhcpRanges: [{ start: '10.60.0.50', end: '10.60.0.99', leaseSeconds: 600 }],
  reservations: [
    { mac: '52:54:00:00:06:01', id: null, name: 'nas', address: '10.60.0.9' },
    { mac: '52:54:00:00:06:02', id: null, name: 'far', address: '10.60.7.9' },
  ],
}
const base = emptyDefinition('moved', 'nat')
const definition = {
  ...base,
  subnets: [subnet],
  dns: {
    ...base.dns,
    hosts: [
      { address: '10.60.0.9', names: ['nas'] },
      { address: '192.0.2.1', names: ['elsewhere'] },
    ],
    forwarders: [
      { address: '10.60.0.53', port: 5353, domain: null },
      { address: null, port: null, domain: 'lab.example' },
    ],
  },
  routes: [{ destination: '10.61.0.0', prefix: 24, gateway: '10.60.0.9', metric: null }],
}

it('takes along all that names an address of the subnet, and says what has no room', () => {
  const { definition: moved, lost } = movedDefinition(definition, [
    { address: '192.168.123.1', prefix: 24 },
  ])
  expect(moved.subnets).toEqual([
    {
      ...{ family: 'ipv4', address: '192.168.123.1', prefix: 24 },
      dhcpRanges: [{ start: '192.168.123.50', end: '192.168.123.99', leaseSeconds: 600 }],
      reservations: [{ mac: '52:54:00:00:06:01', id: null, name: 'nas', address: '192.168.123.9' }],
    },
  ])
  expect(moved.dns.hosts).toEqual([
    { address: '192.168.123.9', names: ['nas'] },
    { address: '192.0.2.1', names: ['elsewhere'] },
  ])
  expect(moved.dns.forwarders).toEqual([
    { address: '192.168.123.53', port: 5353, domain: null },
    { address: null, port: null, domain: 'lab.example' },
  ])
  expect(moved.routes).toMatchObject([{ destination: '10.61.0.0', gateway: '192.168.123.9' }])
  expect(lost).toEqual([{ key: 'lost.reservation', params: { name: 'far', address: '10.60.7.9' } }])
})

it('leaves a subnet that stays as it is', () => {
  expect(movedDefinition(definition, [null])).toEqual({ definition, lost: [] })
})
