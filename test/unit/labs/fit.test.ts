/** Where a lab goes on a host: what is there already, what comes, and how what clashes is renumbered. */
import { describe, expect, it } from 'vitest'
import { copiesOf } from '../../../electron/backend/labs/copies.ts'
import { fitNetworks } from '../../../electron/backend/labs/fit-networks.ts'
import { fitNics, pairNics } from '../../../electron/backend/labs/fit-nics.ts'
import { RuleFilters } from '../../../electron/backend/labs/fit-rules.ts'
import type { Here, HereNetwork } from '../../../electron/backend/labs/here.ts'
import { format, parse } from '../../../electron/libvirt/xml/dom.ts'
import { readRules } from '../../../electron/libvirt/xml/filter/read.ts'
import type { Lab } from '../../../shared/model/labs/lab.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import { presets } from '../../../shared/rules/link-conditions.ts'
import { CABLE, definition, machine, NOWHERE, occupiedBy, PLAIN, thereIs } from './support.ts'

const UUID = '5b1f7f4a-6d0c-4d37-8bb5-0d2c7ab33210'
const OTHER = '6c2f7f4a-6d0c-4d37-8bb5-0d2c7ab33211'
const MAC = '52:54:00:00:00:01'

const LAN = definition('lan', {
  ...{ bridge: 'virbr7', mac: '52:54:00:aa:00:07' },
  subnets: [
    {
      ...{ family: 'ipv4', address: '10.70.0.1', prefix: 24 },
      dhcpRanges: [{ start: '10.70.0.100', end: '10.70.0.199', leaseSeconds: null }],
      reservations: [{ mac: MAC, id: null, name: 'web', address: '10.70.0.50' }],
    },
  ],
})

function labOf(...networks: NetworkDefinition[]): Lab {
  return {
    ...{ name: 'test', note: null, bridges: [], machines: [] },
    networks: networks.map((one) => {
      return {
        uuid: one === LAN ? UUID : null,
        active: true,
        autostart: true,
        definition: one,
        xml: null,
      }
    }),
  }
}

function hostWith(...networks: HereNetwork[]): Here {
  return { ...NOWHERE, networks, occupied: occupiedBy(networks) }
}

const fit = (lab: Lab, here: Here, macs = new Map<string, string>()) => fitNetworks(lab, here, macs)

/** The host after it was opened there. */
function after(lab: Lab, here: Here): Here {
  const made = fit(lab, here).map(({ uuid, definition: one }) => thereIs(uuid, one))
  const others = here.networks.filter(({ uuid }) => made.every((one) => one.uuid !== uuid))
  const { networks, occupied } = hostWith(...others, ...made)
  const ofHost = here.occupied.filter(({ by }) => by === 'interface')
  return { ...here, networks, occupied: [...ofHost, ...occupied] }
}

const notes = (lab: Lab, here: Here) =>
  fit(lab, here).flatMap((one) =>
    one.notes.map(({ key, params }) => [key, ...Object.values(params ?? {})]),
  )

describe('a network', () => {
  it('that is nowhere is made as it is said, and known by its UUID', () => {
    const [one] = fit(labOf(LAN), NOWHERE)
    expect(one).toMatchObject({ fate: 'made', uuid: UUID, notes: [], definition: LAN })
    expect(format(one?.root as never)).toContain(`<uuid>${UUID}</uuid>`)
  })

  it.each<[string, Here, string[][]]>([
    ['name', hostWith(thereIs(OTHER, definition('lan'))), [['lab.note.name', 'lan', 'lan-1']]],
    [
      'bridge',
      hostWith(thereIs(OTHER, definition('a', { bridge: 'virbr7' }))),
      [['lab.note.bridge', 'virbr7', 'virbr0']],
    ],
    ['bridge', { ...NOWHERE, interfaces: ['virbr7'] }, [['lab.note.bridge', 'virbr7', 'virbr0']]],
    [
      'subnet',
      {
        ...NOWHERE,
        occupied: [{ subnet: '10.70.0.128/25', by: 'interface', name: 'eth0', connected: true }],
      },
      [['lab.note.subnet', '10.70.0.0/24', '192.168.122.0/24']],
    ],
    [
      'MAC',
      hostWith(thereIs(OTHER, definition('a', { mac: '52:54:00:aa:00:07' }))),
      [['lab.note.newMac', '52:54:00:aa:00:07']],
    ],
  ])('whose %s is another’s here gets another one, and says so', (_, here, said) => {
    expect(notes(labOf(LAN), here)).toEqual(said)
    expect(fit(labOf(LAN), after(labOf(LAN), here)).map(({ fate }) => fate)).toEqual(['stays'])
  })

  it('takes its ranges and reservations along to another subnet, with the MACs that NICs have got', () => {
    const here = hostWith(thereIs(OTHER, { ...LAN, name: 'a', bridge: null, mac: null }))
    const [one] = fit(labOf(LAN), here, new Map([[MAC, '52:54:00:00:00:99']]))
    expect(one?.definition.subnets).toMatchObject([
      {
        address: '192.168.122.1',
        dhcpRanges: [{ start: '192.168.122.100', end: '192.168.122.199' }],
        reservations: [{ address: '192.168.122.50', mac: '52:54:00:00:00:99' }],
      },
    ])
  })

  it('that is there is changed where it differs, and nothing else of it', () => {
    const now = { ...LAN, subnets: LAN.subnets.map((one) => ({ ...one, reservations: [] })) }
    const [one] = fit(labOf(LAN), hostWith(thereIs(UUID, now)))
    expect(one).toMatchObject({
      fate: 'changed',
      notes: [{ key: 'lab.note.part', params: { part: 'network.part.subnets' } }],
    })
  })

  it('of the very same name and definition is taken for it', () => {
    const there = thereIs(OTHER, definition('lan', { bridge: 'virbr3' }))
    expect(fit(labOf(definition('lan')), hostWith(there))).toMatchObject([
      { fate: 'stays', uuid: OTHER },
    ])
  })

  it('has ways to another of the lab, wherever that lies here', () => {
    const route = { destination: '10.70.0.0', prefix: 24, gateway: '10.71.0.254', metric: null }
    const subnets = [
      {
        family: 'ipv4' as const,
        address: '10.71.0.1',
        prefix: 24,
        dhcpRanges: [],
        reservations: [],
      },
    ]
    const far = definition('far', { subnets, routes: [route] })
    const here = hostWith(thereIs(OTHER, { ...LAN, name: 'a', bridge: null, mac: null }))
    expect(fit(labOf(LAN, far), here)[1]?.definition.routes).toEqual([
      { ...route, destination: '192.168.122.0' },
    ])
  })
})

