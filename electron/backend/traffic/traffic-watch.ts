/** The counters of all NICs, once a second, for as long as somebody watches and looks. */
import type { TrafficSample } from '../../../shared/model/traffic.ts'
import type { Host } from '../../host/host.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { Ticker } from '../inventory/ticker.ts'
import { nicTrafficOnHost } from './nic-traffic.ts'

const TICK_MS = 1_000

export interface TrafficParts {
  inventory: InventoryStore
  libvirt: LibvirtService
  host: Host
  publish: (sample: TrafficSample) => void
}

export class TrafficWatch {
  readonly #parts: TrafficParts
  #watched = false
  #visible = false
  readonly #ticker = new Ticker(() => this.#tick(), TICK_MS)
  #reading = false

  constructor(parts: TrafficParts) {
    this.#parts = parts
  }

  setWatched(watched: boolean): void {
    this.#watched = watched
    this.#follow()
  }

  setVisible(visible: boolean): void {
    this.#visible = visible
    this.#follow()
  }

  #follow(): void {
    const wanted = this.#watched && this.#visible
    if (wanted !== this.#ticker.isWatched) this.#ticker.setWatched(wanted)
  }

  /** A daemon that takes longer than a tick is not asked twice at once. */
  async #tick(): Promise<void> {
    if (this.#reading) return
    this.#reading = true
    try {
      const interfaces = await this.#parts.host.traffic()
      const nics = await this.#nics(interfaces)
      if (this.#ticker.isWatched) this.#parts.publish({ at: performance.now(), interfaces, nics })
    } finally {
      this.#reading = false
    }
  }

  async #nics(interfaces: TrafficSample['interfaces']): Promise<TrafficSample['nics']> {
    const { machines } = this.#parts.inventory
    const { nics, isIncomplete } = nicTrafficOnHost(machines.items.values(), interfaces)
    return isIncomplete ? { ...(await this.#askLibvirt()), ...nics } : nics
  }

  /** Nothing while libvirt is away: it comes back by itself, and the host's own counters go on. */
  async #askLibvirt(): Promise<TrafficSample['nics']> {
    const { libvirt: service } = this.#parts
    if (!service.isConnected) return {}
    return service.reading.readNicTraffic().catch(() => ({}))
  }
}
