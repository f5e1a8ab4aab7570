import { describe, expect, it } from 'vitest'
import { pictureOf, type PictureSource } from '../../../renderer/model/picture/picture.ts'
import type { Cable, Picture } from '../../../renderer/model/picture/types.ts'
import { trunkOf, unionOf } from '../../../renderer/model/picture/vlans.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import {
  hostInterface,
  hostIp,
  machine,
  natNetwork,
  network,
  nic,
} from '../../window-fake/things.ts'
import { scene } from '../../window-fake/scenes.ts'

/** A thing as a person calls it. */
function nameOf({ nodes }: Picture, id: string): string {
  const node = nodes.find((item) => item.id === id)
  if (!node) return `missing ${id}`
  if (node.kind === 'network') return node.network.name
  if (node.kind === 'machine') return node.machine.name
  return node.kind === 'group' ? `${node.machines.length} machines` : node.id
}

function wires(picture: Picture): string[] {
  const line = ({ from, to, way, state }: Cable) =>
    `${nameOf(picture, from)} → ${nameOf(picture, to)}: ${way}, ${state}`
  return picture.cables.map(line)
}

/** One machine, and the bridge that the kernel has its tap in. */
function withTap(bridge: string | null, source = nic('').source): PictureSource {
  const { networks, interfaces } = scene('bridged')
  const web = machine('web', 'running', [nic('52:54:00:00:00:01', { source, bridge })])
  return { networks, machines: [web], interfaces }
}

const last = (source: PictureSource) => wires(pictureOf(source)).at(-1)

