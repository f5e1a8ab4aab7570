/** What lies between a target and the network: the part of everything that a run looks at. Pure. */
import type { DiagnosisTarget, Finding, Subject } from '../../../shared/model/finding.ts'
import type { Forward } from '../../../shared/model/forward.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import { isNicOf } from '../../../shared/model/machine.ts'
import type { LanSlice } from '../../../shared/model/lan-slice.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'

export interface World {
  machines: Machine[]
  networks: Network[]
  interfaces: HostInterface[]
  forwards: Forward[]
  slices: LanSlice[]
}

/** One NIC and where its cable leads. */
export interface NicPath {
  machine: Machine
  nic: MachineNic
  /** Null when its cable leads to no network, or to one that is not there. */
  network: Network | null
  /** The bridge that its tap should be a port of. */
  bridge: string | null
}

export interface Scope {
  /** Machines that are asked about, as opposed to those that only happen to be on the way. */
  machines: Machine[]
  paths: NicPath[]
  networks: Network[]
  bridges: string[]
}

export function scopeOf(world: World, target: DiagnosisTarget): Scope {
  const byName = new Map(world.networks.map((network) => [network.name, network]))
  const all = world.machines.flatMap((machine) =>
    machine.nics.map((nic) => pathOf(byName, machine, nic)),
  )
  switch (target.type) {
    case 'everything':
    case 'host':
      return along({ machines: [], paths: all, networks: world.networks })
    case 'machine': {
      const machines = world.machines.filter(({ uuid }) => uuid === target.uuid)
      return along({
        machines,
        paths: all.filter(({ machine }) => machines.includes(machine)),
      })
    }
    case 'nic': {
      const paths = all.filter(
        ({ machine, nic }) => machine.uuid === target.uuid && isNicOf(nic, target.nic),
      )
      return along({ machines: paths.map(({ machine }) => machine), paths })
    }
    case 'network': {
      const networks = world.networks.filter(({ uuid }) => uuid === target.uuid)
      const paths = all.filter(({ network }) => network && networks.includes(network))
      return along({ machines: [], paths, networks })
    }
    case 'bridge': {
      const networks = world.networks.filter(({ bridge }) => bridge === target.name)
      const paths = all.filter(({ bridge }) => bridge === target.name)
      return along({ machines: [], paths, networks, bridges: [target.name] })
    }
  }
}

/** Asked about the host, what only concerns a machine is left out. */
export function isAsked({ about }: Pick<Finding, 'about'>, target: DiagnosisTarget): boolean {
  return target.type !== 'host' || ['host', 'interface', 'bridge'].includes(about.type)
}

function along(part: Pick<Scope, 'machines' | 'paths'> & Partial<Scope>): Scope {
  const networks = new Set(part.networks ?? part.paths.flatMap(({ network }) => network ?? []))
  const bridges = new Set([
    ...(part.bridges ?? []),
    ...part.paths.flatMap(({ bridge }) => bridge ?? []),
    ...[...networks].flatMap(({ bridge, active }) => (active && bridge) || []),
  ])
  return { ...part, networks: [...networks], bridges: [...bridges] }
}

function pathOf(
  networks: ReadonlyMap<string, Network>,
  machine: Machine,
  nic: MachineNic,
): NicPath {
  const { source } = nic
  if (source.type === 'bridge') return { machine, nic, network: null, bridge: source.bridge }
  if (source.type !== 'network') return { machine, nic, network: null, bridge: null }
  const network = networks.get(source.network) ?? null
  return { machine, nic, network, bridge: network?.bridge ?? null }
}

export function nicSubject({ machine, nic }: Pick<NicPath, 'machine' | 'nic'>): Subject {
  const { alias, mac, slot } = nic
  return { type: 'nic', uuid: machine.uuid, name: machine.name, nic: { alias, mac, slot } }
}

export function machineSubject({ uuid, name }: Machine): Subject {
  return { type: 'machine', uuid, name }
}

export function networkSubject({ uuid, name }: Network): Subject {
  return { type: 'network', uuid, name }
}
