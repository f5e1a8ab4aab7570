import { expect, it } from 'vitest'
import { between } from '../../bench/bridge/timeline.ts'

const kernel = (at: number, line: string) => ({ at, line })

it('has each step although the kernel’s record of the one before came late', () => {
  const said = {
    kernel: [
      kernel(110, 'Deleted 2: eth0    inet 198.51.100.20/24'),
      kernel(120, '2: eth0@if3: <UP> master br0 state UP'),
      kernel(140, '5: br0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500'),
      kernel(150, '5: br0    inet 198.51.100.20/24'),
      kernel(151, 'default via 198.51.100.1 dev br0'),
    ],
    networkManager: [
      { at: 90, line: 'dhcp4 (br0): activation: beginning transaction' },
      { at: 135, line: 'dhcp4 (br0): activation: beginning transaction' },
      { at: 148, line: 'dhcp4 (br0): state changed new lease' },
    ],
  }
  expect(between(said, 100)).toEqual({
    'eth0 has lost its address': 0,
    'eth0 is in br0': 10,
    'br0 has a carrier': 20,
    'DHCP is asked': 0,
    'DHCP has answered': 8,
    'br0 has the address': 2,
    'the route is back': 1,
  })
})
