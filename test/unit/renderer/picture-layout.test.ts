import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrange, arrangeAfresh, type Placement } from '../../../renderer/model/picture/layout.ts'
import { machineNode, nicCables, socketsOf } from '../../../renderer/model/picture/machines.ts'
import { noGroups, pictureOf } from '../../../renderer/model/picture/picture.ts'
import type { PictureSource } from '../../../renderer/model/picture/picture.ts'
import type { GroupMemory } from '../../../renderer/model/picture/types.ts'
import type { Box } from '../../../renderer/model/picture/sizes.ts'
import type { Picture } from '../../../renderer/model/picture/types.ts'
import type { Machine } from '../../../shared/model/machine.ts'
import { machine, network, nic, uuid } from '../../window-fake/things.ts'
import { scene } from '../../window-fake/scenes.ts'

const NETWORKS = ['one', 'two', 'three', 'four'].map((name, index) =>
  network({ name, kind: 'nat', bridge: `virbr${index}` }),
)
const { interfaces } = scene('bridged')

/** A machine by the numbers of the networks that its NICs are on. */
const onNetworks = (numbers: number[], index: number): Machine =>
  machine(
    `vm-${index}`,
    index % 3 === 0 ? 'shut-off' : 'running',
    numbers.map((number, card) =>
      nic(`52:54:00:00:${index.toString(16).padStart(2, '0')}:0${card}`, {
        source: { type: 'network', network: NETWORKS[number]?.name ?? '', bridge: null },
        tap: `vnet${index}-${card}`,
      }),
    ),
    { uuid: uuid() },
  )

const worlds = fc
  .array(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }), {
    minLength: 1,
    maxLength: 45,
  })
  .map((wiring): PictureSource => ({
    networks: NETWORKS,
    machines: wiring.map(onNetworks),
    interfaces,
  }))

const memoryOf = (picture: Picture): GroupMemory => ({
  ...noGroups,
  grouped: new Set(picture.nodes.flatMap((node) => (node.kind === 'group' ? [node.key] : []))),
})

const idsOf = ({ nodes }: Picture) => new Set(nodes.map(({ id }) => id))

function inBoth(one: Picture, other: Picture): Set<string> {
  const ids = idsOf(other)
  return new Set([...idsOf(one)].filter((id) => ids.has(id)))
}

function spots(placement: Placement, ids: Set<string>): [string, number, number][] {
  return [...ids].map((id) => [id, placement.get(id)?.x ?? NaN, placement.get(id)?.y ?? NaN])
}

const yOf = (placement: Placement, id: string) => placement.get(id)?.y ?? NaN
const spanOf = (values: number[]) => Math.max(...values) - Math.min(...values)

function overlapping(placement: Placement, ids: Set<string>): string[] {
  const boxes = [...ids].map((id): [string, Box | undefined] => [id, placement.get(id)])
  return boxes.flatMap(([a, one], index) =>
    boxes.slice(index + 1).flatMap(([b, two]) => {
      if (!one || !two) return [`${a} or ${b} has no place`]
      const apart =
        one.x + one.width <= two.x ||
        two.x + two.width <= one.x ||
        one.y + one.height <= two.y ||
        two.y + two.height <= one.y
      return apart ? [] : [`${a} and ${b}`]
    }),
  )
}

