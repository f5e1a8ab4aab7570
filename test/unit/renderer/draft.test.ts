/** What is drawn and not there yet: each step of it, how the picture shows it, and the lab that is made of it. */
import { describe, expect, it } from 'vitest'
import {
  applied,
  emptyDraft,
  isEmptyDraft,
  withMachine,
  withNetwork,
  withNic,
  without,
  type Draft,
} from '../../../renderer/model/draft/draft.ts'
import { countsOf, labOfDraft } from '../../../renderer/model/draft/lab.ts'
import {
  drawnKinds,
  newDefinition,
  newMac,
  newMachineName,
} from '../../../renderer/model/draft/proposals.ts'
import { stillDrawn, together, type World } from '../../../renderer/model/draft/world.ts'
import { pictureOf } from '../../../renderer/model/picture/picture.ts'
import { drawnPlug, newNicTarget } from '../../../renderer/model/picture/targets.ts'
import { methods } from '../../../shared/contract/contract.ts'
import { emptyDefinition } from '../../../shared/model/network-definition.ts'
import { toNetwork } from '../../../shared/model/nic-settings.ts'
import { scene } from '../../window-fake/scenes.ts'
import { machine, natNetwork, network, nic } from '../../window-fake/things.ts'

const [LAN, DMZ] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222']
const ROUTER = '33333333-3333-4333-8333-333333333333'
const [FIRST, SECOND, THIRD] = ['52:54:00:00:00:01', '52:54:00:00:00:02', '52:54:00:00:00:03']

const world: World = scene('bridged')
const web = world.machines.find(({ name }) => name === 'web') ?? expect.unreachable('web')
const there = world.networks.find(({ name }) => name === 'default') ?? expect.unreachable('default')
const plugged = web.nics[0] ?? expect.unreachable('a NIC')

const drawn = (uuid: string, name: string) => {
  return { uuid, definition: emptyDefinition(name, 'very-isolated') }
}
/** Two networks, a router on both, and a NIC more for a machine that is there. */
const routed = [
  (draft: Draft) => withNetwork(draft, drawn(LAN, 'lan')),
  (draft: Draft) => withNetwork(draft, drawn(DMZ, 'dmz')),
  (draft: Draft) => withMachine(draft, { uuid: ROUTER, name: 'router' }),
  (draft: Draft) => withNic(draft, { mac: FIRST, machine: ROUTER, to: `network:${LAN}` }),
  (draft: Draft) => withNic(draft, { mac: SECOND, machine: ROUTER, to: `network:${DMZ}` }),
  (draft: Draft) => withNic(draft, { mac: THIRD, machine: web.uuid, to: `network:${DMZ}` }),
].reduce((draft, step) => step(draft), emptyDraft)

const macs = ({ nics }: Draft) => nics.map(({ mac }) => mac)

describe('a step', () => {
  it('puts what is there already in its own place', () => {
    const renamed = withNetwork(routed, drawn(LAN, 'office'))
    expect(renamed.networks.map(({ definition }) => definition.name)).toEqual(['office', 'dmz'])
    const led = withNic(routed, { mac: FIRST, machine: ROUTER, to: `network:${DMZ}` })
    expect(led.nics.map(({ to }) => to)).toEqual(Array(3).fill(`network:${DMZ}`))
    expect(withMachine(routed, { uuid: ROUTER, name: 'gate' }).machines).toHaveLength(1)
  })

  it.each([
    ['a network with what is led to it', `network:${DMZ}`, [FIRST]],
    ['a machine with its NICs', `machine:${ROUTER}`, [THIRD]],
    ['a NIC alone', `machine:${ROUTER}/${SECOND}`, [FIRST, THIRD]],
    ['nothing that is not drawn', `network:${there.uuid}`, [FIRST, SECOND, THIRD]],
  ])('takes away %s', (_, id, left) => {
    expect(macs(without(routed, id))).toEqual(left)
  })

  it('can take all of it away', () => {
    const ids = [`network:${LAN}`, `network:${DMZ}`, `machine:${ROUTER}`]
    expect(isEmptyDraft(ids.reduce(without, routed))).toBe(true)
    expect(isEmptyDraft(routed)).toBe(false)
  })
})

