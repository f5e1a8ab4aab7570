/**
 * A routed network with a part of the LAN's own addresses, for which this host answers there by proxy ARP:
 * made as one plan, and taken away with the network.
 */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { setTimeout as sleep } from 'node:timers/promises'
import type {
  CreateNetworkIntent,
  LanFactsQuestion,
  LanSliceIntent,
  NetworkIntent,
} from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import type { LanFacts, LanSlice } from '../../../shared/model/lan-slice.ts'
import type { Network } from '../../../shared/model/network.ts'
import { interfaceName } from '../../../shared/schemas/fields.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { isSession } from '../../../shared/rules/connection-uri.ts'
import { hostsOf, parseSubnet } from '../../../shared/rules/ip.ts'
import {
  parseSlice,
  sliceDefinition,
  sliceProblem,
} from '../../../shared/rules/networks/lan-slices.ts'
import type { Host } from '../../host/host.ts'
import { askForNeighbours } from '../../host/neighbours.ts'
import { hasPackageHelper, runPackageHelper } from '../../host/package-helper.ts'
import { readSlices, sliceWords } from '../../host/proxy-arp.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { SlowPoll } from '../inventory/slow-poll.ts'
import { Look, proposal } from '../plans/plans.ts'
import type { PlannedChange, Plans, Seen } from '../plans/plans.ts'
import type { Undos } from '../plans/undos.ts'
import { undoRecord } from '../plans/undo-schemas.ts'
import type { UndoRecord } from '../history/history.ts'
import { lanFacts } from './lan-facts.ts'
import { sliceView } from './lan-slice-views.ts'
import type { NetworkCreation } from './network-creation.ts'
import type { NetworkRemoval } from './network-removal.ts'

/** A neighbour on a cable answers in a few; one that sleeps by radio takes longer. */
const ANSWER_MS = 700
/** Of the widest part that there is. */
const MOST_ASKED = 126

export interface SliceParts {
  host: Host
  inventory: InventoryStore
  libvirt: LibvirtService
  plans: Plans
  undos: Undos
  creation: NetworkCreation
  removal: NetworkRemoval
}

const subnetText = z.string().refine((text) => parseSubnet(text) !== null)
const sliceBack = z.object({
  /** Of the network. */
  part: undoRecord,
  slice: z.object({
    ...{ bridge: interfaceName, nic: interfaceName },
    ...{ slice: subnetText, lan: subnetText },
  }),
  on: z.boolean(),
})
type SliceBack = z.infer<typeof sliceBack>

interface Work {
  /** Of the network: that it is made, deleted, or comes back. */
  part: { planned: PlannedChange; seen: Seen }
  slice: LanSlice
  /** Is it answered for from then on, or no longer? */
  on: boolean
}

export class LanSlices {
  readonly #parts: SliceParts

  readonly #poll: SlowPoll | null
  readonly #back: (data: SliceBack) => UndoRecord

