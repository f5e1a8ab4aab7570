import { readFileSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draftOf, settingsOf } from '../../../renderer/model/nic/nic-draft.ts'
import type { NicDraft } from '../../../renderer/model/nic/nic-draft.ts'
import type { NicSettings } from '../../../shared/model/nic-settings.ts'
import { differingParts } from '../../../shared/rules/nic-changes.ts'
import { settings } from '../libvirt-nics/settings.ts'

const BEFORE: NicSettings = {
  source: { type: 'network', network: 'default', portGroup: null },
  ...{ model: 'virtio', mac: '52:54:00:00:00:01', linkUp: true },
  ...{ bootOrder: null, mtu: null, bandwidth: { inbound: null, outbound: null } },
  ...{ vlan: null, isolated: false, trustGuestRxFilters: false, filter: null, queues: null },
  forwards: [],
}
const typed = (part: Partial<NicDraft>, before = BEFORE) =>
  settingsOf({ ...draftOf(before), ...part }, before)

it('opens and closes without changing anything, whatever libvirt has there', () => {
  fc.assert(
    fc.property(settings, (before) => {
      expect(differingParts(before, settingsOf(draftOf(before), before))).toEqual([])
    }),
  )
})

/** A setting that nothing is bound to could be read and never changed. */
it('has a field in the form for each of its parts', () => {
  const folder = new URL('../../../renderer/dialogs/nic/', import.meta.url)
  const forms = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'))
  const isBound = (part: string) =>
    forms.some((form) => new RegExp(`\\b(draft|form)\\.${part}\\b|'${part}'`).test(form))
  expect(Object.keys(draftOf(BEFORE)).filter((part) => !isBound(part))).toEqual([])
})

describe('what is typed', () => {
  it.each<[Partial<NicDraft>, Partial<NicSettings>]>([
    [{ mac: ' 52:54:00:AA:00:01 ' }, { mac: '52:54:00:aa:00:01' }],
    [{ mtu: '9000' }, { mtu: 9000 }],
    [{ mtu: '0' }, { mtu: null }],
    [{ bootOrder: 'first' }, { bootOrder: null }],
    [
      { kind: 'direct', device: 'eth1', mode: 'vepa' },
      { source: { type: 'direct', device: 'eth1', mode: 'vepa' } },
    ],
    [{ vlan: '42' }, { vlan: { trunk: false, tags: [{ id: 42, native: null }] } }],
    [
      { vlan: '1, 2' },
      {
        vlan: {
          trunk: true,
          tags: [
            { id: 1, native: null },
            { id: 2, native: null },
          ],
        },
      },
    ],
    [{ vlan: '' }, { vlan: null }],
    [
      { inbound: { average: '100', peak: '', burst: '7' } },
      { bandwidth: { inbound: { average: 100, peak: null, burst: 7 }, outbound: null } },
    ],
    [
      { filter: 'f', filterParameters: 'IP = 10.0.0.1\nnonsense\nMAC=52:54:00:00:00:01' },
      {
        filter: {
          name: 'f',
          parameters: [
            { name: 'IP', value: '10.0.0.1' },
            { name: 'MAC', value: '52:54:00:00:00:01' },
          ],
        },
      },
    ],
  ])('%j', (part, wanted) => {
    expect(typed(part)).toMatchObject(wanted)
  })

  it('keeps what the form has no field for', () => {
    const tags = [{ id: 5, native: 'untagged' as const }]
    const before = { ...BEFORE, vlan: { trunk: true, tags } }
    expect(typed({ vlan: '5, 6' }, before).vlan?.tags[0]).toEqual(tags[0])
    const other = { ...BEFORE, source: { type: 'other', description: 'user' } as const }
    expect(typed({ mtu: '9000' }, other).source).toEqual(other.source)
  })
})
