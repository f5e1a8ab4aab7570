import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { format, parse } from '../../../electron/libvirt/xml/dom.ts'
import { canonical, pendingParts } from '../../../electron/libvirt/xml/definition/differences.ts'
import { readDefinition } from '../../../electron/libvirt/xml/definition/read.ts'
import {
  applyDefinition,
  createNetworkElement,
} from '../../../electron/libvirt/xml/definition/write.ts'
import { emptyDefinition } from '../../../shared/model/network-definition.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import { definitions, pairs } from './definitions.ts'
import { EXAMPLES } from './network-examples.ts'
import { HOSTILE } from './hostile.ts'

const created = (definition: NetworkDefinition) => format(createNetworkElement(definition))
const read = (xml: string) => readDefinition(parse(xml))

function edited(xml: string, change: Partial<NetworkDefinition>): string {
  const root = parse(xml)
  applyDefinition(root, { ...readDefinition(root), ...change })
  return format(root)
}

describe('the reference definitions come out of the form', () => {
  const subnet = (address: string, start?: string, end?: string) => ({
    family: 'ipv4' as const,
    address,
    prefix: 24,
    dhcpRanges: start && end ? [{ start, end, leaseSeconds: null }] : [],
    reservations: [],
  })
  const cases: [NetworkDefinition, string][] = [
    [
      {
        ...emptyDefinition('default', 'nat'),
        bridge: 'virbr0',
        subnets: [subnet('192.168.122.1', '192.168.122.2', '192.168.122.254')],
      },
      `<network><name>default</name><forward mode="nat"/><ip address="192.168.122.1" prefix="24">
        <dhcp><range start="192.168.122.2" end="192.168.122.254"/></dhcp></ip>
        <bridge name="virbr0"/></network>`,
    ],
    [
      {
        ...emptyDefinition('isolated', 'isolated'),
        bridge: 'virbr2',
        subnets: [subnet('192.168.152.1', '192.168.152.2', '192.168.152.254')],
      },
      `<network><name>isolated</name><bridge name="virbr2"/><ip address="192.168.152.1" prefix="24">
        <dhcp><range start="192.168.152.2" end="192.168.152.254"/></dhcp></ip></network>`,
    ],
    [
      { ...emptyDefinition('very-isolated', 'very-isolated'), bridge: 'virbr2' },
      '<network><name>very-isolated</name><bridge name="virbr2"/></network>',
    ],
    [
      { ...emptyDefinition('host-bridge', 'bridged'), bridge: 'br0' },
      '<network><name>host-bridge</name><forward mode="bridge"/><bridge name="br0"/></network>',
    ],
    [
      { ...emptyDefinition('direct-macvtap', 'macvtap'), devices: ['eth0'] },
      `<network><name>direct-macvtap</name><forward mode="bridge"><interface dev="eth0"/></forward>
        </network>`,
    ],
  ]

  it.each(cases.map(([definition, xml]) => ({ definition, xml })))(
    '$definition.name',
    ({ definition, xml }) => {
      expect(read(xml)).toEqual(definition)
      const inOrder = (text: string) => canonical(parse(text)).split('<').sort()
      expect(inOrder(created(definition))).toEqual(inOrder(xml))
    },
  )
})

describe('any definition', () => {
  it('is read from its XML as it was written', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        expect(read(created(definition))).toEqual(definition)
      }),
    )
  })

  it('becomes any other of its kind', () => {
    fc.assert(
      fc.property(pairs, ({ from, to }) => {
        expect(read(edited(created(from), to))).toEqual(to)
      }),
    )
  })

  it('becomes any other kind, with nothing left of the old one', () => {
    fc.assert(
      fc.property(definitions, definitions, (from, to) => {
        expect(read(edited(created(from), to))).toEqual(to)
      }),
    )
  })

  it('leaves no setting of its own bridge on a bridge of the host that has the same name', () => {
    const own = { bridge: 'br0', stp: false, delay: 3, zone: 'lab', macTable: 'libvirt' as const }
    const host = { ...emptyDefinition('x', 'bridged'), bridge: 'br0' }
    const xml = edited(created({ ...emptyDefinition('x', 'nat'), ...own }), host)
    expect(read(xml)).toEqual(host)
    expect(xml).toContain('<bridge name="br0"/>')
  })

  it('takes the whole domain along with its name, without which libvirt refuses the rest', () => {
    const xml =
      '<network><name>x</name><forward mode="nat"/><domain name="lab.test" localOnly="yes" register="yes"/><ip address="10.0.0.1" prefix="24"/></network>'
    expect(edited(xml, { domain: null })).not.toContain('<domain')
    const renamed = edited(xml, { domain: { name: 'other.test', localOnly: true, register: true } })
    expect(renamed).toContain('<domain name="other.test" localOnly="yes" register="yes"/>')
  })

  it.each(HOSTILE)('keeps %j as text', (text) => {
    const definition: NetworkDefinition = {
      ...emptyDefinition(text, 'nat'),
      bridge: text,
      subnets: [
        { family: 'ipv4', address: '10.0.0.1', prefix: 24, dhcpRanges: [], reservations: [] },
      ],
      dns: {
        ...emptyDefinition('', 'nat').dns,
        txt: [{ name: text, value: text }],
        hosts: [{ address: text, names: [text] }],
      },
    }
    expect(read(created(definition))).toEqual(definition)
  })
})

