import { describe, expect, it } from 'vitest'
import { copyable } from '../../../renderer/model/copyable.ts'
import { hostInterface, hostIp, machine, natNetwork, nic } from '../../window-fake/things.ts'

const onLan = nic('52:54:00:00:00:01', {
  addresses: [{ address: '198.51.100.7', prefix: 24, from: 'lease' }],
})

describe('what is copied', () => {
  it('of a NIC are its addresses, without the prefix, and its MAC', () => {
    expect(copyable.nic(onLan)).toEqual(['198.51.100.7', '52:54:00:00:00:01'])
  })

  it('of a machine are those of each NIC, and never more than fit a menu', () => {
    const cards = Array.from({ length: 9 }, (_, index) => nic(`52:54:00:00:01:0${index}`))
    const { machine: of } = copyable
    expect(of(machine('web', 'running', [onLan, cards[0] ?? onLan]))).toHaveLength(3)
    expect(of(machine('web', 'running', cards))).toHaveLength(8)
  })

  it('of a network and an interface are this computer’s own there', () => {
    expect(copyable.network(natNetwork())).toEqual(['192.168.122.1', '52:54:00:8a:11:01'])
    const eth0 = hostInterface({ name: 'eth0', kind: 'ethernet', ipv4: hostIp })
    expect(copyable.hostInterface(eth0)).toEqual(['198.51.100.57', '52:54:00:00:00:57'])
    expect(copyable.hostInterface({ ...eth0, mac: null })).toEqual(['198.51.100.57'])
  })
})
