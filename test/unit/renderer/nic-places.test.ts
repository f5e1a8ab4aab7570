import { describe, expect, it } from 'vitest'
import type { ChosenWire } from '../../../shared/model/nic-settings.ts'
import { nicPlaces, placeAt, placeKey, usualPlace } from '../../../renderer/model/nic/nic-places.ts'
import { hostInterface, network } from '../../window-fake/things.ts'

const places = (
  networks: Parameters<typeof network>[0][] = [],
  interfaces: Parameters<typeof hostInterface>[0][] = [],
) => nicPlaces(networks.map(network), interfaces.map(hostInterface))

describe('where a cable can lead', () => {
  it('is no bridge that belongs to a network, and no device that is a port', () => {
    const found = places(
      [{ name: 'default', kind: 'nat', bridge: 'virbr0' }],
      [
        { name: 'virbr0', kind: 'bridge' },
        { name: 'br0', kind: 'bridge', ports: ['eth0'] },
        { name: 'eth0', kind: 'veth', controller: 'br0' },
        { name: 'eth1', kind: 'ethernet' },
        { name: 'lo', kind: 'loopback' },
      ],
    )
    expect(found.bridges.map(({ name }) => name)).toEqual(['br0'])
    expect(found.devices.map(({ name }) => name)).toEqual(['eth1'])
  })

  it('is on the LAN to begin with, else wherever something is started', () => {
    const nat = { name: 'default', kind: 'nat', bridge: 'virbr0' } as const
    const lan = { name: 'lan', kind: 'bridged', bridge: 'br0' } as const
    const bridge = { name: 'br0', kind: 'bridge' } as const
    expect(usualPlace(places([nat, lan]))).toMatchObject({ network: 'lan' })
    expect(usualPlace(places([nat, { ...lan, active: false }]))).toMatchObject({
      network: 'default',
    })
    expect(usualPlace(places([], [bridge]))).toEqual({ type: 'bridge', bridge: 'br0' })
    expect(usualPlace(places())).toBeNull()
  })
})

it.each<ChosenWire>([
  { type: 'network', network: 'a b c', portGroup: null },
  { type: 'bridge', bridge: 'br0' },
  { type: 'direct', device: 'eth1', mode: 'vepa' },
])('%j is the same after it stood in a list', (wire) => {
  expect(placeAt(placeKey(wire), 'vepa')).toEqual(wire)
})
