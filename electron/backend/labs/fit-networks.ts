/** Where the networks of a lab go on this host: which are there, and how what clashes is renumbered. Pure. */
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { Lab, LabFate, LabNetwork } from '../../../shared/model/labs/lab.ts'
import type { DefinedSubnet, NetworkDefinition } from '../../../shared/model/network-definition.ts'
import { formatSubnet, subnetOf } from '../../../shared/rules/ip.ts'
import { firstFreeName } from '../../../shared/rules/names.ts'
import { differingParts, ownsBridge } from '../../../shared/rules/networks/kinds.ts'
import { conflictsOf, usableSubnet } from '../../../shared/rules/networks/subnets.ts'
import type { OccupiedSubnet } from '../../../shared/rules/networks/subnets.ts'
import { readDefinition } from '../../libvirt/xml/definition/read.ts'
import { applyDefinition, createNetworkElement } from '../../libvirt/xml/definition/write.ts'
import { append, child, parse, remove } from '../../libvirt/xml/dom.ts'
import type { Element } from '../../libvirt/xml/dom.ts'
import { keepMark } from '../../libvirt/xml/mark.ts'
import { screenXml } from '../../libvirt/xml/screen.ts'
import { movedDefinition } from '../networks/moved-subnets.ts'
import type { SubnetTarget } from '../../../shared/rules/networks/moved-address.ts'
import { plainNetwork } from './exact.ts'
import type { Here, HereNetwork } from './here.ts'
import { madeUuid } from './identities.ts'

export interface FittedNetwork {
  asked: LabNetwork
  /** The one that it is already. */
  here: HereNetwork | null
  uuid: string
  definition: NetworkDefinition
  /** All of it, as it will be stored. */
  root: Element
  fate: Exclude<LabFate, 'missing'>
  notes: Message[]
  /** What finds no place in its new subnets. */
  lost: Message[]
}

/** What the lab is known by here, when it is opened again. */
export function networkUuid(lab: Lab, { uuid, definition }: LabNetwork): string {
  return uuid ?? madeUuid('network', lab.name, definition.name)
}

/** @param macs what became of MACs of the lab: reservations go with them */
export function fitNetworks(
  lab: Lab,
  here: Here,
  macs: ReadonlyMap<string, string>,
): FittedNetwork[] {
  const pairs = paired(lab, here.networks)
  const site = new Site(here, new Set(pairs.flatMap((pair) => pair.here ?? [])), ledInto(lab))
  // Who is there already keeps what it has: the others go round it.
  const placed = pairs.map((pair) => ({
    ...pair,
    place: pair.here && site.keep(pair.asked, pair.here),
  }))
  const fitted = placed.map(({ asked, here: there, place }) => {
    return { asked, here: there, place: place ?? site.find(asked) }
  })
  const moves = new Map(fitted.flatMap(({ place }) => place.moves))
  return fitted.map(({ asked, here: there, place }) => {
    const moved = movedDefinition(asked.definition, place.targets)
    const definition = {
      ...withMacs(withRoutes(moved.definition, moves), macs),
      ...{ name: place.name, bridge: place.bridge, mac: place.mac },
    }
    const uuid = there?.uuid ?? networkUuid(lab, asked)
    const root = rootOf(asked, definition, uuid)
    const changed = there ? changedParts(asked, there, root) : []
    const fate = there ? (changed.length > 0 ? 'changed' : 'stays') : 'made'
    const notes = [...(fate === 'stays' ? [] : place.notes), ...changed]
    return { asked, here: there, uuid, definition, root, fate, notes, lost: moved.lost }
  })
}

/** Those whose machines ports of the host lead to: the kernel knows the way by a bridge’s name. */
function ledInto({ machines }: Lab): ReadonlySet<string> {
  const nics = machines.flatMap((machine) => machine.nics)
  return new Set(
    nics.flatMap(({ hostPorts, settings: { source } }) =>
      hostPorts.length > 0 && source.type === 'network' ? [source.network] : [],
    ),
  )
}

interface Pair {
  asked: LabNetwork
  here: HereNetwork | null
}

