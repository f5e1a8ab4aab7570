/** The counters of all NICs, once a second, for as long as somebody watches and looks. */
import type { TrafficSample } from '../../../shared/model/traffic.ts'
import type { HostView } from '../inventory/host-view.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'

const TICK_MS = 1_000

export class TrafficWatch {
  readonly #libvirt: LibvirtService
  readonly #host: HostView
  readonly #publish: (sample: TrafficSample) => void
  #watched = false
  #visible = false
  #timer: NodeJS.Timeout | null = null
  #reading = false

  constructor(libvirt: LibvirtService, host: HostView, publish: (sample: TrafficSample) => void) {
    this.#libvirt = libvirt
    this.#host = host
    this.#publish = publish
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
    if (wanted === (this.#timer !== null)) return
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = wanted ? setInterval(() => void this.#tick(), TICK_MS) : null
    if (wanted) void this.#tick()
  }

  /** A daemon that takes longer than a tick is not asked twice at once. */
  async #tick(): Promise<void> {
    if (this.#reading) return
    this.#reading = true
    try {
      const [interfaces, nics] = await Promise.all([this.#host.traffic(), this.#readNics()])
      if (this.#timer) this.#publish({ at: performance.now(), interfaces, nics })
    } finally {
      this.#reading = false
    }
  }

  /** Nothing while libvirt is away: it comes back by itself, and the host's own counters go on. */
  async #readNics(): Promise<TrafficSample['nics']> {
    if (!this.#libvirt.isConnected) return {}
    const { libvirt, connection } = this.#libvirt.reading
    return libvirt.readNicTraffic(connection).catch(() => ({}))
  }
}
