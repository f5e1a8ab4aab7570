import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, serialize } from '../../../electron/libvirt/xml/dom.ts'
import {
  changedNic,
  cloneXml,
  nicDefinition,
  nicXml,
} from '../../../electron/libvirt/xml/nic/create.ts'
import { readSettings } from '../../../electron/libvirt/xml/nic/read.ts'
import { applyChanges } from '../../../electron/libvirt/xml/nic/write.ts'
import type { NicChanges } from '../../../shared/model/nic-settings.ts'
import { changesBetween, differingParts } from '../../../shared/rules/nic-changes.ts'
import { settings } from './settings.ts'

const MAC = '52:54:00:00:00:01'
const ON_DEFAULT = { type: 'network', network: 'default', portGroup: null } as const
const PLAIN = nicXml({ source: ON_DEFAULT, model: 'virtio', mac: MAC })
const STRANGE =
  '<coalesce><rx><frames max="7"/></rx></coalesce><tune><sndbuf>0</sndbuf></tune>' +
  '<backend tap="/dev/x"/><rom bar="off" file="/x"/><future a="1">text</future>'

function changed(xml: string, changes: NicChanges): string {
  const root = parse(xml)
  applyChanges(root, changes)
  return serialize(root)
}

const inside = (xml: string) => `<interface type="network">${xml}</interface>`

describe('any settings', () => {
  it('are read from the XML as they were written', () => {
    fc.assert(
      fc.property(settings, settings, (first, then) => {
        const once = changed(PLAIN, first)
        expect(readSettings(parse(once))).toEqual(first)
        const twice = changed(once, changesBetween(first, then))
        expect(readSettings(parse(twice))).toEqual(then)
      }),
    )
  })

  it('leave what we do not understand as it is', () => {
    fc.assert(
      fc.property(settings, (all) => {
        const xml = `<interface type="network"><mac address="${MAC}"/><source network="default"/>${STRANGE}</interface>`
        expect(changed(xml, all)).toContain(STRANGE)
      }),
    )
  })

  it('that do not change leave no trace', () => {
    fc.assert(
      fc.property(settings, (all) => {
        const xml = changed(PLAIN, all)
        expect(changed(xml, all)).toBe(xml)
        expect(differingParts(all, readSettings(parse(xml)))).toEqual([])
      }),
    )
  })

  it('can be taken back', () => {
    fc.assert(
      fc.property(settings, settings, (first, then) => {
        const xml = changed(PLAIN, first)
        const there = changed(xml, changesBetween(first, then))
        expect(readSettings(parse(changed(there, changesBetween(then, first))))).toEqual(first)
      }),
    )
  })
})

describe('one part, in place', () => {
  it.each<[string, string, NicChanges, string]>([
    ['the model', '<model type="virtio"/>', { model: 'e1000e' }, '<model type="e1000e"/>'],
    ['a cable pulled', '', { linkUp: false }, '<link state="down"/>'],
    ['a cable plugged in', '<link state="down"/>', { linkUp: true }, ''],
    [
      'no boot order',
      '<boot order="2" loadparm="x"/>',
      { bootOrder: null },
      '<boot loadparm="x"/>',
    ],
    [
      'queues beside other attributes of the driver',
      '<driver name="vhost" txmode="iothread"/>',
      { queues: 4 },
      '<driver name="vhost" txmode="iothread" queues="4"/>',
    ],
    [
      'a limit, its floor untouched',
      '<bandwidth><inbound average="5" peak="9" floor="3"/></bandwidth>',
      { bandwidth: { inbound: { average: 7, peak: null, burst: null }, outbound: null } },
      '<bandwidth><inbound average="7" floor="3"/></bandwidth>',
    ],
    [
      'no limit any more',
      '<bandwidth><inbound average="5"/><outbound average="5"/></bandwidth>',
      { bandwidth: { inbound: null, outbound: null } },
      '',
    ],
    [
      'a VLAN',
      '',
      { vlan: { trunk: false, tags: [{ id: 42, native: null }] } },
      '<vlan><tag id="42"/></vlan>',
    ],
    [
      'another filter',
      '<filterref filter="clean-traffic"><parameter name="IP" value="10.0.0.1"/></filterref>',
      { filter: { name: 'no-mac-spoofing', parameters: [{ name: 'MAC', value: MAC }] } },
      `<filterref filter="no-mac-spoofing"><parameter name="MAC" value="${MAC}"/></filterref>`,
    ],
    [
      'isolation, beside what else the port says',
      '<port x="1"/>',
      { isolated: true },
      '<port x="1" isolated="yes"/>',
    ],
  ])('%s', (_, before, changes, after) => {
    const source = '<source network="default"/>'
    expect(changed(inside(source + before), changes)).toBe(inside(source + after))
  })

  it('takes the profile of the old port away with its network, and only then', () => {
    const ovs =
      '<source network="a" portgroup="g"/><virtualport type="openvswitch"><parameters interfaceid="1"/></virtualport>'
    const moved = changed(inside(ovs), {
      source: { type: 'network', network: 'b', portGroup: null },
    })
    expect(moved).toBe(inside('<source network="b"/>'))
    const same = changed(inside(ovs), {
      source: { type: 'network', network: 'a', portGroup: null },
    })
    expect(same).toContain('interfaceid')
  })

  it('leaves a source of a kind that it does not know', () => {
    const user = '<interface type="vhostuser"><source type="unix" path="/x"/></interface>'
    expect(changed(user, { source: { type: 'other', description: 'vhostuser' } })).toBe(user)
    expect(changed(user, { source: { type: 'bridge', bridge: 'br0' } })).toBe(
      '<interface type="bridge"><source bridge="br0"/></interface>',
    )
  })
})

describe('a running NIC', () => {
  const RUNNING = `<interface type="bridge"><mac address="${MAC}"/><source network="host-bridge" portid="p" bridge="br0"/><target dev="vnet3"/><model type="virtio"/><alias name="net1"/><address type="pci" bus="0x02"/></interface>`

  it('goes to another network with its own card: alias, place and MAC', () => {
    const source = { type: 'network', network: 'default', portGroup: null } as const
    expect(changedNic(RUNNING, { source })).toBe(
      `<interface type="network"><mac address="${MAC}"/><source network="default"/><target dev="vnet3"/><model type="virtio"/><alias name="net1"/><address type="pci" bus="0x02"/></interface>`,
    )
  })

  it('is plugged in again as it was defined', () => {
    expect(nicDefinition(RUNNING)).toBe(
      `<interface type="network"><mac address="${MAC}"/><source network="host-bridge"/><model type="virtio"/><address type="pci" bus="0x02"/></interface>`,
    )
  })

  it('keeps the name that a person gave to the host’s end', () => {
    const named = RUNNING.replace('vnet3', 'web-tap')
    expect(nicDefinition(named)).toContain('<target dev="web-tap"/>')
  })

  it('is copied with a MAC and a place of its own', () => {
    const copy = cloneXml(RUNNING, '52:54:00:00:00:99')
    expect(copy).toBe(
      '<interface type="network"><mac address="52:54:00:00:00:99"/><source network="host-bridge"/><model type="virtio"/></interface>',
    )
  })
})
