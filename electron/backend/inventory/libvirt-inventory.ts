/** libvirt's objects in the inventory: all of them once, then each that its events name. */
import { isDeepStrictEqual } from 'node:util'
import type { Connection } from 'node-libvirt'
import { PuenteError } from '../../../shared/errors.ts'
import type { Machine } from '../../../shared/model/machine.ts'
import type { Libvirt } from '../../libvirt/index.ts'
import type { InventoryStore } from './inventory.ts'
import { Refresher } from './refresher.ts'
import type { TapBridges } from './tap-bridges.ts'

type Inventory = Pick<InventoryStore, 'machines' | 'networks'> & {
  decorated: (machine: Machine) => Machine
  /** The kernel's, where it can be asked. */
  taps: Pick<TapBridges, 'look' | 'lookAtAll'> | null
}

/** Keeps networks and machines as one connection has them. */
export class LibvirtFollower {
  readonly #libvirt: Libvirt
  readonly #connection: Connection
  readonly #inventory: Inventory
  readonly #networks = new Refresher((uuid) => this.#readNetwork(uuid))
  readonly #machines = new Refresher((uuid) => this.#readMachine(uuid))

  constructor(libvirt: Libvirt, connection: Connection, inventory: Inventory) {
    this.#libvirt = libvirt
    this.#connection = connection
    this.#inventory = inventory
  }

  /**
   * Events first, then everything once: what changes during the reading is read again after it.
   * @throws Error when the connection is lost meanwhile
   */
  async start(): Promise<void> {
    await this.#subscribe()
    await readEverything(this.#libvirt, this.#inventory)
    // A lost connection must not pass for a host whose every machine is unreadable.
    if (!(await this.#connection.isAlive())) throw new PuenteError('libvirt-unavailable')
    this.#networks.open()
    this.#machines.open()
  }

  /**
   * Finds what libvirt told nobody: it has no event for autostart, `net-update` or a NIC that was
   * only stored. What looks different is read once more on its own, as this may be the older of
   * two readings.
   */
  async lookAgain(): Promise<void> {
    await Promise.all([this.#lookAtNetworks(), this.#lookAtMachines()])
  }

  /** Resolves when it was read after this moment. */
  refreshNetwork(uuid: string): Promise<void> {
    return this.#networks.refreshed(uuid)
  }

  refreshMachine(uuid: string): Promise<void> {
    return this.#machines.refreshed(uuid)
  }

  async #subscribe(): Promise<void> {
    const connection = this.#connection
    const onMachine = ({ domain }: { domain: { uuid: string } }) =>
      this.#machines.refresh(domain.uuid)
    await Promise.all([
      connection.on('networkLifecycle', ({ network: { uuid } }) => this.#networks.refresh(uuid)),
      connection.on('domainLifecycle', onMachine),
      connection.on('agentLifecycle', onMachine),
      connection.on('deviceAdded', onMachine),
      connection.on('deviceRemoved', onMachine),
      this.#subscribeToNewer(),
    ])
  }

  /** What older libvirts have no event for is found by `lookAgain`; a lost connection, by the others. */
  async #subscribeToNewer(): Promise<void> {
    const connection = this.#connection
    await Promise.allSettled([
      connection.on('nicMacChange', ({ domain }) => this.#machines.refresh(domain.uuid)),
      connection.on('networkMetadataChange', ({ network }) => this.#networks.refresh(network.uuid)),
    ])
  }

  async #lookAtNetworks(): Promise<void> {
    const { items } = this.#inventory.networks
    const found = await this.#libvirt.readNetworks()
    const other = found.filter((network) => !isDeepStrictEqual(network, items.get(network.uuid)))
    for (const { uuid } of other) this.#networks.refresh(uuid)
    for (const uuid of goneFrom(items, found)) this.#networks.refresh(uuid)
  }

  async #lookAtMachines(): Promise<void> {
    const { machines, decorated } = this.#inventory
    await this.#libvirt.readMachines({
      listed: (list) => {
        for (const uuid of goneFrom(machines.items, list)) this.#machines.refresh(uuid)
      },
      read: (machine) => {
        const { uuid } = machine
        if (!isDeepStrictEqual(decorated(machine), machines.items.get(uuid)))
          this.#machines.refresh(uuid)
      },
    })
  }

  async #readNetwork(uuid: string): Promise<void> {
    const { networks } = this.#inventory
    const found = await this.#libvirt.readNetwork(uuid)
    if (found) networks.set(found)
    else networks.remove(uuid)
  }

  async #readMachine(uuid: string): Promise<void> {
    const { machines, decorated, taps } = this.#inventory
    const found = await this.#libvirt.readMachine(uuid)
    if (found) await taps?.look(found)
    if (found) machines.set(decorated(found))
    else machines.remove(uuid)
  }
}

export async function readEverything(libvirt: Libvirt, inventory: Inventory): Promise<void> {
  const { networks, machines, decorated, taps } = inventory
  await taps?.lookAtAll()
  const listed = (list: Machine[]) =>
    machines.replace(list.map((found) => asFarAsKnown(found, machines.items.get(found.uuid))))
  const read = (found: Machine) => machines.set(decorated(found))
  await Promise.all([
    libvirt.readMachines({ listed, read }),
    libvirt.readNetworks().then((list) => networks.replace(list)),
  ])
}

/** After a lost connection nothing that is known is forgotten while it is read again. */
function asFarAsKnown(listed: Machine, known: Machine | undefined): Machine {
  const { name, state, persistent, autostart } = listed
  return known ? { ...known, name, state, persistent, autostart } : listed
}

function goneFrom(shown: Map<string, unknown>, found: { uuid: string }[]): string[] {
  const there = new Set(found.map(({ uuid }) => uuid))
  return [...shown.keys()].filter((uuid) => !there.has(uuid))
}
