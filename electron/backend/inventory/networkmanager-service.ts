/** NetworkManager as the backend has it: connected or not, and its devices in the inventory. */
import { PuenteError } from '../../../shared/errors.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import {
  NetworkManagerClient,
  asPuenteError,
  downBridges,
  hostInterfaces,
} from '../../networkmanager/index.ts'
import type { Marks } from '../../networkmanager/index.ts'
import type { InventoryStore } from './inventory.ts'
import { isNetworkManagerInstalled } from '../../host/installed.ts'
import { controllers } from '../../host/host.ts'
import { Reconnector } from './reconnect.ts'
import { SlowPoll } from './slow-poll.ts'
import { withManager } from './who-manages.ts'

/** A storm of signals (hundreds of bridges up) is one reading in this time. */
const COALESCE_MS = 30

export class NetworkManagerService {
  readonly #inventory: InventoryStore
  readonly #reconnector: Reconnector
  /** Some changes of the kernel's NetworkManager does not tell of. */
  readonly #poll = new SlowPoll(async () => this.#read())
  readonly #onConnected: (client: NetworkManagerClient) => void
  readonly #marks: Marks
  #client: NetworkManagerClient | null = null
  #waiting: ((client: NetworkManagerClient) => void)[] = []

  constructor(
    inventory: InventoryStore,
    marks: Marks,
    onConnected: (client: NetworkManagerClient) => void,
  ) {
    this.#inventory = inventory
    this.#onConnected = onConnected
    this.#marks = marks
    this.#reconnector = new Reconnector(
      () => this.#open(),
      (error, retryAt) =>
        this.#inventory.setService('networkManager', { status: 'unavailable', error, retryAt }),
    )
  }

  start(): void {
    void this.#reconnector.run()
  }

  retryNow(): void {
    this.#reconnector.retryNow()
  }

  setVisible(visible: boolean): void {
    this.#poll.setWatched(visible)
  }

  /** @throws PuenteError `networkmanager-missing` */
  get client(): NetworkManagerClient {
    if (!this.#client || this.#client.isLost) throw new PuenteError('networkmanager-missing')
    return this.#client
  }

  /** The client that is there, or the next one to come; null after `timeoutMs` without. */
  async nextClient(timeoutMs: number): Promise<NetworkManagerClient | null> {
    if (this.#client && !this.#client.isLost) return this.#client
    const { promise, resolve } = Promise.withResolvers<NetworkManagerClient | null>()
    const timer = setTimeout(() => resolve(null), timeoutMs)
    this.#waiting.push(resolve)
    this.retryNow()
    return promise.finally(() => clearTimeout(timer))
  }

  async #open(): Promise<{ ended: Promise<unknown> }> {
    const client = await connect(this.#marks)
    const ended = Promise.withResolvers<void>()
    client.once('lost', () => {
      this.#client = null
      this.#inventory.interfaces.replace([])
      this.#inventory.setService('networkManager', { status: 'connecting' })
      ended.resolve()
    })
    this.#client = client
    this.#follow(client)
    const { version } = client
    this.#inventory.setService('networkManager', { status: 'connected', version, readOnly: false })
    const waiting = this.#waiting
    this.#waiting = []
    waiting.forEach((resolve) => resolve(client))
    this.#onConnected(client)
    return { ended: ended.promise }
  }

  #follow(client: NetworkManagerClient): void {
    let timer: NodeJS.Timeout | null = null
    const read = () => {
      timer = null
      this.#read()
    }
    client.on('changed', () => (timer ??= setTimeout(read, COALESCE_MS)))
    read()
  }

  #read(): void {
    if (!this.#client || this.#client.isLost) return
    this.#inventory.interfaces.replace(shown(this.#client))
  }
}

/** A NIC that is left alone by NetworkManager says who has it instead. */
function shown(client: NetworkManagerClient): HostInterface[] {
  const here = hostInterfaces(client.state, controllers()).map((item) => withManager(item))
  return [...here, ...downBridges(client.state)]
}

async function connect(marks: Marks): Promise<NetworkManagerClient> {
  try {
    return await NetworkManagerClient.connect(marks)
  } catch (error) {
    const code = isNetworkManagerInstalled()
      ? 'networkmanager-unavailable'
      : 'networkmanager-missing'
    throw new PuenteError(code, {}, { cause: asPuenteError(error).data.cause })
  }
}
