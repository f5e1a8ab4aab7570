/** virsh looks for ids and UUIDs before names: a machine may be called like another’s. */
import { expect, it } from 'vitest'
import type { LiveUpdate } from '../../../electron/libvirt/xml/definition/updates.ts'
import {
  deletionView,
  editView,
  restartView,
  returnView,
  switchView,
} from '../../../electron/backend/networks/network-plans.ts'
import { virshName } from '../../../electron/libvirt/commands/line.ts'

const uuid = '5f0c1a52-7d3e-4b5a-9c1d-000000000001'

it.each(['3', '007', '5f0c1a52-7d3e-4b5a-9c1d-000000000002', '5F0C1A527D3E4B5A9C1D000000000002'])(
  'one called %s is named by its UUID',
  (name) => expect(virshName({ name, uuid })).toBe(uuid),
)

it.each(['web', '3a', 'web-3', '-3', 'cafe'])('one called %s is named so', (name) => {
  expect(virshName({ name, uuid })).toBe(name)
})

const other = '5f0c1a52-7d3e-4b5a-9c1d-000000000002'
const nic = "<interface type='network'><source network='a'/></interface>"
const plugged = [{ machine: '3', uuid, xml: nic }]
const asked = { network: other, uuid, plugged, warnings: [], before: '', after: '' }
const definition = { uuid, name: other, autostart: true, running: null, stored: '<network/>' }
const none = { plugged: [], stored: [], saved: [] }
const updates: LiveUpdate[] = [
  { command: 'modify', section: 'dns-txt', parentIndex: -1, xml: '<ip/>' },
]
const edit = {
  title: 'plan.edit-network' as const,
  updates,
  active: true,
  waiting: [],
  machines: [],
}

it.each([
  ['restart', () => restartView(asked)],
  ['end', () => deletionView({ ...asked, active: true, persistent: true, ...none })],
  ['return', () => returnView({ ...asked, definition, asStored: true })],
  ['start', () => switchView({ name: other, uuid }, 'start', { plugged })],
  ['change', () => editView({ ...asked, ...none, ...edit })],
])('the %s of a network called like another’s UUID speaks of this one', (_, view) => {
  const lines = view().commands.join('\n')
  expect(lines).toContain(uuid)
  expect(lines).not.toContain(other)
  // The machine called 3 is not the third that runs.
  expect(lines).not.toMatch(/update-device .*\b3\b/)
})
