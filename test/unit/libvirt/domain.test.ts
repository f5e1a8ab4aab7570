import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LONGEST_NOTE } from '../../../shared/model/machine.ts'
import { describeDomain } from '../../../electron/libvirt/xml/domain.ts'
import { parse } from '../../../electron/libvirt/xml/dom.ts'
import { nicXml } from '../../../electron/libvirt/xml/nic/create.ts'
import { HOSTILE } from './hostile.ts'

const domain = (...nics: string[]) =>
  `<domain type="kvm"><name>web</name><memory unit="KiB">98304</memory><vcpu>2</vcpu>` +
  `<devices><disk/>${nics.join('')}</devices></domain>`

const on = (network: string) => ({ type: 'network' as const, network, portGroup: null })
const nic = (xml: string) => describeDomain(domain(xml)).nics[0]

it('reads what concerns the network, and no more', () => {
  expect(describeDomain(domain())).toEqual({
    kept: new Map(),
    memoryMiB: 96,
    vcpus: 2,
    nics: [],
    note: '',
    hasAgent: false,
  })
  expect(describeDomain('<domain/>')).toEqual({
    kept: new Map(),
    memoryMiB: 0,
    vcpus: 1,
    nics: [],
    note: '',
    hasAgent: false,
  })
})

it('reads a running NIC whole', () => {
  const xml = `<interface type="network">
    <mac address="52:54:00:51:64:0A"/>
    <source network="default" portid="x" bridge="virbr0"/>
    <target dev="vnet0"/><model type="virtio"/><alias name="net0"/>
    <address type="pci" bus="0x01"/></interface>`
  expect(nic(xml)).toMatchObject({
    alias: 'net0',
    slot: 'bus=0x01 type=pci',
    source: { type: 'network', network: 'default', bridge: 'virbr0' },
    tap: 'vnet0',
    settings: { mac: '52:54:00:51:64:0a', model: 'virtio', linkUp: true },
  })
})

it('reads the MAC that a guest has given its NIC, beside the one that it was given', () => {
  const read = (more: string) =>
    nic(`<interface type="network"><mac address="52:54:00:51:64:0a"${more}/></interface>`)
  const [plain, changed] = [read(''), read(' currentAddress="52:54:00:AA:BB:CC"')]
  expect(plain?.guestMac).toBeNull()
  expect(changed).toMatchObject({
    guestMac: '52:54:00:aa:bb:cc',
    settings: { mac: '52:54:00:51:64:0a' },
  })
})

describe('the kinds of a NIC', () => {
  it.each<[string, string, object]>([
    [
      'network, stored',
      '<interface type="network"><source network="default"/></interface>',
      { type: 'network', network: 'default', bridge: null },
    ],
    [
      'network of a host bridge, running',
      '<interface type="bridge"><source network="host-bridge" bridge="br0"/></interface>',
      { type: 'network', network: 'host-bridge', bridge: 'br0' },
    ],
    [
      'network of macvtap, running',
      '<interface type="direct"><source network="macvtap" dev="eth1" mode="bridge"/></interface>',
      { type: 'network', network: 'macvtap', bridge: null },
    ],
    [
      'bridge',
      '<interface type="bridge"><source bridge="br0"/></interface>',
      { type: 'bridge', bridge: 'br0' },
    ],
    [
      'direct',
      '<interface type="direct"><source dev="eth1" mode="bridge"/></interface>',
      { type: 'direct', device: 'eth1', mode: 'bridge' },
    ],
    [
      'direct in a mode of later days',
      '<interface type="direct"><source dev="eth1" mode="quantum"/></interface>',
      { type: 'other', description: 'direct' },
    ],
    [
      'direct without a mode',
      '<interface type="direct"><source dev="eth1"/></interface>',
      { type: 'direct', device: 'eth1', mode: 'vepa' },
    ],
    ['user', '<interface type="user"/>', { type: 'other', description: 'user' }],
    [
      'hostdev',
      '<interface type="hostdev"><source><address/></source></interface>',
      { type: 'other', description: 'hostdev' },
    ],
    [
      'one that comes later',
      '<interface type="teleport"/>',
      { type: 'other', description: 'teleport' },
    ],
    ['without a type', '<interface/>', { type: 'other', description: '' }],
  ])('%s', (_, xml, source) => {
    expect(nic(xml)?.source).toEqual(source)
  })

  it.each([
    ['<link state="down"/>', false],
    ['<link state="up"/>', true],
    ['', true],
  ])('with %s: is its link up? %s', (link, up) => {
    expect(nic(`<interface type="user">${link}</interface>`)?.settings.linkUp).toBe(up)
  })
})

it.each(HOSTILE)('reads the name %j as text', (name) => {
  const source = parse('<source/>')
  source.setAttribute('network', name)
  const xml = `<interface type="network">${String(source)}</interface>`
  expect(nic(xml)?.source).toMatchObject({ network: name })
})

it.each(['', 'no xml', '<domain>', '<domain></other>', '<a/><b/>', '<domain a=1/>'])(
  'refuses %j',
  (xml) => {
    expect(() => describeDomain(xml)).toThrow()
  },
)

describe('the XML of a new NIC', () => {
  it.each([
    [{ type: 'bridge', bridge: 'br0' }, '<source bridge="br0"/>'],
    [{ type: 'direct', device: 'eth1', mode: 'vepa' }, '<source dev="eth1" mode="vepa"/>'],
    [
      { type: 'network', network: 'ovs', portGroup: 'slow' },
      '<source network="ovs" portgroup="slow"/>',
    ],
  ] as const)('leads to %j', (source, element) => {
    const xml = nicXml({ source, model: 'virtio', mac: '52:54:00:00:00:01' })
    expect(xml).toContain(`<interface type="${source.type}">`)
    expect(xml).toContain(element)
  })

  it('is what libvirt takes', () => {
    expect(nicXml({ source: on('default'), model: 'virtio', mac: '52:54:00:00:00:01' })).toBe(
      '<interface type="network"><mac address="52:54:00:00:00:01"/><source network="default"/><model type="virtio"/></interface>',
    )
  })

  it.each(HOSTILE)('names the network %j and nothing else', (network) => {
    const xml = nicXml({ source: on(network), model: 'virtio', mac: '52:54:00:00:00:01' })
    expect(nic(xml)?.source).toEqual({ type: 'network', network, bridge: null })
  })

  it('has the same three elements for any name that XML can hold', () => {
    // The replacement character stands for text that was spoilt before it came here.
    const text = fc.string({ unit: 'grapheme' }).filter((word) => !word.includes('\ufffd'))
    fc.assert(
      fc.property(text, text, (network, model) => {
        const root = parse(nicXml({ source: on(network), model, mac: '52:54:00:00:00:01' }))
        const names = [...(root.childNodes as unknown as Iterable<Node>)].map((n) => n.nodeName)
        expect(names).toEqual(['mac', 'source', 'model'])
      }),
    )
  })
})

it('has a description, of which no more is kept than tells that it is too long', () => {
  const noted = (text: string) =>
    describeDomain(`<domain><description>${text}</description></domain>`)
  expect(noted('Mail &amp; DNS\nof Ana').note).toBe('Mail & DNS\nof Ana')
  expect(noted('x'.repeat(100_000)).note).toHaveLength(LONGEST_NOTE + 1)
})
