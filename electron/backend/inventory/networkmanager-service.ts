/** NetworkManager as the backend has it: connected or not, and its devices in the inventory. */
import { PuenteError } from '../../../shared/errors.ts'
import {
  NetworkManagerClient,
  asPuenteError,
  downBridges,
  hostInterfaces,
  readPermissions,
  rightsWithout,
} from '../../networkmanager/index.ts'
import type { Marks } from '../../networkmanager/index.ts'
import type { InventoryStore } from './inventory.ts'
import { readInterfaceNames } from '../../host/host.ts'
import { notReached } from '../../host/link/ssh-words.ts'
import { LinkError, readControllers } from '../../host/side.ts'
import type { HostSide } from '../../host/side.ts'
import { Reconnector } from './reconnect.ts'
import { SlowPoll } from './slow-poll.ts'
import { withManagers } from './who-manages.ts'

/** A storm of signals (hundreds of bridges up) is one reading in this time. */
const COALESCE_MS = 30
/** How often a host that a change has cut off is looked for. */
const SEEK_MS = 1_500

/** Who is told of it. */
export interface NetworkManagerTold {
  connected(client: NetworkManagerClient): void
  /** Anything of it may have changed. */
  read(client: NetworkManagerClient): Promise<void>
}

export class NetworkManagerService {
  readonly #inventory: InventoryStore
  readonly #reconnector: Reconnector
  /** Some changes of the kernel's NetworkManager does not tell of. */
  readonly #poll = new SlowPoll(() => this.#read())
  readonly #told: NetworkManagerTold
  readonly #marks: Marks
  readonly #side: HostSide
  readonly #uri: string
  #client: NetworkManagerClient | null = null
  #readings = 0
  #mayOnlyLook = false
  #waiting: ((client: NetworkManagerClient) => void)[] = []

  constructor(
    inventory: InventoryStore,
    { marks, side, uri }: { marks: Marks; side: HostSide; uri: string },
    told: NetworkManagerTold,
  ) {
    this.#inventory = inventory
    this.#told = told
    this.#marks = marks
    this.#side = side
    this.#uri = uri
    this.#reconnector = new Reconnector(
      () => this.#open(),
      (error, retryAt) =>
        this.#inventory.setService('networkManager', { status: 'unavailable', error, retryAt }),
    )
  }

  start(): void {
    void this.#reconnector.run()
  }

  stop(): void {
    this.#reconnector.stop()
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

  get isThere(): boolean {
    return this.#client !== null && !this.#client.isLost
  }

  /** The client that is there, or the next one to come; null after `timeoutMs` without. */
  async nextClient(timeoutMs: number): Promise<NetworkManagerClient | null> {
    if (this.#client && !this.#client.isLost) return this.#client
    const { promise, resolve } = Promise.withResolvers<NetworkManagerClient | null>()
    const timer = setTimeout(() => resolve(null), timeoutMs)
    this.#waiting.push(resolve)
    const seek = () => {
      this.#side.seek()
      this.retryNow()
    }
    seek()
    const seeking = this.#side.isFar ? setInterval(seek, SEEK_MS) : undefined
    return promise.finally(() => {
      clearTimeout(timer)
      clearInterval(seeking)
    })
  }

  async #open(): Promise<{ ended: Promise<unknown> }> {
    const client = await connect(this.#side, this.#marks, this.#uri)
    const ended = Promise.withResolvers<void>()
    client.once('lost', () => {
      this.#client = null
      this.#inventory.interfaces.replace([])
      this.#inventory.others.replace([])
      this.#inventory.setService('networkManager', { status: 'connecting' })
      ended.resolve()
    })
    this.#client = client
    this.#mayOnlyLook = await mayOnlyLook(client)
    await this.#follow(client)
    this.#tellConnected(client)
    const waiting = this.#waiting
    this.#waiting = []
    waiting.forEach((resolve) => resolve(client))
    this.#told.connected(client)
    return { ended: ended.promise }
  }

  #tellConnected({ version }: NetworkManagerClient): void {
    const readOnly = this.#mayOnlyLook
    this.#inventory.setService('networkManager', { status: 'connected', version, readOnly })
  }

  async #follow(client: NetworkManagerClient): Promise<void> {
    let timer: NodeJS.Timeout | null = null
    const read = () => {
      timer = null
      // Where the link ends meanwhile, all is read anew with the next one.
      this.#read().catch(() => undefined)
    }
    client.on('changed', () => (timer ??= setTimeout(read, COALESCE_MS)))
    await this.#read()
  }

  async #read(): Promise<void> {
    const reading = ++this.#readings
    const client = this.#client
    if (!client || client.isLost) return
    const controllers = await readAllControllers(this.#side)
    const here = await withManagers(this.#side, hostInterfaces(client.state, controllers))
    // A later one has begun meanwhile, and knows more.
    if (reading !== this.#readings || client.isLost) return
    this.#inventory.interfaces.replace([...here, ...downBridges(client.state)])
    await this.#told.read(client)
    await this.#noteRights(client)
  }

  /** An administrator over there may have given them meanwhile. */
  async #noteRights(client: NetworkManagerClient): Promise<void> {
    if (!this.#mayOnlyLook || (await mayOnlyLook(client)) || client.isLost) return
    this.#mayOnlyLook = false
    this.#tellConnected(client)
  }
}

/** Over there without root's rights, a rule that gives them, or somebody who can be asked. */
async function mayOnlyLook(client: NetworkManagerClient): Promise<boolean> {
  if (!client.side.isFar) return false
  return rightsWithout(await readPermissions(client), client.side).length > 0
}

/** Each interface's bridge, or what else it is a port of, as the kernel has it. */
async function readAllControllers(side: HostSide): Promise<Map<string, string | null>> {
  const names = await readInterfaceNames(side)
  const controllers = await readControllers(side, names)
  return new Map(names.map((name, index) => [name, controllers[index] ?? null]))
}

async function connect(side: HostSide, marks: Marks, uri: string): Promise<NetworkManagerClient> {
  try {
    return await NetworkManagerClient.connect(side, marks)
  } catch (error) {
    if (error instanceof LinkError) throw notReached(uri, error.message)
    const code = (await side.hasProgram('NetworkManager'))
      ? 'networkmanager-unavailable'
      : 'networkmanager-missing'
    throw new PuenteError(code, {}, { cause: asPuenteError(error).data.cause })
  }
}
