/** virsh looks for ids and UUIDs before names: a machine may be called like another’s. */
import { expect, it } from 'vitest'
import { virshName } from '../../../electron/libvirt/commands/line.ts'

const uuid = '5f0c1a52-7d3e-4b5a-9c1d-000000000001'

it.each(['3', '007', '5f0c1a52-7d3e-4b5a-9c1d-000000000002', '5F0C1A527D3E4B5A9C1D000000000002'])(
  'one called %s is named by its UUID',
  (name) => expect(virshName({ name, uuid })).toBe(uuid),
)

it.each(['web', '3a', 'web-3', '-3', 'cafe'])('one called %s is named so', (name) => {
  expect(virshName({ name, uuid })).toBe(name)
})
