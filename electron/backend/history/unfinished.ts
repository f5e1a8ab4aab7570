/**
 * What is made as a whole, on disk for as long as it is under way: how all was that it touches. Of one
 * whose process died half-way the next start takes back what there is of it.
 */
import { z } from 'zod'
import { PuenteError } from '../../../shared/errors.ts'
import type { Message } from '../../../shared/message.ts'
import type { NicConditions } from '../../../shared/model/link-conditions.ts'
import { linkConditions } from '../../../shared/schemas/link-conditions.ts'
import { forwardEngines } from '../../../shared/model/forward.ts'
import { forwardSchema } from '../../../shared/schemas/forward.ts'
import { machineId } from '../../state-files/machine-id.ts'
import { OwnFile, StrangeFileError } from '../../state-files/own-file.ts'
import { isThere, ownProcess } from '../../state-files/own-process.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { item, sentence } from './entries.ts'
import type { Wiring, WiringItem } from './wiring.ts'
import type { WiringReader } from './wiring-reader.ts'

/** What a plan touches: as data, for it is kept with what takes the plan back, too. */
export const touched = z.object({
  /** By UUID. */
  networks: z.array(z.string().max(64)).max(2_000),
  machines: z.array(z.object({ uuid: z.string().max(64), macs: z.array(z.string()) })).max(2_000),
  /** Of ours, by name. */
  filters: z.array(z.string().max(300)).max(4_000).default([]),
  forwards: z.array(forwardSchema.shape.id).max(4_000).default([]),
  /** NICs whose cables become bad on purpose, or good again. */
  links: z
    .array(z.object({ machine: z.string().max(64), mac: z.string() }))
    .max(4_000)
    .default([]),
  /** Machines that are made, or taken away, each as whoever does it knows it. */
  made: z
    .array(z.object({ uuid: z.string().max(64), as: z.unknown() }))
    .max(2_000)
    .default([]),
})
export type Touched = z.infer<typeof touched>

const forward = z.object({
  ...forwardSchema.shape,
  engine: z.enum(forwardEngines),
  on: z.boolean(),
})
const half = z.object({
  machine: z.string().nullable(),
  owner: z.object({ pid: z.int(), started: z.string() }),
  title: sentence,
  touched,
  /** As they were stored; of what is not among them there was nothing. */
  before: z.array(item).max(4_000),
  /** NICs as they ran, by their machine's UUID. */
  running: z.record(z.string(), z.array(z.string())),
  /** What the cables did that it touches. */
  links: z
    .array(
      z.object({
        ...{ machine: z.string(), mac: z.string() },
        ...{ now: linkConditions.nullable(), kept: linkConditions.nullable() },
      }),
    )
    .default([]),
  /** Ports of the host that it leads elsewhere, as they were. */
  forwards: z.array(forward).default([]),
})
export type Half = z.infer<typeof half>

export interface UnfinishedParts {
  reader: WiringReader
  libvirt: LibvirtService
  inventory: InventoryStore
}

export class Unfinished {
  readonly #file: OwnFile
  readonly #parts: UnfinishedParts

  constructor(path: string, parts: UnfinishedParts) {
    this.#file = new OwnFile(path)
    this.#parts = parts
  }

  /** @throws PuenteError `change-in-progress` of another process; `journal-unwritable` */
  async begin(title: Message, what: Touched): Promise<void> {
    if (this.#isOfAnother()) throw new PuenteError('change-in-progress')
    const { reader, libvirt } = this.#parts
    const isOf = isTouched(what)
    const stored = await reader.readStored({ filters: what.filters.length > 0 })
    const before = [...stored.values()].filter(isOf)
    const running: Half['running'] = {}
    for (const { uuid } of what.machines) {
      running[uuid] = (await libvirt.reading.readNicTexts(uuid)).running
    }
    const links = what.links.map((link) => ({ ...link, ...this.#conditionsOf(link) }))
    const owner = ownProcess()
    const known = [...this.#parts.inventory.forwards.items.values()]
    const forwards = known.filter(({ id }) => what.forwards.includes(id))
    const were = { before, running, links, forwards }
    const entry: Half = { machine: machineId(), owner, title, touched: what, ...were }
    try {
      this.#file.write(JSON.stringify(entry))
    } catch (error) {
      throw new PuenteError('journal-unwritable', { file: this.#file.path }, { cause: error })
    }
  }

  #conditionsOf({ machine, mac }: Touched['links'][number]): NicConditions {
    const { nics = [] } = this.#parts.inventory.machines.items.get(machine) ?? {}
    return nics.find((nic) => nic.mac === mac)?.conditions ?? { now: null, kept: null }
  }

  end(): void {
    this.#file.clear()
  }

  mayBeThere(): boolean {
    return this.#file.mayBeThere()
  }

  /** What a process that is no more has left; null where there is nothing, or it is not done yet. */
  left(): Half | null {
    const found = this.#read()
    return found && !isThere(found.owner) ? found : null
  }

  #isOfAnother(): boolean {
    const owner = this.#read()?.owner
    return owner !== undefined && owner.pid !== process.pid && isThere(owner)
  }

  #read(): Half | null {
    return this.#file.read((text) => {
      const found = half.parse(JSON.parse(text))
      if (found.machine !== machineId()) throw new StrangeFileError('it is of another computer')
      return found
    })
  }
}

export function isTouched(what: Touched): (item: WiringItem) => boolean {
  const { networks, machines, filters, made } = what
  const ids = new Set<string>([
    ...networks.map((id) => `network ${id}`),
    ...[...machines, ...made].map(({ uuid }) => `machine ${uuid}`),
    ...filters.map((name) => `filter ${name}`),
  ])
  return ({ kind, id }) => ids.has(`${kind} ${id}`)
}

/** All that is here now, with what it touched as that was before. */
export function wiringThen({ touched: what, before }: Half, now: Wiring): WiringItem[] {
  const isOf = isTouched(what)
  return [...[...now.values()].filter((one) => !isOf(one)), ...before.filter(isOf)]
}
