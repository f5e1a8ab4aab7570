/** A draft beside what is there: what of it is still to come, and the two together as the picture draws them. Pure. */
import type { HostInterface } from '../../../shared/model/host.ts'
import type { Machine, MachineNic, NicSource } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'
import { networkId } from '../picture/machines.ts'
import { nicTarget } from '../picture/targets.ts'
import type { Draft, DrawnMachine, DrawnNetwork, DrawnNic } from './draft.ts'

export interface World {
  networks: Network[]
  machines: Machine[]
  interfaces: HostInterface[]
}

/**
 * What of it is still to come: what has been applied, or has come in another way, is drawn no more. The
 * NICs of a drawn machine are those of one that has its name now.
 */
export function stillDrawn(draft: Draft, world: World): Draft {
  const networks = draft.networks.filter(({ uuid }) => !world.networks.some(isOf(uuid)))
  const come = new Map(
    draft.machines.flatMap(({ uuid, name }) => {
      const there = world.machines.find((machine) => machine.name === name)
      return there ? [[uuid, there.uuid]] : []
    }),
  )
  const machines = draft.machines.filter(({ uuid }) => !come.has(uuid))
  const nics = draft.nics
    .map((nic) => ({ ...nic, machine: come.get(nic.machine) ?? nic.machine }))
    .filter((nic) => !isThere(nic, world))
  const isSame =
    networks.length === draft.networks.length &&
    machines.length === draft.machines.length &&
    nics.length === draft.nics.length
  return isSame ? draft : { networks, machines, nics }
}

function isOf(uuid: string) {
  return (thing: { uuid: string }) => thing.uuid === uuid
}

function isThere({ machine, mac, to }: DrawnNic, world: World): boolean {
  const there = world.machines.find(isOf(machine))?.nics.find((nic) => nic.mac === mac)
  const source = there && sourceAt(to, world.networks)
  return source?.type === 'network'
    ? there?.source.type === 'network' && there.source.network === source.network
    : source?.type === 'bridge' &&
        there?.source.type === 'bridge' &&
        there.source.bridge === source.bridge
}

/** Null for what is not there any more. */
export function sourceAt(
  to: string,
  networks: readonly Pick<Network, 'uuid' | 'name' | 'bridge'>[],
): Extract<NicSource, { type: 'network' | 'bridge' }> | null {
  const [, kind, rest = ''] = /^(network|bridge):(.*)$/s.exec(to) ?? []
  if (kind === 'bridge') return { type: 'bridge', bridge: rest }
  const network = networks.find(isOf(rest))
  return network ? { type: 'network', network: network.name, bridge: network.bridge } : null
}

export interface Together extends World {
  /** As the picture calls them: networks, machines and NICs that are only drawn. */
  drawn: ReadonlySet<string>
}

/** NICs that lead to what has gone meanwhile are in no picture, and in no lab. */
export function together(draft: Draft, world: World): Together {
  const networks = [...world.networks, ...draft.networks.map(asNetwork)]
  const nics = Map.groupBy(draft.nics.filter(isLed(networks)), ({ machine }) => machine)
  const machines = [...world.machines, ...draft.machines.map(asMachine)].map((machine) =>
    withNics(machine, nics.get(machine.uuid) ?? [], networks),
  )
  const drawn = new Set([
    ...draft.networks.map(networkId),
    ...draft.machines.map(({ uuid }) => `machine:${uuid}`),
    ...[...nics].flatMap(([uuid, own]) => own.map(({ mac }) => nicTarget({ uuid }, mac))),
  ])
  return { ...world, networks, machines, drawn }
}

function isLed(networks: Network[]) {
  return ({ to }: DrawnNic) => sourceAt(to, networks) !== null
}

export function asNetwork({ uuid, definition }: DrawnNetwork): Network {
  const { name, kind, bridge, devices, forwardDevice, subnets, domain } = definition
  return {
    ...{ uuid, name, kind, bridge, subnets, mac: null, domainName: domain?.name ?? null },
    forwardDevices: forwardDevice === null ? devices : [forwardDevice],
    ...{ active: false, persistent: true, autostart: true, madeByPuente: false },
    ...{ leases: [], pending: [] },
  }
}

function asMachine({ uuid, name }: DrawnMachine): Machine {
  const plain = { persistent: true, autostart: false, memoryMiB: 0, vcpus: 0, nics: [] }
  return { uuid, name, state: 'shut-off', ...plain }
}

/** Of one that is led elsewhere all but where it leads stays. */
function withNics(machine: Machine, drawn: DrawnNic[], networks: Network[]): Machine {
  if (drawn.length === 0) return machine
  const byMac = new Map(drawn.map((nic) => [nic.mac, nic]))
  const led = machine.nics.map((nic) => {
    const to = byMac.get(nic.mac)
    byMac.delete(nic.mac)
    return to ? ledTo(nic, to, networks) : nic
  })
  const added = [...byMac.values()].map((nic) => ledTo(newNic(nic), nic, networks))
  return { ...machine, nics: [...led, ...added] }
}

function ledTo(nic: MachineNic, { to }: DrawnNic, networks: Network[]): MachineNic {
  const source = sourceAt(to, networks) ?? nic.source
  return { ...nic, source, tap: null, plugged: false, addresses: [] }
}

function newNic({ mac, to }: DrawnNic): MachineNic {
  return {
    ...{ mac, alias: null, slot: null, model: 'virtio', tap: null, linkUp: true, addresses: [] },
    ...{ plugged: false, stored: true, pending: [], leaving: false },
    source: { type: 'other', description: to },
  }
}
