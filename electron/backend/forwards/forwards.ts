/** Ports of this computer that lead to machines: listed, added, changed, switched, removed. */
import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type {
  AddForwardIntent,
  ChangeForwardIntent,
  SwitchForwardIntent,
} from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import type { MessageKey } from '../../../shared/locales.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { Forward, ForwardStanding, ForwardWish } from '../../../shared/model/forward.ts'
import { isNicOf } from '../../../shared/model/machine.ts'
import type { Machine, MachineNic, NicRef } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { isSession } from '../../../shared/rules/connection-uri.ts'
import { chooseEngine, wishProblems } from '../../../shared/rules/forward-engines.ts'
import type { Reason, Wanted } from '../../../shared/rules/forward-engines.ts'
import { parseAddress } from '../../../shared/rules/ip.ts'
import { isRouted } from '../../../shared/rules/networks/kinds.ts'
import { mendRelays } from '../../host/forwards/relays.ts'
import { readForwards, readForwardStanding } from '../../host/forwards/standing.ts'
import type { Host } from '../../host/host.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { SlowPoll } from '../inventory/slow-poll.ts'
import { takenPorts } from '../machines/taken-ports.ts'
import type { NetworkEditing } from '../networks/network-editing.ts'
import type { PlannedChange, Plans } from '../plans/plans.ts'
import type { Undos } from '../plans/undos.ts'
import { ForwardChanges } from './forward-changes.ts'
import { guestPlace, networkOf, sourceFor } from './guest-place.ts'
import type { GuestPlace } from './guest-place.ts'

export interface ForwardParts {
  host: Host
  inventory: InventoryStore
  libvirt: Pick<LibvirtService, 'uri'>
  plans: Plans
  undos: Undos
  editing: NetworkEditing
}

interface At {
  machine: Machine
  nic: MachineNic
}

interface Made {
  forward: Forward
  because: Reason
  place: GuestPlace
  standing: ForwardStanding
}

export class Forwards {
  readonly #inventory: InventoryStore
  readonly #host: Host
  readonly #uri: string
  readonly #changes: ForwardChanges
  readonly #poll: SlowPoll | null