describe('copies', () => {
  const lab: Lab = {
    ...labOf(LAN),
    machines: [{ name: 'pc', nics: [{ mac: MAC, settings: CABLE, ...PLAIN }] }],
  }

  it('have names, subnets, bridges and MACs of their own, and are known again', () => {
    const copies = copiesOf(lab, 3)
    const fitted = fit(copies, NOWHERE)
    const distinct = (values: unknown[]) => new Set(values).size
    expect(fitted.map(({ definition: { name } }) => name)).toEqual(['lan-1', 'lan-2', 'lan-3'])
    expect(distinct(fitted.map(({ definition: { subnets } }) => subnets[0]?.address))).toBe(3)
    expect(distinct(fitted.map(({ definition: { bridge } }) => bridge))).toBe(3)
    expect(copies.machines.map(({ name, nics }) => [name, nics[0]?.mac])).toEqual(
      ['pc-1', 'pc-2', 'pc-3'].map((name) => [name, null]),
    )
    expect(fit(copies, after(copies, NOWHERE)).every(({ fate }) => fate === 'stays')).toBe(true)
  })

  it('are thirty classrooms of three networks in less than two seconds', () => {
    const rooms = copiesOf(labOf(LAN, { ...LAN, name: 'b' }, { ...LAN, name: 'c' }), 30)
    const before = performance.now()
    expect(fit(rooms, NOWHERE)).toHaveLength(90)
    expect(performance.now() - before).toBeLessThan(2_000)
  })
})

describe('a NIC', () => {
  const nics = (mac: string | null) => ({
    ...labOf(),
    machines: [{ name: 'web', nics: [{ mac, settings: CABLE, ...PLAIN }] }],
  })
  const open = (lab: Lab, here: Here, to = 'lan') => {
    const pairs = pairNics(lab, here)
    const around = {
      ...{ names: new Map([['lan', to]]), rules: new RuleFilters(here, []) },
      noBadLink: () => here.noBadLinks,
    }
    return { ...pairs, nics: fitNics(pairs.nics, around) }
  }

  it('of a machine that is not here is left out, by its name', () => {
    expect(open(nics(MAC), NOWHERE)).toMatchObject({ nics: [], missing: ['web'] })
  })

  it('comes with its MAC, or with one that is the same each time', () => {
    const here = { ...NOWHERE, machines: [machine('web')] }
    const [given, made] = [open(nics(MAC), here), open(nics(null), here)].map(
      ({ nics: [one] }) => one,
    )
    expect(given).toMatchObject({ mac: MAC, fate: 'made' })
    expect(made?.mac).toMatch(/^52:54:00:/)
    const again = { ...NOWHERE, machines: [machine('web', made?.mac ?? '')] }
    expect(open(nics(null), again).nics).toMatchObject([{ fate: 'stays' }])
  })

  it('whose MAC is another’s here gets another, and is known by it', () => {
    const here = { ...NOWHERE, machines: [machine('web'), machine('other', MAC)] }
    const {
      nics: [one],
      macs,
    } = open(nics(MAC), here)
    expect(one).toMatchObject({ fate: 'made', notes: [{ key: 'lab.note.mac' }] })
    expect(macs.get(MAC)).toBe(one?.mac)
    const again = { ...NOWHERE, machines: [machine('web', one?.mac ?? ''), machine('other', MAC)] }
    expect(open(nics(MAC), again).nics).toMatchObject([{ fate: 'stays' }])
  })

  it('that is led elsewhere is led back, to the network as it is called here', () => {
    const here = { ...NOWHERE, machines: [machine('web', MAC)] }
    expect(open(nics(MAC), here).nics).toMatchObject([{ fate: 'stays' }])
    expect(open(nics(MAC), here, 'lan-1').nics).toMatchObject([
      { fate: 'changed', changes: { source: { type: 'network', network: 'lan-1' } } },
    ])
  })
})

