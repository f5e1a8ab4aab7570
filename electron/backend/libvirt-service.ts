/** libvirt as the backend has it: connected or not, and its objects in the inventory. */
import type { Connection } from 'node-libvirt'
import { PuenteError } from '../../shared/errors.ts'
import type { Machine } from '../../shared/model/machine.ts'
import type * as Libvirt from '../libvirt/index.ts'
import type { InventoryStore } from './inventory.ts'
import { Reconnector } from './reconnect.ts'
import { Refresher } from './refresher.ts'

/**
 * Loaded when first needed: on a host without libvirt's library the rest of the app still works.
 * @throws PuenteError `libvirt-missing`
 */
async function loadLibvirt(): Promise<typeof Libvirt> {
  try {
    return await import('../libvirt/index.ts')
  } catch (error) {
    throw new PuenteError('libvirt-missing', {}, { cause: error })
  }
}

export class LibvirtService {
  readonly #inventory: InventoryStore
  readonly #uri: string
  readonly #reconnector: Reconnector
  /** Each adds to a machine something that libvirt does not know of it. */
  readonly decorators: ((machine: Machine) => Machine)[] = []
  #current: { libvirt: typeof Libvirt; connection: Connection; readOnly: boolean } | null = null

  constructor(inventory: InventoryStore, uri: string) {
    this.#inventory = inventory
    this.#uri = uri
    this.#reconnector = new Reconnector(
      () => this.#open(),
      (error, retryAt) => this.#setUnavailable(error, retryAt),
    )
  }

  start(): void {
    void this.#reconnector.run()
  }

  retryNow(): void {
    this.#reconnector.retryNow()
  }

  /** The connection, to look. @throws PuenteError `libvirt-unavailable` */
  get reading(): { libvirt: typeof Libvirt; connection: Connection } {
    if (!this.#current) throw new PuenteError('libvirt-unavailable')
    return this.#current
  }

  /** The connection, to change something. @throws PuenteError `libvirt-read-only` too */
  get managing(): { libvirt: typeof Libvirt; connection: Connection } {
    if (this.#current?.readOnly) throw new PuenteError('libvirt-read-only')
    return this.reading
  }

  get isConnected(): boolean {
    return this.#current !== null
  }

  /** Reads a machine again: of a change to its stored definition alone libvirt sends no event. */
  async refreshMachine(uuid: string): Promise<void> {
    const { libvirt, connection } = this.reading
    const found = await libvirt.readMachine(connection, uuid)
    if (found) this.#inventory.machines.set(this.#decorated(found))
  }

  /** Reads a network again: of most changes to a network libvirt sends no event. */
  async refreshNetwork(uuid: string): Promise<void> {
    const { libvirt, connection } = this.reading
    const found = await libvirt.readNetwork(connection, uuid)
    if (found) this.#inventory.networks.set(found)
    else this.#inventory.networks.remove(uuid)
  }

  async #open(): Promise<{ ended: Promise<unknown> }> {
    const libvirt = await loadLibvirt()
    const { connection, version, readOnly } = await libvirt.openConnection(this.#uri)
    const ended = Promise.withResolvers<void>()
    await connection.on('closed', () => {
      this.#current = null
      ended.resolve()
      void connection.close().catch(() => undefined)
      this.#inventory.setService('libvirt', { status: 'connecting' })
    })
    await this.#follow(libvirt, connection)
    this.#current = { libvirt, connection, readOnly }
    this.#inventory.setService('libvirt', { status: 'connected', version, readOnly })
    return { ended: ended.promise }
  }

  /** Events first, then everything once: what changes during the reading is read again after it. */
  async #follow(libvirt: typeof Libvirt, connection: Connection): Promise<void> {
    const { networks, machines } = this.#inventory
    const network = new Refresher(async (uuid) => {
      const found = await libvirt.readNetwork(connection, uuid)
      if (found) networks.set(found)
      else networks.remove(uuid)
    })
    const machine = new Refresher(async (uuid) => {
      const found = await libvirt.readMachine(connection, uuid)
      if (found) machines.set(this.#decorated(found))
      else machines.remove(uuid)
    })
    const onMachine = ({ domain }: { domain: { uuid: string } }) => machine.refresh(domain.uuid)
    await Promise.all([
      connection.on('networkLifecycle', ({ network: { uuid } }) => network.refresh(uuid)),
      connection.on('domainLifecycle', onMachine),
      connection.on('deviceAdded', onMachine),
      connection.on('deviceRemoved', onMachine),
    ])
    const [networkList, machineList] = await Promise.all([
      libvirt.readNetworks(connection),
      libvirt.readMachines(connection),
    ])
    networks.replace(networkList)
    machines.replace(machineList.map((found) => this.#decorated(found)))
    network.open()
    machine.open()
  }

  #decorated(machine: Machine): Machine {
    return this.decorators.reduce((shown, decorate) => decorate(shown), machine)
  }

  #setUnavailable(error: PuenteError['data'], retryAt: number): void {
    this.#inventory.setService('libvirt', { status: 'unavailable', error, retryAt })
  }
}
