import { expect, it } from 'vitest'
import { hostTraffic } from '../../../electron/backend/traffic/host-traffic.ts'
import { nicTraffic } from '../../../electron/libvirt/traffic.ts'

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