describe('what a NIC may reach, and what its cable does', () => {
  const NETWORK = thereIs(OTHER, { ...LAN, name: 'taken', bridge: null, mac: null })
  const asked = (more: object): Lab => ({
    ...labOf(LAN),
    machines: [{ name: 'web', nics: [{ mac: MAC, settings: CABLE, ...PLAIN, ...more }] }],
  })
  const open = (lab: Lab, here: Here) => {
    const networks = fit(lab, here)
    const around = {
      names: new Map(networks.map((one) => [one.asked.definition.name, one.definition.name])),
      rules: new RuleFilters(here, networks),
      noBadLink: () => here.noBadLinks,
    }
    const [nic] = fitNics(pairNics(lab, here).nics, around)
    if (!nic) throw new Error('there is no NIC')
    return nic
  }
  /** The NIC as it is once it was opened. */
  const opened = (lab: Lab, here: Here): Here => {
    const { settings, filters, badLink = null } = open(lab, here)
    const texts = new Map(filters.flatMap(({ name, after: xml }) => (xml ? [[name, xml]] : [])))
    const text = texts.get(settings.filter?.name ?? '')
    const web = machine('web', MAC)
    const nics = web.nics.map((nic) => ({
      ...{ ...nic, settings, badLink, filters: [...texts.keys()] },
      rules: text === undefined ? null : readRules(parse(text)),
    }))
    return { ...after(lab, here), machines: [{ ...web, nics }], filters: texts }
  }
  const web: Here = { ...hostWith(NETWORK), machines: [machine('web', MAC)] }
  const name = 'puente-addresses-525400000001'
  const toItself = asked({ rules: { allow: 'addresses', addresses: ['10.70.0.50', '8.8.8.8'] } })

  it('is a filter of ours, whose addresses lie where the lab lies here, and is known again', () => {
    const { fate, filters, settings } = open(toItself, web)
    expect([fate, settings.filter?.name]).toEqual(['changed', name])
    expect(filters).toMatchObject([{ name, before: null }])
    expect(readRules(parse(filters[0]?.after ?? ''))).toEqual({
      allow: 'addresses',
      addresses: ['192.168.122.50', '8.8.8.8'],
    })
    expect(open(toItself, opened(toItself, web))).toMatchObject({ fate: 'stays', filters: [] })
  })

  it('that is other now is changed in place, and goes where the lab has none', () => {
    const here = opened(toItself, web)
    const other = asked({ rules: { allow: 'addresses', addresses: ['9.9.9.9'] } })
    const before = here.filters.get(name)
    expect(open(other, here)).toMatchObject({
      ...{ fate: 'changed', isEdited: false, filters: [{ name, before }] },
      notes: [{ params: { part: 'nic.part.filter' } }],
    })
    expect(open(asked({}), here)).toMatchObject({
      ...{ fate: 'changed', isEdited: true, changes: { filter: null } },
      filters: [{ name, before, after: null }],
    })
  })

  it('leaves a filter that another NIC has, too', () => {
    const here = opened(toItself, web)
    const [owner] = here.machines
    const shared = { ...here, machines: [...here.machines, { ...owner, name: 'b', uuid: 'b' }] }
    expect(open(asked({}), shared as Here).filters).toEqual([])
  })

  it('is a bad link where it can be had, and is left out, and said, where it can not', () => {
    const lab = asked({ badLink: presets.mobile })
    expect(open(lab, web)).toMatchObject({
      ...{ fate: 'changed', isEdited: false, badLink: presets.mobile },
      notes: [{ key: 'lab.note.badLink' }],
    })
    expect(open(lab, opened(lab, web))).toMatchObject({ fate: 'stays', badLink: undefined })
    expect(open(lab, { ...web, noBadLinks: 'no-netem' })).toMatchObject({
      ...{ fate: 'stays', badLink: undefined },
      warnings: [{ params: { why: 'conditions.hindrance.no-netem' } }],
    })
    expect(open(asked({}), opened(lab, web))).toMatchObject({ fate: 'changed', badLink: null })
  })
})
