import { expect, it } from 'vitest'
import { interfaceGroups, linesOf } from '../../../renderer/model/host/interfaces.ts'
import { hostInterface } from '../../window-fake/things.ts'

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
  const names = linesOf(groups).map((line) =>
    'heading' in line ? `${line.heading}:` : `${line.port ? '  ' : ''}${line.item.name}`,
  )
  expect(names).toEqual([
    ...['bridges:', 'br0', '  eth0', '  vnet1'],
    ...['nics:', 'eth1'],
    ...['others:', 'virbr0', '  vnet0'],
  ])
})

it('has no heading over nothing', () => {
  expect(linesOf(interfaceGroups([nic('eth0')]))).toMatchObject([
    { heading: 'nics' },
    { item: { name: 'eth0' }, port: false },
  ])
})
