import { describe, expect, it } from 'vitest'
import {
  chosenAfter,
  machineColumns,
  networksOf,
  sorted,
  type MachineColumn,
} from '../../../renderer/model/machine-table.ts'
import { orderOf, pressed } from '../../../renderer/model/sort.ts'
import { machine, nic } from '../../window-fake/things.ts'

const on = (network: string, address?: string) =>
  nic('52:54:00:00:00:01', {
    source: { type: 'network', network, bridge: null },
    addresses: address ? [{ address, prefix: 24, from: 'lease' }] : [],
  })
const machines = [
  machine('a', 'shut-off', [on('lan')], { memoryMiB: 512, vcpus: 4 }),
  machine('b', 'running', [on('nat', '192.168.122.10'), on('lan'), on('nat')], {
    memoryMiB: 2048,
    vcpus: 1,
    autostart: true,
  }),
  machine('c', 'paused', [on('lan', '192.168.122.9')], { memoryMiB: 1024, vcpus: 2 }),
]
const order = (column: MachineColumn, descending: boolean) =>
  sorted(machines, { column, descending })
    .map(({ name }) => name)
    .join('')

describe('a table of machines', () => {
  it.each<[MachineColumn, string, string]>([
    ['name', 'abc', 'cba'],
    ['state', 'cba', 'abc'],
    ['address', 'cba', 'abc'],
    ['networks', 'acb', 'bac'],
    ['vcpus', 'bca', 'acb'],
    ['memory', 'acb', 'bca'],
    ['autostart', 'bac', 'acb'],
  ])('is ordered by %s: %s, and the other way: %s', (column, up, down) => {
    expect([order(column, false), order(column, true)]).toEqual([up, down])
  })

  it('has an order for each column, and leaves what it was given as it was', () => {
    const before = [...machines]
    for (const column of machineColumns) order(column, true)
    expect(machines).toEqual(before)
  })

  it('turns round at a second press, and begins upwards with another column', () => {
    const first = pressed({ column: 'name', descending: false }, 'memory')
    expect(first).toEqual({ column: 'memory', descending: false })
    expect(pressed(first, 'memory')).toEqual({ column: 'memory', descending: true })
    expect(pressed({ column: 'memory', descending: true }, 'memory').descending).toBe(false)
    const said = [first, pressed(first, 'memory')].map((sort) => orderOf(sort, 'memory'))
    expect([...said, orderOf(first, 'name')]).toEqual(['ascending', 'descending', 'none'])
  })

  it('names each network of a machine once', () => {
    expect(machines.map(networksOf)).toEqual([['lan'], ['nat', 'lan'], ['lan']])
  })
})

describe('several rows', () => {
  const rows = ['a', 'b', 'c', 'd', 'e']
  const chosen = (before: string, row: string, on: boolean, from: string | null = null) =>
    [...chosenAfter(new Set(before), rows, { row, on, from })].sort().join('')

  it('are chosen one by one', () => {
    expect([chosen('a', 'c', true), chosen('ac', 'c', false)]).toEqual(['ac', 'a'])
  })

  it('are chosen, and let go, from one to another with Shift, up or down', () => {
    expect([chosen('b', 'd', true, 'b'), chosen('d', 'b', true, 'd')]).toEqual(['bcd', 'bcd'])
    expect(chosen('abcde', 'd', false, 'b')).toBe('ae')
  })

  it('begin anew where that row is filtered out', () => {
    expect(chosen('', 'd', true, 'z')).toBe('d')
  })
})
