import { expect, it } from 'vitest'
import { hostTraffic } from '../../../electron/host/traffic.ts'
import { nicTrafficOnHost } from '../../../electron/backend/traffic/nic-traffic.ts'
import { nicTraffic } from '../../../electron/libvirt/nics/traffic.ts'
import { machine, nic } from '../doctor/host.ts'

const NET_DEV = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
  eth0:    2112      18    1    2    0     0          0         7     1394      13    3    4    0     0       0          0
eth0:1: 18446744073709551615 5 0 0 0 0 0 0 6 7 0 0 0 0 0 0
`

it('reads the kernel’s table, an alias’ name included', () => {
  expect(hostTraffic(NET_DEV)).toEqual({
    eth0: {
      received: { bytes: 2112, packets: 18, errors: 1, drops: 2 },
      sent: { bytes: 1394, packets: 13, errors: 3, drops: 4 },
    },
    'eth0:1': {
      received: { bytes: 2 ** 64, packets: 5, errors: 0, drops: 0 },
      sent: { bytes: 6, packets: 7, errors: 0, drops: 0 },
    },
  })
})

it('reads the NICs of a machine by their taps, without those that have none', () => {
  const counters = { 'net.0.rx.bytes': 10, 'net.0.rx.pkts': 1, 'net.0.tx.bytes': 20n }
  const stats = { 'net.count': 2, 'net.0.name': 'vnet3', ...counters, 'net.0.tx.drop': 4 }
  const none = { bytes: 0, packets: 0, errors: 0, drops: 0 }
  expect(nicTraffic(stats)).toEqual([
    [
      'vnet3',
      { received: { ...none, bytes: 10, packets: 1 }, sent: { ...none, bytes: 20, drops: 4 } },
    ],
  ])
  expect(nicTraffic({})).toEqual([])
})

it.each([
  ['a bridge, from the other end', { type: 'bridge', bridge: 'br0' }, 'turned'],
  ['a network’s bridge', { type: 'network', network: 'default', bridge: 'virbr0' }, 'turned'],
  [
    'a macvtap device, which is the guest’s own end',
    { type: 'direct', device: 'eth0', mode: 'bridge' },
    'as it is',
  ],
  ['a network that may be of either kind', { type: 'network', network: 'lan', bridge: null }, null],
  ['something that is the user’s own', { type: 'other', description: 'ethernet' }, null],
] as const)('takes a NIC on %s', (_, source, how) => {
  const own = { received: counted(1), sent: counted(2) }
  const told = { turned: { received: counted(2), sent: counted(1) }, 'as it is': own }
  const one = machine({ nics: [nic({ source, tap: 'vnet0' })] })
  expect(nicTrafficOnHost([one], { vnet0: own })).toEqual({
    nics: how ? { vnet0: told[how] } : {},
    isIncomplete: how === null,
  })
})

it('leaves to libvirt the NIC that the kernel does not know, and asks for none that is not plugged in', () => {
  const source = { type: 'bridge', bridge: 'br0' } as const
  const hidden = machine({ nics: [nic({ source, tap: 'vhost-user1' })] })
  const off = machine({ nics: [nic({ source, tap: null })] })
  expect(nicTrafficOnHost([hidden], {})).toEqual({ nics: {}, isIncomplete: true })
  expect(nicTrafficOnHost([off], {})).toEqual({ nics: {}, isIncomplete: false })
})

const counted = (bytes: number) => ({ bytes, packets: bytes, errors: 0, drops: 0 })
