/** Editing one thing of a definition changes nothing else, whatever else stands in it. */
import { describe, expect, it } from 'vitest'
import { canonical } from '../../../electron/libvirt/xml/definition/differences.ts'
import { readDefinition } from '../../../electron/libvirt/xml/definition/read.ts'
import { liveChange } from '../../../electron/libvirt/xml/definition/updates.ts'
import { applyDefinition } from '../../../electron/libvirt/xml/definition/write.ts'
import { parse, serialize } from '../../../electron/libvirt/xml/dom.ts'
import { applyChanges } from '../../../electron/libvirt/xml/nic/write.ts'
import { readSettings } from '../../../electron/libvirt/xml/nic/read.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import type { NicChanges } from '../../../shared/model/nic-settings.ts'

const networks: Record<string, string> = {
  nat: `<network connections="1" ipv6="yes"><name>a</name><metadata><x:y xmlns:x="urn:x">1</x:y></metadata><forward dev="eth0" mode="nat"><nat ipv6="yes"><address start="10.1.1.1" end="10.1.1.9"/></nat><interface dev="eth0"/></forward><bridge name="virbr0" stp="on" delay="0" macTableManager="libvirt"/><mac address="52:54:00:00:00:01"/><domain name="lab" localOnly="yes" register="yes"/><dns><forwarder addr="192.0.2.1"/><txt name="t" value="v"/><host ip="192.168.122.2"><hostname>a</hostname></host></dns><portgroup name="slow" trustGuestRxFilters="yes"><virtualport type="802.1Qbh"><parameters profileid="p"/></virtualport><bandwidth><inbound average="100"/></bandwidth></portgroup><bandwidth><inbound average="1000" peak="5000"/></bandwidth><ip address="192.168.122.1" netmask="255.255.255.0" localPtr="yes"><tftp root="/t"/><dhcp><range start="192.168.122.2" end="192.168.122.99"><lease expiry="5" unit="minutes"/></range><host mac="52:54:00:00:00:09" name="nas" ip="192.168.122.9"><lease expiry="1" unit="hours"/></host><bootp file="pxe.0" server="192.168.122.1"/></dhcp></ip><route address="10.9.0.0" prefix="24" gateway="192.168.122.9"/></network>`,
  bridged: `<network><name>b</name><forward mode="bridge"/><bridge name="br0" macTableManager="libvirt" stp="off" delay="3"/><portgroup name="g" default="yes" trustGuestRxFilters="yes"><virtualport type="openvswitch"/></portgroup></network>`,
  ovs: `<network><name>c</name><forward mode="bridge"/><bridge name="ovs0"/><virtualport type="openvswitch"><parameters interfaceid="09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f"/></virtualport><vlan trunk="yes"><tag id="42" nativeMode="tagged"/><tag id="47"/></vlan><portgroup name="g"><vlan><tag id="5"/></vlan></portgroup></network>`,
}

/** One field each; the same definition where a kind has none of it. */
const edits: Record<string, (definition: NetworkDefinition) => NetworkDefinition> = {
  bridge: (all) => ({ ...all, bridge: 'br7' }),
  'a port group’s name': (all) => ({
    ...all,
    portGroups: all.portGroups.map((group) => ({ ...group, name: 'other' })),
  }),
  'a reservation’s MAC': (all) => ({
    ...all,
    subnets: all.subnets.map((subnet) => ({
      ...subnet,
      reservations: subnet.reservations.map((one) => ({ ...one, mac: '52:54:00:00:00:77' })),
    })),
  }),
  'a range’s start': (all) => ({
    ...all,
    subnets: all.subnets.map((subnet) => ({
      ...subnet,
      dhcpRanges: subnet.dhcpRanges.map((one) => ({ ...one, start: '192.168.122.20' })),
    })),
  }),
  'a record more': (all) => ({
    ...all,
    dns: { ...all.dns, txt: [...all.dns.txt, { name: 'u', value: 'w' }] },
  }),
  'a limit': (all) => ({
    ...all,
    bandwidth: all.bandwidth && { ...all.bandwidth, outbound: all.bandwidth.inbound },
  }),
}

