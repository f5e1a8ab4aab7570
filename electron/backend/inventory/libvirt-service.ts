/** libvirt as the backend has it: connected or not, and its objects in the inventory. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from 'node-libvirt'
import { PuenteError, toErrorData } from '../../../shared/errors.ts'
import { sshCommand } from '../../../shared/rules/connection-uri.ts'
import type { Machine } from '../../../shared/model/machine.ts'
import type * as libvirtModule from '../../libvirt/index.ts'
import type { Daemons, Libvirt } from '../../libvirt/index.ts'
import { onConnection } from '../../libvirt/on-connection.ts'
import { isLibvirtInstalled, libvirtProblem } from '../../host/installed.ts'
import {
  isModular,
  networkDaemon,
  restartLibvirt,
  startLibvirt,
} from '../../host/libvirt-daemons.ts'
import type { HostSide } from '../../host/side.ts'
import { SocketWatch } from '../../host/socket-watch.ts'
import type { InventoryStore } from './inventory.ts'
import { LibvirtFollower } from './libvirt-inventory.ts'
import { PATIENT_DELAY_MS, Reconnector } from './reconnect.ts'
import { SlowPoll } from './slow-poll.ts'
import type { TapBridges } from './tap-bridges.ts'

/**
 * Loaded when first needed: on a host without libvirt's library the rest of the app still works.
 * @throws PuenteError `libvirt-missing`
 */
async function loadLibvirt(): Promise<LibvirtModule> {
  try {
    return await import('../../libvirt/index.ts')
  } catch (error) {
    throw new PuenteError('libvirt-missing', {}, { cause: error })
  }
}

type LibvirtModule = typeof libvirtModule

const CONNECTED_LOOK_MS = 100

interface Current {
  libvirt: Libvirt
  isOfEndedDaemon: LibvirtModule['isOfEndedDaemon']
  readOnly: boolean
  follower: LibvirtFollower
  /** Gives the connection up: another one is opened. */
  giveUp: () => void
}

export class LibvirtService {
  readonly #inventory: InventoryStore
  readonly #load: () => Promise<LibvirtModule>
  readonly uri: string
  readonly #reconnector: Reconnector
  #decorators: readonly ((machine: Machine) => Machine)[] = []
  #taps: TapBridges | null = null
  readonly #poll = new SlowPoll(() => this.#look())
  readonly #side: HostSide
  readonly #sockets: SocketWatch
  /** As they were when libvirt was last reached for. */
  #daemons: Daemons | null = null
  #current: Current | null = null

