/**
 * Rules are tried as they are set: this host pings the guest before and after. It is the one end that is
 * there for every guest, needs no right, and nothing in the guest; what the guest itself could reach
 * elsewhere only the guest can try, and nobody says that it was.
 */
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import { isActive } from '../../../shared/model/machine.ts'
import type { NicRules } from '../../../shared/model/nic-rules.ts'
import type { RuleTrial } from '../../../shared/model/rule-trial.ts'
import { isIn, isLinkLocal, parseAddress, parseSubnet, subnetOf } from '../../../shared/rules/ip.ts'
import { parsePlace } from '../../../shared/rules/nic-rules.ts'
import type { HostSide } from '../../host/side.ts'
import type { Around } from '../../libvirt/xml/filter/lines.ts'
import { isNear } from '../../libvirt/xml/filter/lines.ts'

/** As many as a person waits for. */
const MOST_TRIED = 32
/** Changes whose trials are still asked for. */
const REMEMBERED = 20

export interface UnderRules {
  machine: Machine
  nic: MachineNic
  rules: NicRules | null
  around: Around
}

type Trial = Pick<RuleTrial, 'machine' | 'address' | 'wanted'>

export class Trials {
  readonly #side: HostSide
  readonly #byChange = new Map<string, RuleTrial[]>()

  constructor(side: HostSide) {
    this.#side = side
  }

  /** Of a change; none where nothing could be tried. */
  of(change: string): RuleTrial[] {
    return this.#byChange.get(change) ?? []
  }

  /** Sets the rules between the two looks. */
  async during(change: string, nics: UnderRules[], set: () => Promise<void>): Promise<void> {
    const trials = trialsOf(nics, await this.#hostAddresses(nics))
    const before = await this.#answers(trials)
    await set()
    const now = await this.#answers(trials)
    const done = trials.flatMap((trial, index) => {
      const [was, is] = [before[index], now[index]]
      return typeof was === 'boolean' && typeof is === 'boolean'
        ? [{ ...trial, before: was, now: is }]
        : []
    })
    this.#byChange.set(change, done)
    const [oldest] = this.#byChange.keys()
    if (this.#byChange.size > REMEMBERED && oldest !== undefined) this.#byChange.delete(oldest)
  }

  async #hostAddresses(nics: UnderRules[]): Promise<string[]> {
    if (nics.every(({ nic }) => nic.addresses.length === 0)) return []
    return (await this.#side.addresses()).map(({ cidr }) => cidr)
  }

  #answers(trials: Trial[]): Promise<(boolean | null)[]> {
    return Promise.all(
      trials.map(async ({ address }) => {
        const words = ['-n', '-q', '-c', '2', '-i', '0.3', '-W', '1', address]
        return answered((await this.#side.look('ping', words)).stdout)
      }),
    )
  }
}

/** By ping's own sum; null where it could not ask. */
export function answered(said: string): boolean | null {
  const received = /\b(\d+) received\b/.exec(said)?.[1]
  return received === undefined ? null : Number(received) > 0
}

/**
 * Of the guests' addresses those that this host has an address beside, from which it is then asked.
 * @param host its own addresses, each with its prefix
 */
export function trialsOf(nics: UnderRules[], host: string[]): Trial[] {
  const trials = nics.flatMap(({ machine, nic, rules, around }) => {
    if (!isActive(machine) || !nic.plugged || !nic.linkUp) return []
    return nic.addresses.flatMap(({ address }) => {
      const from = beside(address, host)
      if (from === null) return []
      return [{ machine: machine.name, address, wanted: letsAnswer(rules, around, from) }]
    })
  })
  return trials.slice(0, MOST_TRIED)
}

function beside(address: string, host: string[]): string | null {
  const guest = parseAddress(address)
  if (!guest || isLinkLocal(guest)) return null
  const found = host.find((cidr) => {
    const [own = '', prefix] = cidr.split('/')
    const subnet = subnetOf(own, Number(prefix))
    return subnet?.family === guest.family && isIn(guest, subnet)
  })
  return found?.split('/')[0] ?? null
}

/** May an echo's reply go to this address? */
export function letsAnswer(rules: NicRules | null, around: Around, host: string): boolean {
  const address = parseAddress(host)
  const place = parsePlace(host)
  if (!rules || !address || !place) return rules === null
  switch (rules.allow) {
    case 'internet':
    case 'lan': {
      const subnets = around.subnets.flatMap((text) => parseSubnet(text) ?? [])
      const near = isNear(place) || subnets.some((subnet) => isIn(address, subnet))
      return near === (rules.allow === 'lan')
    }
    case 'addresses':
      return rules.addresses.some((text) => {
        const allowed = parsePlace(text)
        return allowed !== null && isIn(address, allowed)
      })
    case 'services':
      return false
  }
}
