/** Which engine carries a forward, and why. Pure. */
import type { KeyIn } from '../locales.ts'
import type { ForwardEngine, ForwardStanding, ForwardWish } from '../model/forward.ts'
import { parseAddress } from './ip.ts'
import { forwardProblems, reachableBy } from './port-forwards.ts'
import type { Reachable } from './port-forwards.ts'
import type { PortForward } from '../model/port-forward.ts'
import type { Problem } from './problem.ts'

export type Wanted = ForwardEngine | 'auto'
export type Reason = KeyIn<'forward.because'>
export type Hindrance = KeyIn<'forward.hindrance'>

export type Chosen =
  { engine: ForwardEngine; because: Reason } | { engine: null; hindrance: Hindrance }

/** The guest's side. */
export interface Way {
  /** The guest's address that it leads to. */
  to: string
  /** Is its network one that packets pass through, so that libvirt has switched forwarding on? */
  isRouted: boolean
}

export function chooseEngine(
  wanted: Wanted,
  wish: ForwardWish,
  way: Way,
  standing: ForwardStanding,
): Chosen {
  const no = {
    relay: relayHindrance(wish, standing),
    nat: natHindrance(wish, way, standing),
  }
  if (wanted !== 'auto') {
    const hindrance = no[wanted]
    return hindrance ? { engine: null, hindrance } : { engine: wanted, because: 'asked' }
  }
  if (reachOf(wish) === 'this-computer') {
    return no.relay
      ? { engine: null, hindrance: no.relay }
      : { engine: 'relay', because: 'this-computer' }
  }
  if (!no.relay && !standing.firewall) return { engine: 'relay', because: 'no-rights' }
  if (!no.nat) return { engine: 'nat', because: no.relay ? whyNat[no.relay] : 'firewall' }
  if (!no.relay) return { engine: 'relay', because: 'no-nat' }
  return { engine: null, hindrance: no.nat }
}

/** In words of what the kernel's way is better at. */
const whyNat: Record<Hindrance, Reason> = {
  elsewhere: 'no-relay',
  session: 'no-relay',
  'no-user-systemd': 'no-relay',
  'no-proxy': 'no-relay',
  'no-helper': 'no-relay',
  'no-nft': 'no-relay',
  udp: 'udp',
  privileged: 'privileged',
  'this-computer': 'no-relay',
  family: 'no-relay',
  'not-forwarding': 'no-relay',
}

function relayHindrance(wish: ForwardWish, standing: ForwardStanding): Hindrance | null {
  if (standing.relay) return standing.relay
  if (wish.protocol === 'udp') return 'udp'
  return wish.port < standing.lowestPort ? 'privileged' : null
}

function natHindrance(wish: ForwardWish, way: Way, standing: ForwardStanding): Hindrance | null {
  if (standing.nat) return standing.nat
  if (reachOf(wish) === 'this-computer') return 'this-computer'
  const [from, to] = [
    wish.address === null ? null : parseAddress(wish.address),
    parseAddress(way.to),
  ]
  if (from && to && from.family !== to.family) return 'family'
  const isForwarding = to !== null && standing.forwarding[to.family]
  return way.isRouted || isForwarding ? null : 'not-forwarding'
}

export function reachOf(wish: ForwardWish): Reachable {
  return reachableBy(asPortForward(wish))
}

/** As passt's are written, so that the same rules hold for all. */
export function asPortForward({ protocol, address, port, toPort }: ForwardWish): PortForward {
  const ranges = [{ first: port, last: port, to: toPort }]
  return { protocol, address, device: null, ranges, except: [] }
}

const fields: Record<string, keyof ForwardWish> = {
  address: 'address',
  ports: 'port',
  to: 'toPort',
}

/**
 * What is wrong with one by itself, and who is in its way; not which engine has it.
 * @param standing left out where nothing is known of the host yet
 */
export function wishProblems(wish: ForwardWish, standing?: ForwardStanding): Problem[] {
  const found = forwardProblems(
    [asPortForward(wish)],
    standing && { lowestPort: 0, taken: standing.taken },
  )
  return found.map(({ field, text }) => ({
    field: fields[field.split('.')[2] ?? ''] ?? 'port',
    text,
  }))
}
