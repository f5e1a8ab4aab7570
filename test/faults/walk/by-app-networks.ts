/** What a person does with networks and bridges in the app. */
import { emptyDefinition } from '../../../shared/model/network-definition.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import type { NetworkKind } from '../../../shared/model/network-kind.ts'
import type { Network } from '../../../shared/model/network.ts'
import type { Random } from './random.ts'
import { NOTHING_TO_DO, answer, apply, hasInterface, networks } from './world.ts'
import type { Action, World } from './world.ts'

const KINDS: NetworkKind[] = [
  'nat',
  'isolated',
  'routed',
  'open',
  'very-isolated',
  'bridged',
  'macvtap',
]
export const NETWORK_NAMES = ['n1', 'n2', 'n3', 'n4', 'n5']

type OnNetwork = (world: World, network: Network) => Promise<unknown>

const network = (name: string, weight: number, run: OnNetwork): Action => ({
  name,
  weight,
  run: async (world) => {
    const one = world.random.pick(networks(world))
    if (!one) return NOTHING_TO_DO
    return answer(`${name} ${one.name}`, run(world, one))
  },
})

export const NETWORK_ACTIONS: Action[] = [
  { name: 'create a network', weight: 8, run: create },
  network('edit', 8, edit),
  network('start', 8, ({ backend }, { uuid }) => backend.api.startNetwork(uuid)),
  network('stop', 5, ({ backend, random }, { uuid }) =>
    backend.api.stopNetwork(uuid, { force: random.below(2) === 0 }),
  ),
  network('restart', 3, (world, { uuid }) =>
    apply(world, world.backend.api.planRestartNetwork({ network: uuid })),
  ),
  network('delete', 4, (world, { uuid }) =>
    apply(world, world.backend.api.planDeleteNetwork({ network: uuid })),
  ),
  network('set autostart of', 4, ({ backend }, { uuid, autostart }) =>
    backend.api.setNetworkAutostart(uuid, !autostart),
  ),
  network('reserve an address on', 4, reserve),
  { name: 'bridge or unbridge', weight: 5, run: bridge },
]

function create(world: World): Promise<string> {
  const { random, backend } = world
  const definition = anyDefinition(random, random.pick(NETWORK_NAMES) ?? '')
  const intent = { definition, autostart: random.below(2) === 0, copyOf: null }
  const planned = backend.api.planCreateNetwork({ ...intent, despiteCollision: false })
  return answer(`create ${definition.kind} ${definition.name}`, apply(world, planned))
}

function anyDefinition(random: Random, name: string): NetworkDefinition {
  const kind = random.pick(KINDS) ?? 'nat'
  const definition = emptyDefinition(name, kind)
  if (kind === 'bridged') return { ...definition, bridge: random.pick(['br0', 'brx']) ?? null }
  if (kind === 'macvtap') return { ...definition, devices: ['eth1'] }
  if (kind === 'very-isolated') return definition
  const net = `10.${60 + random.below(9)}.0`
  const dhcpRanges = [{ start: `${net}.10`, end: `${net}.99`, leaseSeconds: null }]
  const subnet = { family: 'ipv4', address: `${net}.1`, prefix: 24, dhcpRanges } as const
  return { ...definition, subnets: [{ ...subnet, dhcpRanges, reservations: [] }] }
}

async function edit(world: World, { uuid }: Network): Promise<unknown> {
  const { backend, random } = world
  const { stored } = await backend.api.getNetworkDetails(uuid)
  if (!stored) return
  const { definition: old } = stored
  const parts: Partial<NetworkDefinition>[] = [
    { domain: { name: `d${random.below(9)}.test`, localOnly: false, register: false } },
    { stp: !old.stp },
    { mtu: 1400 + random.below(100) },
    { isolatedPorts: !old.isolatedPorts },
    { dns: { ...old.dns, hosts: [{ address: '10.60.0.7', names: [`h${random.below(9)}`] }] } },
    { subnets: old.subnets.map((one) => ({ ...one, dhcpRanges: [] })) },
  ]
  const definition = { ...old, ...random.pick(parts) }
  const intent = { network: uuid, definition, despiteCollision: true }
  return apply(world, backend.api.planEditNetwork(intent))
}

function reserve(world: World, { uuid, subnets }: Network): Promise<unknown> {
  const { backend, random } = world
  const [, net = '10.60.0'] = /^(.*)\.\d+$/.exec(subnets[0]?.address ?? '') ?? []
  const address = `${net}.${100 + random.below(100)}`
  const intent = { network: uuid, mac: random.mac(), address, name: null }
  return apply(world, backend.api.planReserveAddress(intent))
}

function bridge(world: World): Promise<string> {
  const { backend, random } = world
  const isThere = hasInterface(world, 'br0')
  const intent = { nic: 'eth0', name: 'br0', network: random.pick(['lan', null]) ?? null }
  const planned = isThere
    ? backend.api.planRemoveBridge({ bridge: 'br0' })
    : backend.api.planCreateBridge(intent)
  const keep = random.below(3) > 0
  const done = apply(world, planned).then((id) =>
    keep ? backend.api.keepChange(id) : backend.api.revertChange(id),
  )
  return answer(`${isThere ? 'unbridge' : 'bridge'} and ${keep ? 'keep' : 'revert'}`, done)
}
