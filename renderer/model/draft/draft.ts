/** What a person has drawn in the picture and is not there yet: nothing of the host is changed by it. Pure. */
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'

/** It has the UUID that it will have: in the picture it stays where it stands once it is there. */
export interface DrawnNetwork {
  uuid: string
  definition: NetworkDefinition
}

export interface DrawnMachine {
  uuid: string
  name: string
}

/** A NIC with its cable: a new one, or, by its MAC, one that is there and is led elsewhere. */
export interface DrawnNic {
  mac: string
  /** Its machine's UUID, drawn or there. */
  machine: string
  /** What its cable leads to, as the picture calls it: `network:…` or `bridge:…`. */
  to: string
}

export interface Draft {
  networks: DrawnNetwork[]
  machines: DrawnMachine[]
  nics: DrawnNic[]
}

export const emptyDraft: Draft = { networks: [], machines: [], nics: [] }

export function isEmptyDraft({ networks, machines, nics }: Draft): boolean {
  return networks.length + machines.length + nics.length === 0
}

/** A new one, or the same one with other settings. */
export function withNetwork(draft: Draft, network: DrawnNetwork): Draft {
  return { ...draft, networks: replaced(draft.networks, network, ({ uuid }) => uuid) }
}

export function withMachine(draft: Draft, machine: DrawnMachine): Draft {
  return { ...draft, machines: replaced(draft.machines, machine, ({ uuid }) => uuid) }
}

/** A new cable, or another end for one that is drawn. */
export function withNic(draft: Draft, nic: DrawnNic): Draft {
  return { ...draft, nics: replaced(draft.nics, nic, nicId) }
}

/** @param id as the picture calls it; what is led to it, or is its NIC, goes with it */
export function without({ networks, machines, nics }: Draft, id: string): Draft {
  return {
    networks: networks.filter(({ uuid }) => `network:${uuid}` !== id),
    machines: machines.filter(({ uuid }) => `machine:${uuid}` !== id),
    nics: nics.filter(
      (nic) => nicId(nic) !== id && nic.to !== id && !nicId(nic).startsWith(`${id}/`),
    ),
  }
}

/** Once it has been applied: machines that are drawn have still to be created, and their NICs with them. */
export function applied({ machines, nics }: Draft): Draft {
  const drawn = new Set(machines.map(({ uuid }) => uuid))
  return { networks: [], machines, nics: nics.filter(({ machine }) => drawn.has(machine)) }
}

function nicId({ machine, mac }: DrawnNic): string {
  return `machine:${machine}/${mac}`
}

/** In its place, where it is there. */
function replaced<T>(list: T[], item: T, keyOf: (item: T) => string): T[] {
  const at = list.findIndex((other) => keyOf(other) === keyOf(item))
  return at < 0 ? [...list, item] : list.with(at, item)
}