describe('what is proposed', () => {
  it.each(drawnKinds)('for a network of the kind %s is free, beside what is drawn, too', (kind) => {
    const first = newDefinition(kind, world, [])
    const draft = withNetwork(emptyDraft, { uuid: LAN, definition: first })
    const second = newDefinition(kind, together(draft, world), [])
    expect(second.name).toBe(`${first.name}-1`)
    expect(second.bridge).not.toBe(first.bridge)
    expect(world.networks.map(({ bridge }) => bridge)).not.toContain(first.bridge)
    const [one, other] = [first, second].map(({ subnets }) => subnets[0]?.address)
    if (kind === 'very-isolated') expect([one, other]).toEqual([undefined, undefined])
    else expect(new Set(['192.168.122.1', one, other]).size).toBe(3)
  })

  it('goes round what only the backend sees', () => {
    const known = { subnet: '192.168.123.0/24', by: 'interface' as const, name: 'tun0' }
    const { subnets } = newDefinition('nat', world, [known])
    expect(subnets[0]?.address).toBe('192.168.124.1')
  })

  it('for a machine and for a NIC is free, too', () => {
    expect(newMachineName(world)).toBe('machine')
    const one = withMachine(emptyDraft, { uuid: ROUTER, name: 'machine' })
    expect(newMachineName(together(one, world))).toBe('machine-1')
    const bytes = [
      [0x6b, 0x3c, 0x58],
      [0, 0, 9],
    ].map((list) => Uint8Array.from(list))
    const taken = [machine('web', 'running', [nic('52:54:00:6b:3c:58')])]
    expect(newMac({ machines: taken }, () => bytes.shift() ?? expect.unreachable())).toBe(
      '52:54:00:00:00:09',
    )
  })
})

describe('the picture of it', () => {
  const all = together(routed, world)
  const picture = pictureOf(all)
  const cables = picture.cables.filter(({ nic: end }) => end && macs(routed).includes(end.key))

  it('has things and cables that are told apart from what is there', () => {
    expect(all.drawn).toEqual(
      new Set([
        ...[`network:${LAN}`, `network:${DMZ}`, `machine:${ROUTER}`],
        ...[`machine:${ROUTER}/${FIRST}`, `machine:${ROUTER}/${SECOND}`],
        `machine:${web.uuid}/${THIRD}`,
      ]),
    )
    expect(cables.map(({ from, to }) => [from, to])).toEqual([
      [`network:${DMZ}`, `machine:${web.uuid}`],
      [`network:${LAN}`, `machine:${ROUTER}`],
      [`network:${DMZ}`, `machine:${ROUTER}`],
    ])
  })

  it('leads a NIC that is there elsewhere, and keeps the others as they are', () => {
    const led = { mac: plugged.mac, machine: web.uuid, to: `network:${LAN}` }
    const { machines } = together(withNic(routed, led), world)
    const nics = machines.find(({ uuid }) => uuid === web.uuid)?.nics ?? []
    expect(nics).toHaveLength(web.nics.length + 1)
    expect(nics[0]).toMatchObject({ mac: plugged.mac, model: plugged.model, tap: null })
    expect(nics[0]?.source).toMatchObject({ type: 'network', network: 'lan' })
    expect(nics[1]).toBe(web.nics[1])
  })

  it('has no cable to what has gone meanwhile', () => {
    const to = 'network:99999999-9999-4999-8999-999999999999'
    const loose = withNic(emptyDraft, { mac: THIRD, machine: web.uuid, to })
    expect(together(loose, world)).toMatchObject({ machines: world.machines, drawn: new Set() })
    expect(labOfDraft(loose, world)).toEqual({ networks: [], machines: [] })
  })

  it('shows a drawn machine by itself, however many are like it', () => {
    const many = scene('three-hundred')
    const one = withMachine(emptyDraft, { uuid: ROUTER, name: 'router' })
    const { nodes } = pictureOf(together(one, many))
    expect(nodes.map(({ id }) => id)).toContain(`machine:${ROUTER}`)
  })

  const nodes = new Map(picture.nodes.map((node) => [node.id, node]))
  const at = `network:${there.uuid}`
  it.each([
    ['a new NIC', at, newNicTarget(`machine:${web.uuid}`), { machine: web.uuid, to: at }],
    [
      'a NIC that is there to a drawn network',
      ...[`network:${LAN}`, `machine:${web.uuid}/${plugged.mac}`],
      { machine: web.uuid, to: `network:${LAN}`, mac: plugged.mac },
    ],
    [
      'a drawn NIC to a network that is there',
      ...[at, `machine:${ROUTER}/${FIRST}`],
      { machine: ROUTER, to: at, mac: FIRST },
    ],
    ['a drawn NIC to where it is', `network:${LAN}`, `machine:${ROUTER}/${FIRST}`, null],
    ['what is there to what is there', at, `machine:${web.uuid}/${plugged.mac}`, null],
    ['what takes no cable', 'nic:eth0', newNicTarget(`machine:${web.uuid}`), null],
  ] as const)('takes a cable that is pulled: %s', (_, from, end, plug) => {
    expect(drawnPlug(nodes.get(from), end, nodes, all.drawn)).toEqual(plug)
  })
})