describe('the wiring', () => {
  it('leads from the internet to each NIC of each machine', () => {
    expect(wires(pictureOf(scene('bridged')))).toEqual([
      'internet → lan:198.51.100.0/24: direct, up',
      'lan:198.51.100.0/24 → nic:eth0: direct, up',
      'lan:eth1 → nic:eth1: direct, up',
      'nic:eth0 → bridge:br0: direct, up',
      'bridge:br0 → default: nat, up',
      'bridge:br0 → host-bridge: direct, up',
      'nic:eth1 → direct-macvtap: direct, up',
      'default → web: direct, up',
      'host-bridge → web: direct, up',
      'default → db: direct, up',
      'default → db: direct, down',
      'default → db: direct, stored',
      'default → old-mail: direct, stored',
    ])
  })

  it('leads each VLAN of a NIC to its bridge, by its number', () => {
    const picture = pictureOf(scene('trunk'))
    const tagged = picture.cables.filter(({ vlans }) => vlans !== undefined)
    expect(tagged.map(({ from, to, vlans }) => [from, to, vlans?.id])).toEqual([
      ['nic:eth1', 'bridge:br10', 10],
      ['nic:eth1', 'bridge:br20', 20],
      ['nic:eth1', 'bridge:br30', 30],
    ])
    expect(picture.nodes.map(({ id }) => id)).not.toContain('nic:eth1.10')
    expect(wires(picture)).toContain('lan:eth1 → nic:eth1: direct, up')
  })

  it('shows the tags of machines, and the list of what the bridge’s NIC carries', () => {
    const picture = pictureOf(scene('tagged'))
    const tagged = picture.cables.flatMap(({ from, to, vlans }) =>
      vlans ? [[from, to, vlans]] : [],
    )
    const name = (id: unknown) => picture.nodes.find((node) => node.id === id)
    const machines = tagged.flatMap(([, to, vlans]) => {
      const node = name(to)
      return node?.kind === 'machine' ? [[node.machine.name, vlans]] : []
    })
    expect(machines).toEqual([
      ['db', { id: 42, text: '42' }],
      ['old-mail', { id: null, text: '10, 42' }],
    ])
    expect(tagged.filter(([from]) => from === 'nic:eth0')).toEqual([
      ['nic:eth0', 'bridge:br0', { id: null, text: '10, 20-29, 42' }],
    ])
  })

  it('puts the tags of a group’s cables together', () => {
    const one = { id: 42, text: '42' }
    expect(unionOf([one, undefined, one])).toEqual(one)
    expect(unionOf([one, { id: 7, text: '7' }])).toEqual({ id: null, text: '7, 42' })
    expect(unionOf([undefined])).toBe(undefined)
    expect(trunkOf([{ from: 9, to: 9, pvid: true, untagged: true }])).toEqual({ id: 9, text: '9' })
  })

  it('leads NAT through the NIC with the default route, and isolated networks nowhere', () => {
    const lines = wires(pictureOf(scene('lab')))
    expect(lines).toContain('nic:eth0 → default: nat, up')
    expect(lines.filter((line) => line.includes('lab-isolated'))).toEqual([])
  })

  it('shows a tap that is in no bridge, as after a network’s restart, as loose', () => {
    expect(last(withTap(null))).toBe('default → web: direct, loose')
  })

  it('leads a cable to the bridge that its tap is really in', () => {
    expect(last(withTap('br0'))).toBe('bridge:br0 → web: direct, up')
  })

  it('leads a cable into a bridge without a libvirt network', () => {
    expect(last(withTap('br0', { type: 'bridge', bridge: 'br0' }))).toContain('bridge:br0 → web')
  })

  it('believes the definition where nobody tells of taps', () => {
    const { networks, interfaces } = withTap(null)
    const machines = [machine('web', 'running', [nic('52:54:00:00:00:01')])]
    expect(last({ networks, machines, interfaces })).toBe('default → web: direct, up')
  })

  it('has no cable to a network or a bridge that is gone', () => {
    const lost = network({ name: 'lost', kind: 'bridged', bridge: 'br9' })
    const on = (source: ReturnType<typeof nic>['source']) =>
      machine('web', 'shut-off', [nic('52:54:00:00:00:01', { source, plugged: false })])
    const gone = { type: 'network', network: 'nowhere', bridge: null } as const
    expect(wires(pictureOf({ networks: [lost], machines: [on(gone)], interfaces: [] }))).toEqual([])
  })

  it('tells twins with one MAC apart', () => {
    const twins = [nic('52:54:00:00:00:01'), nic('52:54:00:00:00:01', { tap: 'vnet1' })]
    const { cables } = pictureOf({
      networks: [natNetwork()],
      machines: [machine('web', 'running', twins)],
      interfaces: [],
    })
    expect(new Set(cables.map(({ id }) => id)).size).toBe(2)
    expect(cables.map(({ carries }) => carries.taps)).toEqual([['vnet0'], ['vnet1']])
  })
})

describe('the host', () => {
  const idsOf = (interfaces: HostInterface[]) =>
    pictureOf({ networks: [], machines: [], interfaces }).nodes.map(({ id }) => id)

  it('shows spare NICs without a LAN, and leaves out what containers make', () => {
    const docker = hostInterface({ name: 'docker0', kind: 'bridge' })
    const container = hostInterface({ name: 'veth12ab', kind: 'veth', state: 'unmanaged' })
    const spare = hostInterface({ name: 'eth1', kind: 'ethernet' })
    expect(idsOf([docker, container, spare])).toEqual(['nic:eth1'])
  })

  it('has one LAN for two NICs on one subnet', () => {
    const nics = ['eth0', 'wlan0'].map((name) =>
      hostInterface({ name, kind: 'ethernet', ipv4: hostIp }),
    )
    const lans = idsOf(nics).filter((id) => id.startsWith('lan:'))
    expect(lans).toEqual(['lan:198.51.100.0/24'])
  })

  it('leads NAT through the route of the lowest metric', () => {
    const wifi = { ...hostIp, routes: hostIp.routes.map((route) => ({ ...route, metric: 600 })) }
    const interfaces = [
      hostInterface({ name: 'wlan0', kind: 'wifi', ipv4: wifi }),
      hostInterface({ name: 'eth0', kind: 'ethernet', ipv4: hostIp }),
    ]
    const picture = pictureOf({ networks: [natNetwork()], machines: [], interfaces })
    expect(wires(picture)).toContain('nic:eth0 → default: nat, up')
  })

  it('follows a card through its bond to the bridge', () => {
    const interfaces = [
      hostInterface({ name: 'eth0', kind: 'ethernet', controller: 'bond0' }),
      hostInterface({ name: 'bond0', kind: 'bond', controller: 'br0' }),
      hostInterface({ name: 'br0', kind: 'bridge', ipv4: hostIp }),
    ]
    expect(wires(pictureOf({ networks: [], machines: [], interfaces }))).toEqual([
      'internet → lan:198.51.100.0/24: direct, up',
      'lan:198.51.100.0/24 → nic:eth0: direct, up',
      'nic:eth0 → nic:bond0: direct, up',
      'nic:bond0 → bridge:br0: direct, up',
    ])
  })
})

