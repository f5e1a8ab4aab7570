import { describe, expect, it } from 'vitest'
import { ipv4Network } from '../../../renderer/model/ip.ts'
import { reachability } from '../../../renderer/model/reach.ts'
import { wiring } from '../../../renderer/model/wiring.ts'
import { machine, network, nic } from '../../window-fake/things.ts'
import { scene } from '../../window-fake/scenes.ts'

function picture(name: string) {
  const { networks, machines, interfaces } = scene(name)
  return wiring(networks, machines, interfaces)
}

const names = (lanes: { network: { name: string } | null; device: string | null }[]) =>
  lanes.map((lane) => lane.network?.name ?? lane.device)

describe('the wiring', () => {
  it('leads NAT through the NIC with the default route, and isolated networks nowhere', () => {
    const { uplinks, inside, spare } = picture('lab')
    expect(uplinks.map(({ nic: { name } }) => name)).toEqual(['eth0'])
    expect(names(uplinks[0]?.lanes ?? [])).toEqual(['default'])
    expect(names(inside)).toEqual(['lab-isolated'])
    expect(spare.map(({ name }) => name)).toEqual(['eth1', 'wlan0'])
  })

  it('puts the bridge between its NIC and the networks on it, those on the LAN first', () => {
    const { uplinks } = picture('bridged')
    const [main, second] = uplinks
    expect(main?.nic.name).toBe('eth0')
    expect(main?.bridge?.name).toBe('br0')
    expect(names(main?.lanes ?? [])).toEqual(['host-bridge', 'default'])
    expect(second?.nic.name).toBe('eth1')
    expect(names(second?.lanes ?? [])).toEqual(['direct-macvtap'])
  })

  it('shows a machine that is plugged straight into a bridge, once', () => {
    const { interfaces } = scene('bridged')
    const source = { type: 'bridge', bridge: 'br0' } as const
    const twins = [nic('52:54:00:00:00:01', { source }), nic('52:54:00:00:00:02', { source })]
    const { uplinks } = wiring([], [machine('direct', 'running', twins)], interfaces)
    const [lane] = uplinks[0]?.lanes ?? []
    expect(lane?.device).toBe('br0')
    expect(lane?.link).toBe('member')
    expect(lane?.machines.map(({ name }) => name)).toEqual(['direct'])
  })

  it('keeps a network on a bridge that is gone inside', () => {
    const lost = network({ name: 'lost', kind: 'bridged', bridge: 'br9' })
    const { inside } = wiring([lost], [], scene('lab').interfaces)
    expect(names(inside)).toEqual(['lost'])
  })
})

describe('who reaches whom', () => {
  it.each([
    ['nat', true, 'as-host', 'no', 'libvirt'],
    ['nat', false, 'as-host', 'no', 'by-hand'],
    ['routed', true, 'with-route', 'with-route', 'libvirt'],
    ['isolated', false, 'no', 'no', 'by-hand'],
    ['very-isolated', false, 'no', 'no', 'by-hand'],
    ['bridged', false, 'yes', 'yes', 'lan'],
    ['macvtap', false, 'yes', 'yes', 'lan'],
  ] as const)('%s (DHCP: %s)', (kind, dhcp, guestToLan, lanToGuest, addressFrom) => {
    expect(reachability(kind, dhcp)).toMatchObject({ guestToLan, lanToGuest, addressFrom })
  })

  it('a macvtap guest never reaches its host', () => {
    expect(reachability('macvtap', false).guestToHost).toBe('no')
  })
})

describe('the subnet of an address', () => {
  it.each([
    ['198.51.100.57', 24, '198.51.100.0/24'],
    ['10.1.2.3', 8, '10.0.0.0/8'],
    ['10.1.2.3', 0, '0.0.0.0/0'],
    ['192.168.1.130', 25, '192.168.1.128/25'],
    ['10.0.0.1', 32, '10.0.0.1/32'],
  ])('%s/%i is on %s', (address, prefix, subnet) => {
    expect(ipv4Network(address, prefix)).toBe(subnet)
  })

  it('is not told for what is no IPv4 address', () => {
    expect(ipv4Network('fe80::1', 64)).toBeNull()
  })
})