/** By what each is known by; else by a name under which the very same network is there. */
function paired(lab: Lab, networks: HereNetwork[]): Pair[] {
  const byUuid = new Map(networks.map((network) => [network.uuid, network]))
  const taken = new Set(lab.networks.map((network) => byUuid.get(networkUuid(lab, network))))
  return lab.networks.map((asked) => {
    const known = byUuid.get(networkUuid(lab, asked))
    if (known) return { asked, here: known }
    const same = networks.find((one) => !taken.has(one) && isSame(asked, one))
    return { asked, here: same ?? null }
  })
}

function isSame(asked: LabNetwork, there: HereNetwork): boolean {
  if (asked.definition.name !== there.name) return false
  const { bridge, mac } = there.definition
  const definition = {
    ...asked.definition,
    ...{ bridge: asked.definition.bridge ?? bridge, mac: asked.definition.mac ?? mac },
  }
  return isLike(asked, there, rootOf(asked, definition, there.uuid))
}

function rootOf(asked: LabNetwork, definition: NetworkDefinition, uuid: string): Element {
  const root =
    asked.xml === null ? createNetworkElement(definition) : screenXml(asked.xml, 'network')
  keepMark(root, null)
  applyDefinition(root, definition)
  remove(child(root, 'uuid'))
  append(root, 'uuid', {}, uuid)
  return root
}

function isLike(asked: LabNetwork, there: HereNetwork, root: Element): boolean {
  if (asked.xml !== null) return plainNetwork(root) === plainNetwork(parse(there.xml))
  return differingParts(there.definition, readDefinition(root)).length === 0
}

function changedParts(asked: LabNetwork, there: HereNetwork, root: Element): Message[] {
  const parts = differingParts(there.definition, readDefinition(root))
  const shown = parts.map((part) => message('lab.note.part', { part: `network.part.${part}` }))
  const isOther = shown.length === 0 && !isLike(asked, there, root)
  return [
    ...shown,
    ...(isOther ? [message('lab.note.part', { part: 'network.part.other' })] : []),
    ...(asked.autostart === there.autostart
      ? []
      : [message(asked.autostart ? 'lab.note.autostart' : 'lab.note.noAutostart')]),
    ...(asked.active && !there.active ? [message('lab.note.start')] : []),
  ]
}

function withMacs(definition: NetworkDefinition, macs: ReadonlyMap<string, string>) {
  const subnets = definition.subnets.map((subnet) => ({
    ...subnet,
    reservations: subnet.reservations.map((item) => {
      return { ...item, mac: item.mac && (macs.get(item.mac) ?? item.mac) }
    }),
  }))
  return { ...definition, subnets }
}

/** Ways to others of the lab, which lie elsewhere here. */
function withRoutes(definition: NetworkDefinition, moves: ReadonlyMap<string, SubnetTarget>) {
  const routes = definition.routes.map((route) => {
    const subnet = subnetOf(route.destination, route.prefix)
    const target = subnet && moves.get(formatSubnet(subnet))
    const to = target && subnetOf(target.address, target.prefix)
    if (!to) return route
    const [destination = ''] = formatSubnet(to).split('/')
    return { ...route, destination, prefix: to.prefix }
  })
  return { ...definition, routes }
}

interface Place {
  name: string
  bridge: string | null
  mac: string | null
  targets: (SubnetTarget | null)[]
  /** Where subnets of the file are now. */
  moves: [from: string, to: SubnetTarget][]
  notes: Message[]
}

/** What is taken on this host, and by what of the lab that was placed before. */
class Site {
  readonly #names: Set<string>
  readonly #bridges: Set<string>
  readonly #macs: Set<string>
  #occupied: OccupiedSubnet[]
  readonly #led: ReadonlySet<string>

