/** libvirt as the backend has it: connected or not, and its objects in the inventory. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from 'node-libvirt'
import { PuenteError } from '../../../shared/errors.ts'
import { sshCommand } from '../../../shared/rules/connection-uri.ts'
import type { Machine } from '../../../shared/model/machine.ts'
import type * as libvirtModule from '../../libvirt/index.ts'
import type { Daemons, Libvirt } from '../../libvirt/index.ts'
import { onConnection } from '../../libvirt/on-connection.ts'
import { isLibvirtInstalled, libvirtProblem } from '../../host/installed.ts'
import type { InventoryStore } from './inventory.ts'
import {
  isModular,
  networkDaemon,
  restartLibvirt,
  startLibvirt,
} from '../../host/libvirt-daemons.ts'
import { LibvirtFollower } from './libvirt-inventory.ts'
import { PATIENT_DELAY_MS, Reconnector } from './reconnect.ts'
import { SocketWatch } from './socket-watch.ts'
import { SlowPoll } from './slow-poll.ts'

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
  readonly #poll = new SlowPoll(() => this.#look())
  readonly #sockets = new SocketWatch(() => this.#reconnector.retrySoon())
  #current: Current | null = null

  constructor(inventory: InventoryStore, uri: string, load = loadLibvirt) {
    this.#load = load
    this.#inventory = inventory
    this.uri = uri
    this.#reconnector = new Reconnector(
      () => this.#open(),
      (error, retryAt) => this.#setUnavailable(error, retryAt),
      sshCommand(uri) === null ? undefined : PATIENT_DELAY_MS,
    )
  }

  /** @param decorators each adds to a machine what libvirt does not know of it, in this order */
  start(decorators: readonly ((machine: Machine) => Machine)[] = []): void {
    this.#decorators = decorators
    if (this.#isOwn) this.#sockets.start()
    void this.#reconnector.run()
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
    return this.#isOwn ? { command: startLibvirt() } : {}
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
  refreshMachine(uuid: string): Promise<void> {
    return this.#connected.follower.refreshMachine(uuid)
  }

  /** Reads a network again: of most changes to a network libvirt sends no event. */
  refreshNetwork(uuid: string): Promise<void> {
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
    const { openConnection, isOfEndedDaemon, calls } = await this.#load()
    const { connection, networkDaemon, version, readOnly } = await openConnection(
      this.uri,
      () => this.retryNow(),
      daemons(),
    )
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
    const follower = new LibvirtFollower(libvirt, connection, { networks, machines, decorated })
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

  #setUnavailable(error: PuenteError['data'], retryAt: number): void {
    const told = libvirtProblem(error, this.uri, isLibvirtInstalled())
    this.#inventory.setService('libvirt', { status: 'unavailable', error: told, retryAt })
  }
}

/** Looked at each time: a host may change from one to the other. */
function daemons(modular = isModular()): Daemons {
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
