import { expect, it } from 'vitest'
import { listed } from '../../../renderer/model/machine-list.ts'
import type { MachineFilter, MachineOrder } from '../../../renderer/model/machine-list.ts'
import { machine, nic } from '../../window-fake/things.ts'

const machines = [
  machine('a', 'shut-off', [nic('52:54:00:00:00:01')]),
  machine('b', 'running', []),
  machine('c', 'paused', [nic('52:54:00:00:00:02'), nic('52:54:00:00:00:03')]),
  machine('d', 'crashed', []),
]

it.each<[string, MachineFilter, MachineOrder, string]>([
  ['', 'all', 'name', 'abcd'],
  ['', 'running', 'name', 'bc'],
  ['', 'off', 'name', 'ad'],
  ['', 'all', 'state', 'bcad'],
  ['', 'all', 'nics', 'cabd'],
  ['00:03', 'all', 'name', 'c'],
  ['c', 'off', 'name', ''],
])('search %j, %s, by %s: %s', (search, filter, order, names) => {
  const shown = listed(machines, { search, filter, order })
  expect(shown.map(({ name }) => name).join('')).toBe(names)
})
