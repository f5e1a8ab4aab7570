/** A machine is given the NICs of another time, and keeps all else. */
import { expect, it } from 'vitest'
import { leadsTo, withNicsOf } from '../../../electron/backend/wiring/then-machines.ts'

const nic = (mac: string, network: string) =>
  `<interface type="network"><mac address="52:54:00:00:00:0${mac}"/><source network="${network}"/></interface>`
const machine = (...nics: string[]) =>
  `<domain><name>web</name><devices><disk/>${nics.join('')}<graphics passwd="hunter2"/></devices></domain>`
const devices = (...nics: string[]) => ['<devices>', ...nics, '</devices>'].join('')

it.each([
  ['others', [nic('1', 'office')], [nic('2', 'default'), nic('3', 'lab')]],
  ['none', [nic('1', 'office')], []],
  ['the same', [nic('1', 'office')], [nic('1', 'office')]],
])('%s stand where its own were', (_, now, then) => {
  expect(withNicsOf(machine(...now), devices(...then))).toBe(machine(...then))
})

it('of a machine that has none are still given', () => {
  expect(withNicsOf(machine(), devices(nic('1', 'office')))).toContain('office')
})

it('a NIC leads to a network by its name alone', () => {
  expect(leadsTo(devices(nic('1', 'office')), 'office')).toBe(true)
  expect(leadsTo(devices(nic('1', 'office')), 'off')).toBe(false)
})
