import { expect, it } from 'vitest'
import { addNicCommand } from '../../../electron/libvirt/commands/nics.ts'
import { parse } from '../../../electron/libvirt/xml/dom.ts'
import { changedNic, nicXml } from '../../../electron/libvirt/xml/nic/create.ts'
import { readSettings } from '../../../electron/libvirt/xml/nic/read.ts'
import { toNetwork } from '../../../shared/model/nic-settings.ts'

const MAC = '52:54:00:00:00:01'
const vlan = {
  trunk: true,
  tags: [
    { id: 10, native: null },
    { id: 20, native: null },
  ],
}
const tagged = nicXml({ source: toNetwork('lan'), model: 'virtio', mac: MAC, vlan })

it('a new NIC has its tags, in libvirt’s own words', () => {
  expect(tagged).toContain('<vlan trunk="yes"><tag id="10"/><tag id="20"/></vlan>')
  expect(readSettings(parse(tagged)).vlan).toEqual(vlan)
})

it('is pasted with its tags, which attach-interface knows nothing of', () => {
  const intent = { machine: 'web', source: toNetwork('lan'), model: 'virtio', mac: MAC }
  const given = { mac: MAC, xml: tagged }
  expect(addNicCommand('web', { ...intent, vlan, when: 'stored' }, given)).toContain(
    '<tag id="10"/>',
  )
  const plain = addNicCommand('web', { ...intent, when: 'stored' }, given)
  expect(plain).toContain('attach-interface')
})

it('moved, it keeps its tags on a bridge that this libvirt tags, and on no other', () => {
  const source = { type: 'bridge', bridge: 'br0' } as const
  const place = { kind: 'bridge', floor: false } as const
  expect(
    readSettings(parse(changedNic(tagged, { source }, { ...place, tags: true }))).vlan,
  ).toEqual(vlan)
  expect(readSettings(parse(changedNic(tagged, { source }, place))).vlan).toBe(null)
})