describe.each(Object.entries(networks))('of a network (%s)', (_, xml) => {
  it.each(Object.entries(edits))('%s, and nothing else', (_edit, change) => {
    const root = parse(xml)
    const before = readDefinition(root)
    applyDefinition(root, before)
    expect(serialize(root)).toBe(serialize(parse(xml)))
    applyDefinition(root, change(before))
    expect(readDefinition(root)).toMatchObject({ kind: before.kind, name: before.name })
    applyDefinition(root, before)
    expect(canonical(root)).toBe(canonical(parse(xml)))
  })
})

it('puts one of the new in before the last of the old goes, where more would go with it', () => {
  const running = parse(networks.nat?.replace(/<host mac.*?<\/host>/, '') ?? '')
  const stored = parse(serialize(running))
  const before = readDefinition(stored)
  applyDefinition(stored, edits['a range’s start']?.(before) ?? before)
  const { updates, waiting } = liveChange(running, running, stored)
  expect(updates.map(({ command }) => command)).toEqual(['add-last', 'delete'])
  expect(waiting).toEqual([])
})

it('leaves a second reservation of one name for the restart', () => {
  const running = parse(networks.nat ?? '')
  const stored = parse(serialize(running))
  const before = readDefinition(stored)
  const twin = { mac: '52:54:00:00:00:55', id: null, name: 'nas', address: '192.168.122.55' }
  applyDefinition(stored, {
    ...before,
    subnets: before.subnets.map((subnet) => ({
      ...subnet,
      reservations: [...subnet.reservations, twin],
    })),
  })
  expect(liveChange(running, running, stored)).toEqual({ updates: [], waiting: ['subnets'] })
})

const nics = [
  '<interface type="network"><mac address="52:54:00:00:00:01"/><source network="a"/><bandwidth><inbound floor="50"/></bandwidth><model type="virtio"/><driver name="vhost" txmode="iothread"/></interface>',
  '<interface type="bridge" trustGuestRxFilters="yes"><mac address="52:54:00:00:00:02"/><source bridge="ovs0"/><virtualport type="openvswitch"><parameters profileid="p"/></virtualport><vlan trunk="yes"><tag id="4" nativeMode="untagged"/><tag id="5"/></vlan><bandwidth><outbound average="5" peak="6"/></bandwidth><filterref filter="f"><parameter name="IP" value="10.0.0.1"/></filterref></interface>',
  '<interface type="user"><mac address="52:54:00:00:00:03"/><ip family="ipv4" address="10.9.9.2"/><portForward proto="tcp"><range start="2222" to="22"/></portForward><backend type="passt" logFile="/l"/><model type="e1000"/></interface>',
]
const changes: NicChanges[] = [
  { linkUp: false },
  { mac: '52:54:00:00:00:99' },
  { mtu: 1400 },
  { bootOrder: 3 },
  { queues: 4 },
  { isolated: true },
  { bandwidth: { inbound: null, outbound: { average: 9, peak: null, burst: null } } },
  { filter: { name: 'g', parameters: [] } },
]

describe.each(nics)('of a NIC: %s', (xml) => {
  it.each(changes)('%j, and nothing else', (change) => {
    const nic = parse(xml)
    const before = readSettings(nic)
    applyChanges(nic, change)
    expect(readSettings(nic)).toEqual({ ...before, ...change })
    const [part = 'mac'] = Object.keys(change) as (keyof NicChanges)[]
    applyChanges(nic, { [part]: before[part] })
    expect(readSettings(nic)).toEqual(before)
    // A rate that goes takes what it had beside the average.
    if (part !== 'bandwidth' || !xml.includes('peak')) {
      expect(canonical(nic)).toBe(canonical(parse(xml)))
    }
  })
})
