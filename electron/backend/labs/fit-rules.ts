/** The filters that rules of a lab's NICs become: one that says the same stays, another is made. Pure. */
import { isDeepStrictEqual } from 'node:util'
import type { NicRules } from '../../../shared/model/nic-rules.ts'
import type { NicWire } from '../../../shared/model/nic-settings.ts'
import { formatSubnet, subnetOf } from '../../../shared/rules/ip.ts'
import { filterNameFor, ruleKindOf } from '../../../shared/rules/nic-rules.ts'
import { parse } from '../../libvirt/xml/dom.ts'
import { uuidOfFilter } from '../../libvirt/xml/filter/read.ts'
import { filterXml } from '../../libvirt/xml/filter/write.ts'
import type { FilterEdit } from '../machines/nic-filters.ts'
import { movedAddress } from '../../../shared/rules/networks/moved-address.ts'
import { aroundOf } from '../rules/around.ts'
import type { World } from '../rules/around.ts'
import type { FittedNetwork } from './fit-networks.ts'
import type { FittedRules, PairedNic } from './fit-nics.ts'
import type { Here, HereNic } from './here.ts'

export class RuleFilters {
  readonly #here: Here
  readonly #networks: FittedNetwork[]
  readonly #world: World
  /** By how many NICs each is had. */
  readonly #users = new Map<string, number>()

  constructor(here: Here, networks: FittedNetwork[]) {
    this.#here = here
    this.#networks = networks
    this.#world = worldOf(here, networks)
    for (const nic of here.machines.flatMap(({ nics }) => nics)) this.#count(nic.filters, 1)
  }

  /** @param source as it is called here */
  fit({ asked, here, mac }: PairedNic, source: NicWire): FittedRules {
    const rules = asked.rules && this.#moved(asked.rules, source)
    if (!rules) {
      const { filter } = asked.settings
      return { filter, edits: this.#left(here, filter?.name ?? null) }
    }
    if (here?.settings.filter && isDeepStrictEqual(here.rules, rules)) {
      return { filter: here.settings.filter, edits: [] }
    }
    this.#count(here?.filters ?? [], -1)
    const name = filterNameFor(rules.allow, mac, this.#users.keys())
    this.#count(here?.filters ?? [], 1)
    this.#count([name], 1)
    const before = this.#here.filters.get(name) ?? null
    const uuid = before === null ? null : uuidOfFilter(parse(before))
    const after = filterXml({ name, uuid }, rules, aroundOf({ source }, this.#world))
    const filter = { name, parameters: [] }
    return { filter, edits: [{ name, before, after }, ...this.#left(here, name)] }
  }

  #count(names: string[], more: number): void {
    for (const name of new Set(names)) {
      const users = (this.#users.get(name) ?? 0) + more
      if (users > 0) this.#users.set(name, users)
      else this.#users.delete(name)
    }
  }

  /** Of ours, what nobody has once this NIC has another. */
  #left(here: HereNic | null, now: string | null): FilterEdit[] {
    return [...new Set(here?.filters)].flatMap((name): FilterEdit[] => {
      const before = this.#here.filters.get(name)
      const isGoing = name !== now && ruleKindOf(name) !== null && this.#users.get(name) === 1
      return isGoing && before !== undefined ? [{ name, before, after: null }] : []
    })
  }

  /** Addresses of the lab's own subnets lie where these lie here. */
  #moved(rules: NicRules, source: NicWire): NicRules {
    const own = (network: FittedNetwork) =>
      source.type === 'network' && network.definition.name === source.network
    const nearFirst = [...this.#networks].sort((a, b) => Number(own(b)) - Number(own(a)))
    const place = (address: string) =>
      nearFirst.map((network) => movedPlace(address, network)).find((moved) => moved !== null) ??
      address
    switch (rules.allow) {
      case 'internet':
      case 'lan':
        return rules
      case 'addresses':
        return { ...rules, addresses: rules.addresses.map(place) }
      case 'services': {
        const services = rules.services.map((one) => ({ ...one, address: place(one.address) }))
        return { ...rules, services }
      }
    }
  }
}

/** Null for one that is in none of its subnets, as the file has them. */
function movedPlace(place: string, { asked, definition }: FittedNetwork): string | null {
  for (const [index, from] of asked.definition.subnets.entries()) {
    const to = definition.subnets[index]
    if (!to) continue
    const [was, is] = [subnetOf(from.address, from.prefix), subnetOf(to.address, to.prefix)]
    if (was && is && formatSubnet(was) === place) return formatSubnet(is)
    const address = movedAddress(place, from, to)
    if (address !== null) return address
  }
  return null
}

/** As it will be with the lab, so that what is made of it is the same the next time. */
function worldOf(here: Here, networks: FittedNetwork[]): World {
  const own = new Set(networks.map(({ uuid }) => uuid))
  const all = [
    ...networks.map(({ definition }) => definition),
    ...here.networks.filter(({ uuid }) => !own.has(uuid)).map(({ definition }) => definition),
  ]
  const subnets = networks.flatMap(({ definition }) =>
    definition.subnets.flatMap(({ address, prefix }) => subnetOf(address, prefix) ?? []),
  )
  return {
    networks: all,
    interfaces: here.hostInterfaces,
    occupied: [...here.occupied.map(({ subnet }) => subnet), ...subnets.map(formatSubnet)],
  }
}
