import { expect, it } from 'vitest'
import { checks } from '../../../electron/backend/doctor/checks/index.ts'
import { withoutConsequences } from '../../../electron/backend/doctor/consequences.ts'
import type { View } from '../../../electron/backend/doctor/view.ts'
import { machine, nic, sysctl, view, world } from './host.ts'

const other = { uuid: '00000000-0000-4000-8000-000000000003', name: 'other' }
const thirsty = nic({ mac: '52:54:00:00:00:03', tap: 'vnet0', addresses: [] })

function left(seen: View): string[] {
  const found = checks
    .filter(({ applicable }) => applicable(seen))
    .flatMap((check) => check.run(seen))
  return withoutConsequences(found, seen).map(({ finding }) => finding.code)
}

const twoMachines = world({
  machines: [machine({ nics: [nic({ linkUp: false })] }), machine({ ...other, nics: [thirsty] })],
})

it('a machine without an address is a finding, whatever another one suffers from', () => {
  expect(left(view({ world: twoMachines }))).toEqual(['link-down', 'no-lease'])
})

it('but not where something on its own way is the reason', () => {
  expect(left(view({ world: twoMachines, listeners: [] }))).not.toContain('no-lease')
  const noForwarding = sysctl({ 'net.ipv4.ip_forward': 0 })
  expect(left(view({ world: twoMachines, sysctl: noForwarding }))).not.toContain('no-lease')
})