  /**
   * @param own networks of the lab that are here: they are in the others' way, not in their own
   * @param led those whose bridge has to have a name before it is there
   */
  constructor(here: Here, own: ReadonlySet<HereNetwork>, led: ReadonlySet<string>) {
    this.#led = led
    const others = here.networks.filter((network) => !own.has(network))
    const all = here.networks.map(({ definition }) => definition)
    this.#names = new Set(here.networks.map(({ name }) => name))
    this.#bridges = new Set([
      ...all.flatMap(({ kind, bridge }) => (ownsBridge(kind) && bridge !== null ? [bridge] : [])),
      ...here.interfaces,
    ])
    this.#macs = new Set([
      ...all.flatMap(({ mac }) => mac ?? []),
      ...here.macs,
      ...here.machines.flatMap(({ nics }) => nics.map(({ settings }) => settings.mac)),
    ])
    this.#occupied = here.occupied.filter(
      ({ by, name }) => by !== 'network' || others.some((other) => other.name === name),
    )
    for (const { name, definition } of own) this.#occupy(name, definition.subnets)
  }

  /** Of one that is here: what is taken by others stays as it is. */
  keep({ definition }: LabNetwork, there: HereNetwork): Place {
    const now = there.definition
    const isFree = (name: string) => !this.#bridges.has(name) || name === now.bridge
    const bridge = ownsBridge(definition.kind)
      ? definition.bridge !== null && isFree(definition.bridge)
        ? definition.bridge
        : now.bridge
      : definition.bridge
    const mac =
      definition.mac !== null && !this.#macs.has(definition.mac) ? definition.mac : now.mac
    const targets = definition.subnets.map((subnet, index) => {
      const stays = now.subnets[index]
      if (!stays || stays.family !== subnet.family || !this.#isTaken(subnet, there.name))
        return null
      return { address: stays.address, prefix: stays.prefix }
    })
    return { ...this.#placed(there.name, definition, targets), bridge, mac }
  }

  find({ definition }: LabNetwork): Place {
    const name = firstFreeName(this.#names, (index) => {
      return index === 0 ? definition.name : `${definition.name}-${index}`
    })
    this.#names.add(name)
    const targets = definition.subnets.map((subnet) => {
      const target = this.#isTaken(subnet, null) ? this.#freeFor(subnet) : null
      this.#occupy(name, [target ?? subnet])
      return target
    })
    const place = this.#placed(name, definition, targets)
    const bridge = this.#bridgeFor(definition)
    const mac = definition.mac !== null && this.#macs.has(definition.mac) ? null : definition.mac
    if (mac !== null) this.#macs.add(mac)
    const notes = [
      ...(name === definition.name ? [] : [renamed('name', definition.name, name)]),
      ...(bridge === definition.bridge || bridge === null || definition.bridge === null
        ? []
        : [renamed('bridge', definition.bridge, bridge)]),
      ...place.moves.map(([from, to]) => renamed('subnet', from, subnetText(to))),
      ...(mac === definition.mac
        ? []
        : [message('lab.note.newMac', { mac: definition.mac ?? '' })]),
    ]
    return { ...place, bridge, mac, notes }
  }

  #placed(name: string, { subnets }: NetworkDefinition, targets: (SubnetTarget | null)[]) {
    const moves = subnets.flatMap((subnet, index): Place['moves'] => {
      const target = targets[index]
      return target ? [[subnetText(subnet), target]] : []
    })
    return { name, targets, moves, notes: [] }
  }

  #bridgeFor({ name: network, kind, bridge }: NetworkDefinition): string | null {
    const isNeeded = bridge !== null || this.#led.has(network)
    if (!ownsBridge(kind) || !isNeeded) return bridge
    const name =
      bridge === null || this.#bridges.has(bridge)
        ? firstFreeName(this.#bridges, (index) => `virbr${index}`)
        : bridge
    this.#bridges.add(name)
    return name
  }

  /** As large as it was, where that is no larger than what can be found. */
  #freeFor({ family, prefix }: DefinedSubnet): SubnetTarget | null {
    const free = usableSubnet(family, this.#occupied)
    return free && { ...free, prefix: Math.max(free.prefix, prefix) }
  }

  #isTaken({ address, prefix }: SubnetTarget, own: string | null): boolean {
    const subnet = subnetOf(address, prefix)
    const others = this.#occupied.filter(({ by, name }) => by !== 'network' || name !== own)
    return subnet !== null && conflictsOf(subnet, others).length > 0
  }

  #occupy(name: string, subnets: SubnetTarget[]): void {
    this.#occupied = [...this.#occupied, ...subnets.map((subnet) => occupied(subnet, name))]
  }
}

function occupied(subnet: SubnetTarget, name: string): OccupiedSubnet {
  return { subnet: subnetText(subnet), by: 'network', name }
}

function subnetText({ address, prefix }: SubnetTarget): string {
  const subnet = subnetOf(address, prefix)
  return subnet ? formatSubnet(subnet) : `${address}/${prefix}`
}

function renamed(what: 'name' | 'bridge' | 'subnet', from: string, to: string): Message {
  return message(`lab.note.${what}`, { from, to })
}