  constructor({ host, inventory, libvirt, plans, undos, editing }: ForwardParts) {
    this.#inventory = inventory
    this.#host = host
    this.#uri = libvirt.uri
    this.#changes = new ForwardChanges({
      ...{ inventory, plans, undos, editing, side: host.side },
      refresh: () => this.refresh(),
    })
    this.#poll = this.#isHere ? new SlowPoll(() => this.refresh()) : null
    this.#begin().catch(() => undefined)
  }

  /** Those of an earlier version are listed even where they can't be mended. */
  async #begin(): Promise<void> {
    if (this.#isHere) await mendRelays(this.#host.side).catch(() => undefined)
    await this.refresh()
  }

  setVisible(visible: boolean): void {
    this.#poll?.setWatched(visible)
  }

  async refresh(): Promise<void> {
    if (this.#isHere) this.#inventory.forwards.replace(await readForwards(this.#host.side))
  }

  /** @param forward which is being changed, and in nobody's way */
  async standing(forward: string | null): Promise<ForwardStanding> {
    const hindrance = isSession(this.#uri) ? 'session' : this.#isHere ? null : 'elsewhere'
    const found = await readForwardStanding(this.#host.side)
    const taken = takenPorts(found.taken, {
      machines: [...this.#inventory.machines.items.values()],
      ...{ forwards: this.#all, forward },
    })
    return {
      ...found,
      taken,
      relay: hindrance ?? found.relay,
      nat: hindrance ?? found.nat,
    }
  }

  planAdd({ machine, nic, engine, ...wish }: AddForwardIntent): Promise<Plan> {
    const id = randomBytes(4).toString('hex')
    return this.#changes.plan(async () => {
      const made = await this.#make({ id, on: true }, this.#nicOf(machine, nic), wish, engine)
      return { title: this.#titled('plan.add-forward', made.forward), before: null, ...made }
    })
  }

  planChange({ forward: id, engine, ...wish }: ChangeForwardIntent): Promise<Plan> {
    return this.#changes.plan(async () => {
      const before = await this.#find(id)
      const made = await this.#make(before, this.#placeOf(before), wish, engine)
      return { title: this.#titled('plan.change-forward', made.forward), before, ...made }
    })
  }

  /** Switched on it is made anew: what it was made of may have changed. */
  planSwitch({ forward: id, on }: SwitchForwardIntent): Promise<Plan> {
    return this.#changes.plan(async () => {
      const before = await this.#find(id)
      const title = this.#titled(on ? 'plan.forward-on' : 'plan.forward-off', before)
      if (!on) return { title, before, forward: { ...before, on } }
      const at = this.#placeOf(before)
      return { title, before, ...(await this.#make({ ...before, on }, at, before, before.engine)) }
    })
  }

  planRemove(id: string): Promise<Plan> {
    return this.#changes.plan(async () => {
      const before = await this.#find(id)
      return { title: this.#titled('plan.remove-forward', before), before, forward: null }
    })
  }

  /** As a part of a larger plan, which has chosen all of it. */
  plannedAs(
    before: Forward | null,
    forward: Forward,
    { because, standing }: { because: Reason | null; standing: ForwardStanding },
  ): PlannedChange {
    const title = this.#titled(before ? 'plan.change-forward' : 'plan.add-forward', forward)
    const change = { title, before, forward, standing, ...(because && { because }) }
    return this.#changes.planned(async () => change) as PlannedChange
  }

  /** What it was before; null where it is that. */
  async plannedBack(id: string, before: Forward | null): Promise<PlannedChange | null> {
    await this.refresh()
    const now = this.#inventory.forwards.items.get(id) ?? null
    if (isDeepStrictEqual(now, before)) return null
    const title = message('plan.undo-forward')
    return this.#changes.planned(async () => {
      return { title, before: now, forward: before }
    }) as PlannedChange
  }

  async #make(
    own: Pick<Forward, 'id' | 'on'>,
    { machine, nic }: At,
    { protocol, address, port, toPort }: ForwardWish,
    wanted: Wanted,
  ): Promise<Made> {
    const wish = { protocol, address, port, toPort }
    const standing = await this.standing(own.id)
    const family = (address === null ? null : parseAddress(address)?.family) ?? 'ipv4'
    const place = guestPlace(machine, nic, this.#networks, family)
    const chosen = chooseEngine(
      wanted,
      wish,
      { to: place.address, isRouted: isRouted(place.network.kind) },
      standing,
    )
    if (chosen.engine === null) {
      throw new PuenteError('forward-no-engine', { why: `forward.hindrance.${chosen.hindrance}` })
    }
    const { engine } = chosen
    const [wrong] = own.on ? wishProblems(wish, { ...standing, taken: hit(standing, engine) }) : []
    if (wrong) {
      const { key, params } = wrong.text
      throw new PuenteError('forward-impossible', { ...params, problem: key })
    }
    const { id, on } = own
    const { uuid } = machine
    const forward = {
      ...{ id, engine, on, ...wish, machine: uuid, mac: nic.mac, bridge: place.bridge },
      ...{ to: place.address, source: sourceFor(place.network) },
    }
    return { forward, because: chosen.because, place, standing }
  }

  /** @throws PuenteError `forward-gone` */
  async #find(id: string): Promise<Forward> {
    await this.refresh()
    const found = this.#inventory.forwards.items.get(id)
    if (!found) throw new PuenteError('forward-gone')
    return found
  }

  /** @throws PuenteError `machine-gone`, `nic-gone` */
  #nicOf(uuid: string, ref: NicRef): At {
    const machine = this.#inventory.machine(uuid)
    const nic = machine.nics.find((one) => isNicOf(one, ref))
    if (!nic) throw new PuenteError('nic-gone', { mac: ref.mac })
    return { machine, nic }
  }

  /** Of several with its MAC the one that is still on its network. @throws as `#nicOf` */
  #placeOf({ machine: uuid, mac, bridge }: Forward): At {
    const machine = this.#inventory.machine(uuid)
    const nics = machine.nics.filter((one) => one.mac === mac.toLowerCase())
    const there = nics.find((one) => networkOf(one, this.#networks)?.bridge === bridge)
    const nic = there ?? nics[0]
    if (!nic) throw new PuenteError('nic-gone', { mac })
    return { machine, nic }
  }

  #titled(key: MessageKey, { machine, port }: Forward): Message {
    const name = this.#inventory.machines.items.get(machine)?.name ?? machine
    return message(key, { port, machine: name })
  }

  get #all(): Forward[] {
    return [...this.#inventory.forwards.items.values()]
  }

  get #networks(): Network[] {
    return [...this.#inventory.networks.items.values()]
  }

  get #isHere(): boolean {
    return this.#host.network === 'known' && !this.#host.side.isFar
  }
}

/** The kernel's NAT takes only what comes from elsewhere: what listens on the loopback is not hit. */
function hit({ taken }: ForwardStanding, engine: Forward['engine']): ForwardStanding['taken'] {
  const isLoopback = (address: string | null) => /^(127\.|::1$)/.test(address ?? '')
  return engine === 'nat' ? taken.filter(({ address }) => !isLoopback(address)) : taken
}
