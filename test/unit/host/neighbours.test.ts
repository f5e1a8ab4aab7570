import dgram from 'node:dgram'
import { expect, it, vi } from 'vitest'
import { thisComputer } from '../../../electron/host/here/this-computer.ts'
import { arpNeighbours, isNeighbourReachable } from '../../../electron/host/neighbours.ts'

const ARP = `IP address       HW type     Flags       HW address            Mask     Device
192.168.122.10   0x1         0x2         52:54:00:AA:00:01     *        virbr0
198.51.100.7     0x1         0x6         52:54:00:00:00:02     *        br0
198.51.100.8     0x1         0x0         00:00:00:00:00:00     *        br0
`

it('reads the neighbours that have answered, or are there for good', () => {
  expect(arpNeighbours(ARP)).toEqual([
    { address: '192.168.122.10', mac: '52:54:00:aa:00:01', device: 'virbr0' },
    { address: '198.51.100.7', mac: '52:54:00:00:00:02', device: 'br0' },
  ])
})

it.each(['guest.example', 'localhost', '1.2.3', '192.0.2.1 ', '-f', ''])(
  'looks for no neighbour by what is no address: %j',
  async (said) => {
    const made = vi.spyOn(dgram, 'createSocket')
    expect(await isNeighbourReachable(thisComputer, said, 'lo', 1)).toBe(false)
    expect(made).not.toHaveBeenCalled()
    made.mockRestore()
  },
)
