import { EventEmitter } from 'node:events'
import { IFACE, NM, ROOT_PATH, SETTINGS_PATH } from './constants.ts'
import { NmImage } from './image.ts'
import type { Marks } from './marks.ts'
import type { NmState } from './objects.ts'
import type { Settings } from './settings.ts'
import type { Bus, Signal } from '../../dbus/bus.ts'
import type { HostSide } from '../../host/side.ts'

interface ClientEvents {
  /** Something of NetworkManager's state changed; read `state` when it suits. */
  changed: []
  /** NetworkManager ended or the bus was lost: this client is of no more use. */
  lost: []
}

/**
 * A live image of NetworkManager, read once and kept by its signals, and its calls.
 *
 * It lives as long as the NetworkManager it was made for: a restart makes `lost`, because a
 * restarted one has dropped its checkpoints and renamed its objects.
 */
export class NetworkManagerClient extends EventEmitter<ClientEvents> {
  readonly state = new NmImage()
  /** The kernel's side of the same host. */
  readonly side: HostSide
  readonly #bus: Bus
  readonly #marks: Marks | null
  #lost = false

  private constructor(bus: Bus, side: HostSide, marks: Marks | null) {
    super()
    this.side = side
    this.setMaxListeners(0)
    this.#bus = bus
    this.#marks = marks
  }

  /**
   * @param side of the host whose NetworkManager it is
   * @throws BusError when the bus or NetworkManager is not there.
   */
  static async connect(side: HostSide, marks: Marks | null = null): Promise<NetworkManagerClient> {
    let client: NetworkManagerClient | null = null
    const bus = await side.openBus(() => {
      if (client) client.#lose()
    })
    client = new NetworkManagerClient(bus, side, marks)
    try {
      await client.#start()
    } catch (error) {
      bus.close()
      throw error
    }
    return client
  }

  get version(): string {
    return (this.#managerProperty('Version') as string | undefined) ?? ''
  }

  get isLost(): boolean {
    return this.#lost
  }

  /**
   * Calls a method of NetworkManager.
   * @throws BusError its refusal; ClientLostError when it has ended, before or meanwhile: a bus
   *   that is closed never answers
   */
  async call(
    path: string,
    iface: string,
    member: string,
    signature?: string,
    body?: unknown[],
  ): Promise<unknown[]> {
    if (this.#lost) throw new ClientLostError()
    try {
      return await this.#bus.call(NM, path, iface, member, signature, body)
    } catch (error) {
      throw this.#lost ? new ClientLostError() : error
    }
  }

  /**
   * Waits until `read` finds something, looking at each change.
   * @throws Error `timeout` after `timeoutMs`; `lost` when NetworkManager ends meanwhile.
   */
  until<T>(read: (state: NmState) => T | null | undefined | false, timeoutMs: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (action: () => void) => {
        clearTimeout(timer)
        this.off('changed', look)
        this.off('lost', lost)
        action()
      }
      const look = () => {
        try {
          const found = read(this.state)
          if (found) settle(() => resolve(found))
        } catch (error) {
          settle(() => reject(error as Error))
        }
      }
      const lost = () => settle(() => reject(new ClientLostError()))
      const timer = setTimeout(() => settle(() => reject(new TimeoutError())), timeoutMs)
      this.on('changed', look)
      this.on('lost', lost)
      if (this.#lost) lost()
      else look()
    })
  }

  close(): void {
    this.#lost = true
    this.#bus.close()
  }

  async #start(): Promise<void> {
    // Signals first: a change during the reading is applied after it, in order.
    const early: Signal[] = []
    let receive: (signal: Signal) => void = (signal) => early.push(signal)
    await this.#bus.watchOwner(NM, (owner) => owner === null && this.#lose())
    await this.#bus.subscribe(NM, (signal) => receive(signal))
    await this.#readObjects()
    await this.#readProfiles()
    receive = (signal) => this.#receive(signal)
    early.forEach(receive)
  }

  async #readObjects(): Promise<void> {
    const [tree] = await this.call('/org/freedesktop', IFACE.objectManager, 'GetManagedObjects')
    this.state.addAll(tree)
  }

  async #readProfiles(): Promise<void> {
    const [paths] = await this.call(SETTINGS_PATH, IFACE.settings, 'ListConnections')
    await Promise.all((paths as string[]).map((path) => this.#readProfile(path)))
  }

  /** A profile as NetworkManager has it at this moment, with our mark. @throws BusError */
  async readProfile(path: string): Promise<Settings> {
    const [settings] = await this.call(path, IFACE.profile, 'GetSettings')
    return this.#marks?.restored(settings as Settings) ?? (settings as Settings)
  }

  /** A profile may go, or be another user's, between its listing and its reading. */
  async #readProfile(path: string): Promise<void> {
    try {
      this.state.setProfile(path, await this.readProfile(path))
    } catch {
      this.state.profiles.delete(path)
    }
    this.emit('changed')
  }

  #receive(signal: Signal): void {
    const { changed, profile } = this.state.receive(signal)
    // Tells of the change itself when it is read.
    if (profile) void this.#readProfile(profile)
    if (changed) this.emit('changed')
  }

  #lose(): void {
    if (this.#lost) return
    this.#lost = true
    this.#bus.close()
    this.emit('lost')
  }

  #managerProperty(name: string): unknown {
    return this.state.objects.get(ROOT_PATH)?.[IFACE.manager]?.[name]
  }
}

export class TimeoutError extends Error {
  constructor() {
    super('timeout')
  }
}

/** NetworkManager ended while we were waiting for it. */
export class ClientLostError extends Error {
  constructor() {
    super('NetworkManager left the bus')
  }
}
