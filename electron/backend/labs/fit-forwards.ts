/** Ports of this host that a lab leads to its machines: which are there, which come, and by which port. Pure. */
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { Forward, ForwardStanding } from '../../../shared/model/forward.ts'
import type { Lab, LabFate, LabForward } from '../../../shared/model/labs/lab.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import { chooseEngine, wishProblems } from '../../../shared/rules/forward-engines.ts'
import type { Hindrance, Reason } from '../../../shared/rules/forward-engines.ts'
import { parseAddress } from '../../../shared/rules/ip.ts'
import { hasPart, isRouted } from '../../../shared/rules/networks/kinds.ts'
import { LAST_PORT } from '../../../shared/rules/port-forwards.ts'
import { movedAddress } from '../../../shared/rules/networks/moved-address.ts'
import type { FittedNetwork } from './fit-networks.ts'
import type { FittedNic } from './fit-nics.ts'
import { madeForwardId } from './identities.ts'

export interface HereForwards {
  forwards: Forward[]
  standing: ForwardStanding
}

export interface FittedForward {
  machine: string
  forward: Forward
  before: Forward | null
  because: Reason | null
  fate: Exclude<LabFate, 'missing'>
  notes: Message[]
}

export interface FittedForwards {
  forwards: FittedForward[]
  /** What can't be had here, and is left out. */
  warnings: Message[]
}

interface Wished {
  nic: FittedNic
  asked: LabForward
  network: NetworkDefinition
  /** Its twin in the file. */
  own: FittedNetwork | null
}

export class ForwardFit {
  readonly #here: HereForwards
  readonly #networks: FittedNetwork[]
  readonly #others: ReadonlyMap<string, NetworkDefinition>
  #standing: ForwardStanding

  /** @param others networks by their names here, of which the lab’s own know better */
  constructor(
    here: HereForwards,
    networks: FittedNetwork[],
    others: ReadonlyMap<string, NetworkDefinition>,
  ) {
    this.#here = here
    this.#networks = networks
    this.#others = others
    this.#standing = here.standing
  }

  fit(lab: Lab, nics: FittedNic[]): FittedForwards {
    const warnings: Message[] = []
    const forwards = nics.flatMap((nic): FittedForward[] =>
      nic.asked.hostPorts.flatMap((asked) => {
        const found = this.#one(lab, nic, asked)
        if ('key' in found) warnings.push(found)
        return 'key' in found ? [] : [found]
      }),
    )
    return { forwards, warnings }
  }

  #one(lab: Lab, nic: FittedNic, asked: LabForward): FittedForward | Message {
    const { source } = nic.settings
    const own =
      this.#networks.find(
        ({ definition }) => source.type === 'network' && definition.name === source.network,
      ) ?? null
    const network =
      own?.definition ?? (source.type === 'network' ? this.#others.get(source.network) : undefined)
    const left = (why: Message) => leftOut(nic, asked, why)
    if (!network || !hasPart(network.kind, 'subnets') || network.bridge === null) {
      return left(message('lab.forward.network'))
    }
    const to = guestAddress({ nic, asked, network, own })
    if (to === null) return left(message('lab.forward.address'))
    const id = madeForwardId(lab.name, nic.machine.name, nic.mac, textOfPort(asked))
    const before = this.#before(id, nic, asked)
    const port = before?.port ?? this.#freePort(asked)
    const { protocol, address, toPort, enabled: on } = asked
    const wish = { protocol, address, port, toPort }
    const chosen = this.#engine(asked, { ...wish, to }, isRouted(network.kind), before)
    if ('hindrance' in chosen) return left(message(`forward.hindrance.${chosen.hindrance}`))
    const forward: Forward = {
      ...{ id: before?.id ?? id, engine: chosen.engine, on, ...wish },
      ...{ machine: nic.machine.uuid, mac: nic.mac, bridge: network.bridge, to },
      source: isRouted(network.kind) ? 'kept' : 'host',
    }
    const fate = before ? (isSame(before, forward) ? 'stays' : 'changed') : 'made'
    if (fate === 'made') this.#take(forward, nic.machine.name)
    const notes =
      fate === 'made' && port !== asked.port
        ? [message('lab.note.port', { from: asked.port, to: port })]
        : []
    return { machine: nic.machine.name, forward, before, because: chosen.because, fate, notes }
  }

  /** By what the lab knows it; else the very same one, whoever made it. */
  #before(id: string, { machine, mac }: FittedNic, asked: LabForward): Forward | null {
    const { forwards } = this.#here
    const same = (one: Forward) =>
      one.machine === machine.uuid && one.mac === mac && textOfPort(one) === textOfPort(asked)
    return forwards.find((one) => one.id === id) ?? forwards.find(same) ?? null
  }

  #engine(
    { engine: wanted }: LabForward,
    { to, ...wish }: Pick<Forward, 'protocol' | 'address' | 'port' | 'toPort' | 'to'>,
    isRoutedNetwork: boolean,
    before: Forward | null,
  ): { engine: Forward['engine']; because: Reason | null } | { hindrance: Hindrance } {
    if (before) return { engine: before.engine, because: null }
    const way = { to, isRouted: isRoutedNetwork }
    const chosen = chooseEngine(wanted, wish, way, this.#standing)
    if (chosen.engine !== null) return chosen
    const other = chooseEngine('auto', wish, way, this.#standing)
    return other.engine === null ? { hindrance: other.hindrance } : other
  }

  #freePort(asked: LabForward): number {
    for (let port = asked.port; port <= LAST_PORT; port++) {
      if (wishProblems({ ...asked, port }, this.#standing).length === 0) return port
    }
    return asked.port
  }

  #take(forward: Forward, machine: string): void {
    const { protocol, address, port } = forward
    const taken = { protocol, address, first: port, last: port, program: null, machine }
    this.#standing = { ...this.#standing, taken: [...this.#standing.taken, taken] }
  }
}

function leftOut({ machine, mac }: FittedNic, asked: LabForward, why: Message): Message {
  const params = { forward: textOfPort(asked), machine: machine.name, mac, why: why.key }
  return message('lab.warning.forward', params)
}

/** `tcp 127.0.0.1 8080` */
function textOfPort({ protocol, address, port }: Pick<Forward, 'protocol' | 'address' | 'port'>) {
  return [protocol, address, port].filter((part) => part !== null).join(' ')
}

/** The one that is reserved for it; else the one that the file says, wherever that lies here. */
function guestAddress({ nic, asked, network, own }: Wished): string | null {
  if (asked.to !== null) {
    const subnets = own?.asked.definition.subnets ?? []
    const moved = subnets.map((from, index) => {
      const to = own?.definition.subnets[index]
      return to ? movedAddress(asked.to ?? '', from, to) : null
    })
    return moved.find((one) => one !== null) ?? asked.to
  }
  return reservedAddress(network, nic.mac, asked.address)
}

/** @param listens on the host: a forward stays within one family where it can */
export function reservedAddress(
  { subnets }: Pick<NetworkDefinition, 'subnets'>,
  mac: string,
  listens: string | null,
): string | null {
  const family = (listens === null ? null : parseAddress(listens)?.family) ?? 'ipv4'
  const own = subnets.flatMap((subnet) =>
    subnet.reservations.flatMap((one) =>
      one.mac === mac ? [{ family: subnet.family, address: one.address }] : [],
    ),
  )
  return (own.find((one) => one.family === family) ?? own[0])?.address ?? null
}

function isSame(before: Forward, now: Forward): boolean {
  const { to, toPort, on } = now
  return before.to === to && before.toPort === toPort && before.on === on
}