describe('groups', () => {
  const groupsIn = ({ nodes }: Picture) => nodes.filter(({ kind }) => kind === 'group')

  it('are made of many machines that are wired alike, closed where there are very many', () => {
    const picture = pictureOf(scene('many'))
    expect(groupsIn(picture)).toMatchObject([{ open: false }, { open: false }])
    expect(picture.nodes.filter(({ kind }) => kind === 'machine')).toEqual([])
    const carried = picture.cables.filter(({ to }) => to.startsWith('group:'))
    expect(carried.map(({ carries }) => carries.taps.length)).toEqual([167, 334])
  })

  it('are made of a thousand machines that are all wired differently, by what they have in common', () => {
    const differing = pictureOf(scene('differing'))
    expect(groupsIn(differing)).toMatchObject([{ likeness: 'mixed' }])
    expect(differing.nodes.filter(({ kind }) => kind === 'machine')).toEqual([])
    const { networks, machines, interfaces } = scene('differing')
    const [one, two] = networks
    const onTwo = machines.map((item, index) => ({
      ...item,
      nics: item.nics.map((card, at) => {
        const first = (index % 2 === 0 ? one : two)?.name ?? ''
        return at === 0
          ? { ...card, source: { type: 'network' as const, network: first, bridge: null } }
          : card
      }),
    }))
    const byFirst = pictureOf({ networks, machines: onTwo, interfaces })
    expect(groupsIn(byFirst)).toMatchObject([{ likeness: 'first' }, { likeness: 'first' }])
    expect(byFirst.cables.length).toBeLessThan(1_000)
  })

  it('are at most forty of machines wired alike', () => {
    const { networks, interfaces } = scene('differing')
    const machines = Array.from({ length: 600 }, (_, index) =>
      machine(`m${index}`, 'running', [
        nic('52:54:00:00:00:01', {
          source: { type: 'network', network: `net${index % 100}`, bridge: null },
        }),
      ]),
    )
    const picture = pictureOf({ networks, machines, interfaces })
    const groups = Map.groupBy(groupsIn(picture), (node) => 'likeness' in node && node.likeness)
    expect(groups.get('same')).toHaveLength(40)
    expect(groups.get('mixed')).toHaveLength(1)
  })

  it('are not made of few machines', () => {
    expect(groupsIn(pictureOf(scene('bridged')))).toEqual([])
  })

  it('stay when one of the last machines goes', () => {
    const { machines, ...rest } = scene('many')
    const onDefault = groupsIn(pictureOf({ ...rest, machines })).at(-1)
    const key = onDefault?.kind === 'group' ? onDefault.key : ''
    const few = { ...rest, machines: machines.slice(0, 3) }
    expect(groupsIn(pictureOf(few, { grouped: new Set([key]), open: new Map() }))).toHaveLength(1)
    expect(groupsIn(pictureOf(few))).toHaveLength(0)
  })
})
