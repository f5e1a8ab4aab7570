/** This host's wiring as a lab. Pure. */
import type {
  Lab,
  LabBridge,
  LabForward,
  LabNetwork,
  LabNic,
  LabSelection,
} from '../../../shared/model/labs/lab.ts'
import type { Forward } from '../../../shared/model/forward.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import { ownsBridge } from '../../../shared/rules/networks/kinds.ts'
import { format, parse, remove, children } from '../../libvirt/xml/dom.ts'
import { keepMark } from '../../libvirt/xml/mark.ts'
import { readSettings } from '../../libvirt/xml/nic/read.ts'
import { applyChanges } from '../../libvirt/xml/nic/write.ts'
import { isSaidByDefinition, isSaidBySettings, portableNic } from './exact.ts'
import { reservedAddress } from './fit-forwards.ts'
import type { Here, HereMachine, HereNetwork, HereNic } from './here.ts'

type Saved = Pick<Here, 'networks' | 'machines' | 'hostInterfaces'>

/** @throws Error where nothing of it is there */
export function savedLab(here: Saved, { networks }: LabSelection): Lab {
  const chosen = here.networks.filter(({ name }) => networks === null || networks.includes(name))
  const isWanted = networks === null ? () => true : isOnAny(chosen)
  const saved: Lab = {
    ...{ name: '', note: null, bridges: [] },
    networks: chosen.sort(byName).map(savedNetwork),
    machines: here.machines
      .map(({ uuid, name, nics }): HereMachine => ({ uuid, name, nics: nics.filter(isWanted) }))
      .filter(({ nics }) => nics.length > 0)
      .sort(byName)
      .map(({ name, nics }) => {
        return { name, nics: nics.map((nic) => savedNic(nic, here.networks)) }
      }),
  }
  return { ...saved, bridges: bridgesUnder(saved, here.hostInterfaces) }
}

/** Bridges of the host that something of it leads to, each with the NIC that it is on. */
export function bridgesUnder(
  { networks, machines }: Lab,
  interfaces: HostInterface[],
): LabBridge[] {
  const needed = new Set([
    ...networks.flatMap(({ definition: { kind, bridge } }) =>
      !ownsBridge(kind) && bridge !== null ? [bridge] : [],
    ),
    ...machines.flatMap(({ nics }) =>
      nics.flatMap(({ settings: { source } }) => (source.type === 'bridge' ? [source.bridge] : [])),
    ),
  ])
  return interfaces
    .filter(({ name, bridge }) => needed.has(name) && bridge && bridge.owner !== 'other')
    .map(({ name, ports }) => {
      const nic = ports.find((port) => interfaces.some((one) => one.name === port && isNic(one)))
      return { name, nic: nic ?? null }
    })
    .sort(byName)
}

/** A machine's tap is a port, too. */
function isNic({ kind }: HostInterface): boolean {
  return kind !== 'tun' && kind !== 'other'
}

function isOnAny(networks: HereNetwork[]): (nic: HereNic) => boolean {
  const names = networks.map(({ name }) => name)
  const bridges = networks
    .filter(({ definition }) => ownsBridge(definition.kind))
    .map(({ definition }) => definition.bridge)
  return ({ settings: { source } }) => {
    if (source.type === 'network') return names.includes(source.network)
    return source.type === 'bridge' && bridges.includes(source.bridge)
  }
}

export function savedNetwork({
  uuid,
  xml,
  active,
  autostart,
  definition,
}: HereNetwork): LabNetwork {
  const root = parse(xml)
  const isSaid = isSaidByDefinition(root)
  children(root, 'uuid').forEach(remove)
  // That it came with a bridge of this host is true of this host.
  keepMark(root, null)
  return { uuid, active, autostart, definition, xml: isSaid ? null : format(root) }
}

export function savedNic(
  { xml, rules, badLink, forwards }: HereNic,
  networks: HereNetwork[],
): LabNic {
  const nic = portableNic(xml)
  // A filter of ours is its rules, in words: on another host it is made anew.
  if (rules) applyChanges(nic, { filter: null })
  const { mac, bootOrder: _, ...settings } = readSettings(nic)
  const isSaid = isSaidBySettings(nic, mac, settings)
  const { source } = settings
  const network = networks.find(({ name }) => source.type === 'network' && source.network === name)
  return {
    ...{ mac: mac || null, settings, xml: isSaid ? null : format(nic), rules, badLink },
    hostPorts: forwards.map((forward) => savedForward(forward, network)),
  }
}

function savedForward(forward: Forward, network: HereNetwork | undefined): LabForward {
  const { protocol, address, port, toPort, to, engine, on: enabled, mac } = forward
  const reserved = network && reservedAddress(network.definition, mac, address)
  return { protocol, address, port, toPort, to: to === reserved ? null : to, engine, enabled }
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1
}