describe.each(EXAMPLES)('$what', ({ xml }) => {
  it('is the same after an edit that changes nothing', () => {
    const root = parse(xml)
    const before = String(root)
    applyDefinition(root, readDefinition(root))
    expect(String(root)).toBe(before)
  })

  it('keeps everything else when one setting is changed', () => {
    const { kind } = read(xml)
    const groups = [...read(xml).portGroups, group('added')]
    const changed = edited(xml, { portGroups: groups })
    expect(read(changed).kind).toBe(kind)
    const root = parse(changed)
    const added = [...root.getElementsByTagName('portgroup')].find(
      (item) => item.getAttribute('name') === 'added',
    )
    if (added) root.removeChild(added)
    expect(canonical(root)).toBe(canonical(parse(xml)))
  })

  it('is as it was when the change is taken back', () => {
    const bandwidth = { average: 1000, peak: null, burst: null, floor: null }
    const groups = read(xml).portGroups
    const one = { ...group('added'), bandwidth: { inbound: bandwidth, outbound: null } }
    const there = edited(xml, { portGroups: [...groups, one] })
    expect(canonical(parse(edited(there, { portGroups: groups })))).toBe(canonical(parse(xml)))
  })
})

function group(name: string) {
  return { name, isDefault: false, vlan: null, bandwidth: null }
}

describe('an edit in place', () => {
  const unknown = fc
    .constantFrom('later', 'driver', 'tftp')
    .map((name) => `<${name} a="1"><b/></${name}>`)

  it('keeps what it does not know, wherever that is', () => {
    fc.assert(
      fc.property(pairs, unknown, ({ from, to }, element) => {
        const xml = created(from).replace('</network>', `${element}</network>`)
        const root = parse(xml.replace('<network>', '<network ipv6="yes">'))
        applyDefinition(root, to)
        expect(String(root)).toContain(element)
        expect(root.getAttribute('ipv6')).toBe('yes')
        expect(readDefinition(root)).toEqual(to)
      }),
    )
  })

  it('keeps the rest of a reservation, a subnet and a bridge that it changes', () => {
    const xml = `<network><name>n</name><bridge name="virbr1" future="x"/>
      <ip address="10.0.0.1" netmask="255.255.255.0" localPtr="yes"><tftp root="/srv"/><dhcp>
      <bootp file="p.0"/><host mac="52:54:00:00:00:01" ip="10.0.0.5"><lease expiry="2"/></host>
      </dhcp></ip></network>`
    const [subnet] = read(xml).subnets
    if (!subnet) return expect.unreachable('there is one')
    const reservations = [
      { mac: '52:54:00:00:00:01', id: null, name: 'web', address: '10.0.0.6' },
      { mac: '52:54:00:00:00:02', id: null, name: null, address: '10.0.0.7' },
    ]
    const after = edited(xml, { stp: false, subnets: [{ ...subnet, reservations }] })
    for (const part of [
      'future="x"',
      'netmask="255.255.255.0"',
      'localPtr="yes"',
      '<tftp root="/srv"/>',
      '<bootp file="p.0"/>',
      '<lease expiry="2"/>',
      'ip="10.0.0.6" name="web"',
      'stp="off"',
    ]) {
      expect(after).toContain(part)
    }
    expect(read(after).subnets[0]?.reservations).toEqual(reservations)
  })
})

it.each([
  ['in the subnet goes along with it', '10.60.0.2', '192.168.123.2'],
  ['elsewhere stays', '192.0.2.7', '192.0.2.7'],
])('what machines boot from %s', (_, server, then) => {
  const xml = (address: string, at: string) =>
    `<network><name>boot</name><ip address="${address}" prefix="24"><dhcp>
      <bootp file="lpxelinux.0" server="${at}"/></dhcp></ip></network>`
  const [subnet] = read(xml('10.60.0.1', server)).subnets
  if (!subnet) throw new Error('no subnet was read')
  const moved = edited(xml('10.60.0.1', server), {
    subnets: [{ ...subnet, address: '192.168.123.1' }],
  })
  expect(canonical(parse(moved))).toBe(canonical(parse(xml('192.168.123.1', then))))
})

describe('what waits for a restart', () => {
  const stored = created({
    ...emptyDefinition('n', 'nat'),
    bridge: 'virbr1',
    subnets: [
      { family: 'ipv4', address: '10.0.0.1', prefix: 24, dhcpRanges: [], reservations: [] },
    ],
  })

  it('is nothing when only the users of a network differ', () => {
    const running = stored.replace('<network>', '<network connections="2">')
    expect(pendingParts(running.replaceAll('  ', '\t'), stored)).toEqual([])
  })

  it('is nothing for a pool whose functions have been found', () => {
    const pool = (inner: string) =>
      `<network><name>p</name><forward mode="hostdev"><pf dev="eth3"/>${inner}</forward></network>`
    expect(pendingParts(pool('<address type="pci" slot="0x10"/>'), pool(''))).toEqual([])
  })

  it('is named by its part, or as something else', () => {
    expect(pendingParts(stored, edited(stored, { mtu: 9000 }))).toEqual(['bridge'])
    expect(pendingParts(stored, stored.replace('</network>', '<later/></network>'))).toEqual([
      'other',
    ])
  })
})
