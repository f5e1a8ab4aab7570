/** What the window shows, and the stream of small patches that keeps it so. */
import { isDeepStrictEqual } from 'node:util'
import { PuenteError } from '../../../shared/errors.ts'
import type {
  CollectionPatch,
  Inventory,
  InventoryPatch,
  Notice,
  Services,
} from '../../../shared/model/inventory.ts'
import type { Finding } from '../../../shared/model/finding.ts'
import type { Forward } from '../../../shared/model/forward.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import type { LanSlice } from '../../../shared/model/lan-slice.ts'
import type { Machine } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'
import type { TaggingWorld } from '../../../shared/rules/vlans/tagging.ts'
import type { Change, OthersChange } from '../../../shared/model/plan.ts'

/** One frame of a 60 Hz screen: no more than one patch in each, and the first one at once. */
const FRAME_MS = 16

const collections = [
  ...(['networks', 'machines', 'interfaces'] as const),
  ...(['forwards', 'slices', 'findings', 'others'] as const),
]

type Touched = 'services' | 'change' | 'notices'

/** Objects by key; setting one that is the same as before is no change. */
class Collection<T> {
  readonly items = new Map<string, T>()
  readonly #key: (item: T) => string
  readonly #changed: () => void
  #upserted = new Map<string, T>()
  #removed = new Set<string>()

  constructor(key: (item: T) => string, changed: () => void) {
    this.#key = key
    this.#changed = changed
  }

  replace(list: T[]): void {
    const keys = new Set(list.map(this.#key))
    for (const key of this.items.keys()) if (!keys.has(key)) this.remove(key)
    list.forEach((item) => this.set(item))
  }

  set(item: T): void {
    const key = this.#key(item)
    if (isDeepStrictEqual(this.items.get(key), item)) return
    this.items.set(key, item)
    this.#upserted.set(key, item)
    this.#removed.delete(key)
    this.#changed()
  }

  remove(key: string): void {
    if (!this.items.delete(key)) return
    this.#upserted.delete(key)
    this.#removed.add(key)
    this.#changed()
  }

  /** What has changed since the last call, or null. */
  takePatch(): CollectionPatch<T> | null {
    if (this.#upserted.size === 0 && this.#removed.size === 0) return null
    const patch = { upsert: [...this.#upserted.values()], remove: [...this.#removed] }
    this.#upserted = new Map()
    this.#removed = new Set()
    return patch
  }
}

export class InventoryStore {
  readonly networks = new Collection<Network>(
    ({ uuid }) => uuid,
    () => this.#schedule(),
  )
  readonly machines = new Collection<Machine>(
    ({ uuid }) => uuid,
    () => this.#schedule(),
  )
  readonly interfaces = new Collection<HostInterface>(
    ({ name }) => name,
    () => this.#schedule(),
  )
  readonly forwards = new Collection<Forward>(
    ({ id }) => id,
    () => this.#schedule(),
  )
  readonly slices = new Collection<LanSlice>(
    ({ bridge }) => bridge,
    () => this.#schedule(),
  )
  readonly others = new Collection<OthersChange>(
    ({ id }) => id,
    () => this.#schedule(),
  )
  /** What the doctor sees in passing. */
  readonly findings = new Collection<Finding>(
    ({ id }) => id,
    () => this.#schedule(),
  )
  readonly #publish: (patch: InventoryPatch) => void
  /** Those in here who want to know what has changed. */
  readonly observers: ((patch: InventoryPatch) => void)[] = []
  #revision = 0
  #timer: NodeJS.Timeout | null = null
  #flushedAt = -FRAME_MS
  #services: Services = {
    libvirt: { status: 'connecting' },
    networkManager: { status: 'connecting' },
  }
  #change: Change | null = null
  #notices: Notice[] = []
  #touched: Partial<Pick<InventoryPatch, Touched>> = {}

  constructor(publish: (patch: InventoryPatch) => void) {
    this.#publish = publish
  }

  /** @throws PuenteError `network-gone` */
  network(uuid: string): Network {
    const network = this.networks.items.get(uuid)
    if (!network) throw new PuenteError('network-gone')
    return network
  }

  /** @throws PuenteError `machine-gone` */
  machine(uuid: string): Machine {
    const machine = this.machines.items.get(uuid)
    if (!machine) throw new PuenteError('machine-gone')
    return machine
  }

  networkNamed(name: string): Network | undefined {
    return [...this.networks.items.values()].find((network) => network.name === name)
  }

  /** What has to be known of it to tell where VLAN tags do anything. */
  get tagging(): TaggingWorld {
    const { libvirt } = this.services
    return {
      networks: [...this.networks.items.values()],
      interfaces: [...this.interfaces.items.values()],
      version: libvirt.status === 'connected' ? libvirt.version : null,
    }
  }

  setService(name: keyof Services, state: Services[keyof Services]): void {
    this.#services = { ...this.#services, [name]: state }
    this.#touch({ services: this.#services })
  }

  get services(): Services {
    return this.#services
  }

  setChange(change: Change | null): void {
    this.#change = change
    this.#touch({ change })
  }

  addNotice(notice: Notice): void {
    this.#setNotices([...this.#notices, notice])
  }

  removeNotice(id: string): void {
    this.#setNotices(this.#notices.filter((notice) => notice.id !== id))
  }

  /** Everything, at a revision that the next patch follows. */
  snapshot(): Inventory {
    this.flush()
    return {
      revision: this.#revision,
      services: this.#services,
      networks: [...this.networks.items.values()],
      machines: [...this.machines.items.values()],
      interfaces: [...this.interfaces.items.values()],
      forwards: [...this.forwards.items.values()],
      slices: [...this.slices.items.values()],
      change: this.#change,
      others: [...this.others.items.values()],
      notices: this.#notices,
      findings: [...this.findings.items.values()],
    }
  }

  #setNotices(notices: Notice[]): void {
    this.#notices = notices
    this.#touch({ notices })
  }

  #touch(part: Partial<Pick<InventoryPatch, Touched>>): void {
    Object.assign(this.#touched, part)
    this.#schedule()
  }

  #schedule(): void {
    const sinceLast = performance.now() - this.#flushedAt
    this.#timer ??= setTimeout(() => this.flush(), Math.max(0, FRAME_MS - sinceLast))
  }

  /** Publishes at once what waits for its frame. */
  flush(): void {
    if (!this.#timer) return
    clearTimeout(this.#timer)
    this.#timer = null
    this.#flushedAt = performance.now()
    const patch: InventoryPatch = { revision: ++this.#revision, ...this.#touched }
    this.#touched = {}
    for (const name of collections) {
      const part = this[name].takePatch()
      if (part) Object.assign(patch, { [name]: part })
    }
    this.#publish(patch)
    for (const observe of this.observers) observe(patch)
  }
}