  constructor(parts: SliceParts) {
    this.#parts = parts
    const { undos } = parts
    this.#back = undos.know('lan-slice', {
      schema: sliceBack,
      plan: (data) => this.#planBack(data),
    })
    this.#poll = this.#isHere ? new SlowPoll(() => this.refresh()) : null
    this.refresh().catch(() => undefined)
  }

  setVisible(visible: boolean): void {
    this.#poll?.setWatched(visible)
  }

  async refresh(): Promise<void> {
    const { host, inventory } = this.#parts
    if (this.#isHere) inventory.slices.replace(await readSlices(host.side))
  }

  /** With a part that is asked about, those who have addresses of it are looked for on the LAN. */
  async facts({ nic, slice }: LanFactsQuestion): Promise<LanFacts> {
    const { host, inventory, libvirt } = this.#parts
    const item = inventory.interfaces.items.get(nic)
    const isHere = this.#isHere
    const parsed = slice === null ? null : parseSlice(slice)
    if (isHere && item && parsed) {
      const [address, prefix] = (slice ?? '').split('/')
      await askForNeighbours(host.side, hostsOf(address ?? '', Number(prefix), MOST_ASKED), nic)
      await sleep(ANSWER_MS)
    }
    const neighbours = isHere ? await host.ipv4Neighbours() : []
    const facts = lanFacts(nic, item, neighbours, this.#networks)
    if (!isHere) return { ...facts, hindrance: 'elsewhere' }
    if (isSession(libvirt.uri)) return { ...facts, hindrance: 'session' }
    if (!(await hasPackageHelper(host.side, 'proxy-arp')))
      return { ...facts, hindrance: 'no-helper' }
    return facts
  }

  planAdd(intent: LanSliceIntent): Promise<Plan> {
    return this.#parts.plans.add(
      this.#planned(async (look) => {
        const facts = await this.facts(intent)
        const slice = requireSlice(intent, facts)
        const planned = this.#parts.creation.plannedCreation(creationOf(intent))
        return { part: { planned, seen: await planned.look(look) }, slice, on: true }
      }),
    )
  }

  /** With what a network has of a LAN; of any other it is the network's deletion alone. */
  async planDelete({ network }: NetworkIntent): Promise<Plan> {
    const { plans, removal } = this.#parts
    const planned = removal.plannedDeletion(network)
    const slice = await this.#sliceOf(network)
    if (!slice) return plans.add(planned)
    return plans.add(
      this.#planned(async (look) => {
        return { part: { planned, seen: await planned.look(look) }, slice, on: false }
      }),
    )
  }

  /** Of a network that is there, by its bridge. */
  async #sliceOf(uuid: string): Promise<LanSlice | null> {
    const { bridge } = this.#parts.inventory.network(uuid)
    await this.refresh()
    return (bridge !== null && this.#parts.inventory.slices.items.get(bridge)) || null
  }

  #planned(work: (look: Look) => Promise<Work>): PlannedChange<Work> {
    return proposal(
      async (look) => {
        const made = await work(look)
        return look.saw(sliceView(made), [made.part.seen.print, made.slice, made.on], made)
      },
      ({ work: made }, id) => this.#carryOut(id, made),
    )
  }

  /** Whatever is answered for is a network's: that is there first, and goes last. */
  async #carryOut(id: string, work: Work): Promise<void> {
    const { part, slice, on } = work
    const apply = () => part.planned.apply(randomUUID(), part.seen)
    if (!on) await this.#answer(slice, false)
    const changed = await (on
      ? apply()
      : apply().catch(async (error: unknown) => {
          await this.#answer(slice, true).catch(() => undefined)
          throw error
        }))
    if (on) {
      try {
        await this.#answer(slice, true)
      } catch (error) {
        await this.#takeBack(changed.id).catch(() => undefined)
        throw error
      }
    }
    const taken = this.#parts.undos.take(changed.id)
    if (taken) this.#parts.undos.remember(id, this.#back({ part: taken, slice, on: !on }))
  }

  async #planBack({ part, slice, on }: SliceBack): Promise<PlannedChange> {
    const planned = await this.#parts.undos.plannedOf(part)
    return this.#planned(async (look) => ({
      part: { planned, seen: await planned.look(look) },
      ...{ slice, on },
    }))
  }

  async #takeBack(change: string): Promise<void> {
    const planned = await this.#parts.undos.planned(change)
    await planned.apply(randomUUID(), await planned.look(new Look()))
  }

  /** @throws PuenteError `administrator-failed` */
  async #answer(slice: LanSlice, on: boolean): Promise<void> {
    const words = on ? sliceWords(slice) : ['remove', slice.bridge]
    const { command, error } = await runPackageHelper(this.#parts.host.side, 'proxy-arp', words)
    await this.refresh()
    if (error !== null) throw new PuenteError('administrator-failed', { command }, { cause: error })
  }

  get #isHere(): boolean {
    const { host } = this.#parts
    return host.network === 'known' && !host.side.isFar
  }

  get #networks(): Network[] {
    return [...this.#parts.inventory.networks.items.values()]
  }
}

/** @throws PuenteError `lan-slice-impossible`, `lan-slice-unfit` */
function requireSlice({ nic, slice, bridge }: LanSliceIntent, facts: LanFacts): LanSlice {
  const { hindrance, lan } = facts
  if (hindrance !== null || lan === null) {
    throw new PuenteError('lan-slice-impossible', { why: `lan.slice.hindrance.${hindrance}` })
  }
  const wrong = sliceProblem(slice, facts)
  if (wrong) {
    const { key, params } = wrong.text
    throw new PuenteError('lan-slice-unfit', { ...params, problem: key })
  }
  return { bridge, nic, slice, lan }
}

function creationOf({ name, bridge, slice }: LanSliceIntent): CreateNetworkIntent {
  const subnet = parseSlice(slice)
  if (!subnet) throw new PuenteError('lan-slice-unfit', { problem: 'problem.slice-subnet' })
  const definition = sliceDefinition({ name, bridge, slice: subnet })
  // That it lies within the LAN is what it is for; whose else it may be was looked at.
  return { definition, autostart: true, copyOf: null, despiteCollision: true }
}