describe('the lab of it', () => {
  const lab = labOfDraft(routed, world)

  it('is what the contract takes, and says each by its name', () => {
    expect(methods.planDrawnLab.safeParse([lab]).error).toBeUndefined()
    expect(methods.saveLab.safeParse([{ drawn: lab }]).error).toBeUndefined()
    expect(lab.networks.map(({ uuid, name }) => [uuid, name])).toEqual([
      [LAN, 'lan'],
      [DMZ, 'dmz'],
    ])
    expect(lab.machines).toEqual([
      { name: 'web', nics: [{ mac: THIRD, to: { network: 'dmz' } }] },
      {
        name: 'router',
        nics: [
          { mac: FIRST, to: { network: 'lan' } },
          { mac: SECOND, to: { network: 'dmz' } },
        ],
      },
    ])
  })

  it('takes any network that the form can describe, and a bridge of the host', () => {
    const draft = [
      ...drawnKinds.map((kind, index) => {
        const uuid = `${index}1111111-1111-4111-8111-111111111111`
        return (before: Draft) =>
          withNetwork(before, {
            uuid,
            definition: newDefinition(kind, together(before, world), []),
          })
      }),
      (before: Draft) => withNic(before, { mac: THIRD, machine: web.uuid, to: 'bridge:br0' }),
    ].reduce((before, step) => step(before), emptyDraft)
    const asked = labOfDraft(draft, world)
    expect(methods.planDrawnLab.safeParse([asked]).error).toBeUndefined()
    expect(asked.machines).toEqual([{ name: 'web', nics: [{ mac: THIRD, to: { bridge: 'br0' } }] }])
  })

  it('is counted', () => {
    expect(countsOf(lab, routed)).toEqual({ networks: 2, machines: 1, nics: 3 })
  })

  it('is refused with XML in it', () => {
    const [first] = lab.networks
    const hostile = { ...lab, networks: [{ ...first, xml: '<network/>' }] }
    expect(methods.planDrawnLab.safeParse([hostile]).success).toBe(false)
  })
})

describe('what has come meanwhile', () => {
  it('is drawn no more', () => {
    const now = {
      ...world,
      networks: [...world.networks, network({ uuid: LAN, name: 'lan', kind: 'very-isolated' })],
    }
    const left = stillDrawn(routed, now)
    expect(left.networks.map(({ uuid }) => uuid)).toEqual([DMZ])
    expect(macs(left)).toEqual([FIRST, SECOND, THIRD])
    expect(stillDrawn(routed, world)).toBe(routed)
  })

  it('of a machine of its name takes its NICs', () => {
    const router = machine('router', 'shut-off', [])
    const left = stillDrawn(routed, { ...world, machines: [...world.machines, router] })
    expect(left.machines).toEqual([])
    expect(left.nics.filter((one) => one.machine === router.uuid)).toHaveLength(2)
  })

  it('as a NIC is only once it leads there', () => {
    const default_ = natNetwork()
    const to = `network:${default_.uuid}`
    const draft = withNic(emptyDraft, { mac: FIRST, machine: web.uuid, to })
    const on = (name: string) => ({
      ...world,
      networks: [default_],
      machines: [
        {
          ...web,
          nics: [nic(FIRST, { source: { ...toNetwork(name), bridge: null } as never })],
        },
      ],
    })
    expect(macs(stillDrawn(draft, on('elsewhere')))).toEqual([FIRST])
    expect(macs(stillDrawn(draft, on('default')))).toEqual([])
  })

  it('leaves what has still to be created once it is applied', () => {
    const left = applied(routed)
    expect(left.networks).toEqual([])
    expect(left.machines).toEqual([{ uuid: ROUTER, name: 'router' }])
    expect(macs(left)).toEqual([FIRST, SECOND])
  })
})