describe('the layout', () => {
  it('gives each thing a place of its own', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const picture = pictureOf(world)
        expect(overlapping(arrangeAfresh(picture), idsOf(picture))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('moves no other thing when a machine goes, and brings it back to its place', () => {
    fc.assert(
      fc.property(worlds, fc.nat(), (world, number) => {
        const before = pictureOf(world)
        const placed = arrangeAfresh(before)
        const machines = world.machines.toSpliced(number % world.machines.length, 1)
        const after = pictureOf({ ...world, machines }, memoryOf(before))
        const stayed = inBoth(before, after)
        const without = arrange(after, placed)
        expect(spots(without, stayed)).toEqual(spots(placed, stayed))
        const back = arrange(pictureOf(world, memoryOf(before)), without)
        expect(spots(back, idsOf(before))).toEqual(spots(placed, idsOf(before)))
      }),
      { numRuns: 60 },
    )
  })

  it('moves no other thing when a machine comes, and finds room for it', () => {
    const newcomer = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 })
    fc.assert(
      fc.property(worlds, newcomer, (world, wiring) => {
        const before = pictureOf(world)
        const placed = arrangeAfresh(before)
        const machines = [...world.machines, onNetworks(wiring, 200)]
        const after = pictureOf({ ...world, machines }, memoryOf(before))
        const now = arrange(after, placed)
        const stayed = inBoth(before, after)
        expect(spots(now, stayed)).toEqual(spots(placed, stayed))
        expect(overlapping(now, idsOf(after))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('makes room below a group that is opened, and moves nothing when it is closed', () => {
    const closed = pictureOf(scene('many'))
    const placed = arrangeAfresh(closed)
    const [key = ''] = [...memoryOf(closed).grouped]
    const open = new Map([[key, true]])
    const opened = pictureOf(scene('many'), { ...memoryOf(closed), open })
    // Names differ between two readings of a scene; a group's is made of its networks'.
    const id = opened.nodes.find((node) => node.kind === 'group' && node.open)?.id ?? null
    const roomy = arrange(opened, placed, id)
    expect(overlapping(roomy, idsOf(opened))).toEqual([])
    expect(arrange(opened, roomy)).toEqual(roomy)
  })

  it('lays out a thousand machines of four NICs, each near what it is plugged into', () => {
    const { networks, machines } = scene('differing')
    const sockets = socketsOf(networks, new Map())
    const nodes = machines.map((one) => machineNode(one, sockets))
    const { nodes: others } = pictureOf({ networks, machines: [], interfaces: [] })
    const picture = { nodes: [...others, ...nodes], cables: nodes.flatMap(nicCables) }
    expect(picture.cables).toHaveLength(4_000)
    const placement = arrangeAfresh(picture)
    expect(overlapping(placement, idsOf(picture))).toEqual([])
    const stacks = Map.groupBy(picture.nodes, ({ kind }) => kind).get('network') ?? []
    const order = stacks.sort((a, b) => yOf(placement, a.id) - yOf(placement, b.id))
    const place = new Map(order.map(({ id }, index) => [id, index]))
    const apart = Map.groupBy(picture.cables, ({ to }) => to)
    const spans = [...apart.values()].map((cables) =>
      spanOf(cables.map(({ from }) => place.get(from) ?? 0)),
    )
    // As they are listed they are 180 apart.
    expect(spans.reduce((sum, span) => sum + span, 0) / spans.length).toBeLessThan(50)
  })

  it('gives no room to a column that nothing stands in, and makes room once something does', () => {
    const { networks, machines } = scene('lab')
    const without = pictureOf({ networks, machines, interfaces: scene('lab').interfaces })
    const [nic, net] = ['nic', 'network'].map((kind) =>
      without.nodes.find((node) => node.kind === kind),
    )
    const placed = arrangeAfresh(without)
    const at = (placement: Placement, id = '') => placement.get(id) ?? { x: NaN, width: NaN }
    expect(at(placed, net?.id).x).toBe(at(placed, nic?.id).x + at(placed, nic?.id).width + 40)
    const bridged = pictureOf({ networks, machines, interfaces })
    const now = arrange(bridged, placed)
    expect(overlapping(now, idsOf(bridged))).toEqual([])
    const bridge = at(now, 'bridge:br0')
    expect(at(now, nic?.id).x).toBe(at(placed, nic?.id).x)
    expect(bridge.x).toBe(at(now, nic?.id).x + at(now, nic?.id).width + 40)
    expect(at(now, net?.id).x).toBe(bridge.x + bridge.width + 40)
    expect(arrange(bridged, now)).toEqual(now)
  })

  it('wraps a column that would be taller than any screen', () => {
    const wirings = Array.from({ length: 100 }, (_, index) => [index % 4, (index >> 2) % 4])
    const machines = wirings.map((wiring, index) => onNetworks(wiring, index))
    const singles = machines.map((one, index) => ({
      ...one,
      nics: one.nics.slice(0, (index % 2) + 1),
    }))
    const picture = pictureOf({ networks: NETWORKS, machines: singles, interfaces })
    const boxes = [...arrangeAfresh(picture).values()]
    expect(Math.max(...boxes.map(({ y, height }) => y + height))).toBeLessThan(2500)
  })
})