  constructor(
    inventory: InventoryStore,
    { uri, side }: { uri: string; side: HostSide },
    load = loadLibvirt,
  ) {
    this.#load = load
    this.#side = side
    this.#sockets = new SocketWatch(side, () => this.#reconnector.retrySoon())
    this.#inventory = inventory
    this.uri = uri
    this.#reconnector = new Reconnector(
      () => this.#open(),
      (error, retryAt) =>
        this.#inventory.setService('libvirt', { status: 'unavailable', error, retryAt }),
      sshCommand(uri) === null ? undefined : PATIENT_DELAY_MS,
    )
  }

  /**
   * @param decorators each adds to a machine what libvirt does not know of it, in this order
   * @param taps looked at before a machine is decorated; null where they can't be
   */
  start(
    decorators: readonly ((machine: Machine) => Machine)[] = [],
    taps: TapBridges | null = null,
  ): void {
    this.#decorators = decorators
    this.#taps = taps
    if (this.#isOwn) this.#sockets.start()
    void this.#reconnector.run()
  }

  stop(): void {
    this.#reconnector.stop()
    this.#current?.giveUp()
  }

  retryNow(): void {
    this.#reconnector.retryNow()
  }

  /** libvirt, to look. @throws PuenteError `libvirt-unavailable` */
  get reading(): Libvirt {
    return this.#connected.libvirt
  }

  get #isOwn(): boolean {
    return this.uri === 'qemu:///system'
  }

  /** Of another computer's libvirt one knows only how to look. */
  get #remedy(): { command?: string } {
    return this.#isOwn && this.#daemons ? { command: this.#daemons.start } : {}
  }

  get #connected(): Current {
    if (!this.#current) throw new PuenteError('libvirt-unavailable', this.#remedy)
    return this.#current
  }

  /** libvirt, to change something. @throws PuenteError `libvirt-read-only` too */
  get managing(): Libvirt {
    if (this.#current?.readOnly) throw new PuenteError('libvirt-read-only')
    return this.reading
  }

  get isConnected(): boolean {
    return this.#current !== null
  }

  /** Resolves when it is there. @throws PuenteError `libvirt-unavailable` after `timeoutMs` */
  async whenConnected(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs
    while (!this.#current && Date.now() < deadline) await sleep(CONNECTED_LOOK_MS)
    void this.managing
  }

  /** Is anybody looking? Then also what libvirt has no event for is looked for. */
  setVisible(visible: boolean): void {
    this.#poll.setWatched(visible)
  }

  /** Reads a machine again: of a change to its stored definition alone libvirt sends no event. */
  async refreshMachine(uuid: string): Promise<void> {
    return this.#connected.follower.refreshMachine(uuid)
  }

  /** Reads a network again: of most changes to a network libvirt sends no event. */
  async refreshNetwork(uuid: string): Promise<void> {
    return this.#connected.follower.refreshNetwork(uuid)
  }

  /**
   * A call failed as it does when the daemon, or one behind it, has ended: then only another
   * connection helps, and where there is nothing wrong with this one, another is as good.
   */
  openAnew(): void {
    this.#current?.giveUp()
  }

  async #look(): Promise<void> {
    const current = this.#current
    await current?.follower.lookAgain().catch((error: unknown) => {
      if (current.isOfEndedDaemon(error)) current.giveUp()
    })
  }

  async #open(): Promise<{ ended: Promise<unknown> }> {
    try {
      return await this.#openOnce()
    } catch (error) {
      const isInstalled = await isLibvirtInstalled(this.#side)
      throw PuenteError.from(libvirtProblem(toErrorData(error), this.uri, isInstalled))
    }
  }

  async #openOnce(): Promise<{ ended: Promise<unknown> }> {
    this.#daemons = await readDaemons(this.#side)
    const { openConnection, isOfEndedDaemon, calls } = await this.#load()
    const { connection, networkDaemon, version, readOnly } = await openConnection(this.uri, {
      side: this.#side,
      whenLate: () => this.retryNow(),
      daemons: this.#daemons,
    })
    const connections = [connection, ...(networkDaemon ? [networkDaemon] : [])]
    const ended = Promise.withResolvers<void>()
    let isGivenUp = false
    const giveUp = () => {
      if (isGivenUp) return
      isGivenUp = true
      closeAll(connections)
      this.#lose()
      ended.resolve()
    }
    const libvirt = onConnection(calls, connection)
    const { networks, machines } = this.#inventory
    const decorated = (machine: Machine) => this.#decorated(machine)
    const taps = this.#taps
    const follower = new LibvirtFollower(libvirt, connection, {
      ...{ networks, machines, decorated, taps },
    })
    try {
      for (const one of connections) await one.on('closed', giveUp)
      await follower.start()
    } catch (error) {
      // Or its events would go on beside those of the next one.
      closeAll(connections)
      throw error
    }
    this.#current = { libvirt, isOfEndedDaemon, readOnly, follower, giveUp }
    this.#inventory.setService('libvirt', { status: 'connected', version, readOnly })
    return { ended: ended.promise }
  }

  #lose(): void {
    this.#current = null
    this.#inventory.setService('libvirt', { status: 'connecting' })
  }

  #decorated(machine: Machine): Machine {
    return this.#decorators.reduce((shown, decorate) => decorate(shown), machine)
  }
}

async function readDaemons(side: HostSide): Promise<Daemons> {
  const modular = await isModular(side)
  return {
    modular,
    start: startLibvirt(modular),
    restart: restartLibvirt(modular),
    startNetworks: `sudo systemctl enable --now ${networkDaemon(modular)}.socket`,
  }
}

function closeAll(connections: Connection[]): void {
  for (const connection of connections) void connection.close().catch(() => undefined)
}
