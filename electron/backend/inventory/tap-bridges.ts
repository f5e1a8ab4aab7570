/**
 * The bridge that each running NIC's tap is in, as the kernel says. NetworkManager is no witness:
 * of a tap that libvirt has taken from one bridge to the next it goes on saying that it is in none
 * (1.42.4). The kernel's own events need a netlink socket, so it is asked while somebody looks.
 */
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import { readInterfaceNames } from '../../host/host.ts'
import { exists, readControllers } from '../../host/side.ts'
import type { HostSide } from '../../host/side.ts'
import type { InventoryStore } from './inventory.ts'
import { Ticker } from './ticker.ts'

const TICK_MS = 2_000
const INTERFACES = '/sys/class/net'

export class TapBridges {
  readonly #inventory: InventoryStore
  readonly #side: HostSide
  /** Of each tap that there is; null: in none. */
  #bridges = new Map<string, string | null>()
  readonly #ticker = new Ticker(() => this.#refresh(), TICK_MS)
  #reading = false

  constructor(inventory: InventoryStore, side: HostSide) {
    this.#inventory = inventory
    this.#side = side
  }

  /** Gives each NIC the bridge that its tap was in when it was last looked at. */
  decorate(machine: Machine): Machine {
    const nics = machine.nics.map((nic) => this.#withBridge(nic))
    return nics.some((nic, index) => nic !== machine.nics[index]) ? { ...machine, nics } : machine
  }

  /** Looks at one machine's taps, so that `decorate` tells what is now. */
  async look({ nics }: Machine): Promise<void> {
    const taps = nics.flatMap(({ tap }) => tap ?? [])
    await Promise.all(
      taps.map(async (tap) => {
        const [bridge = null] = await readControllers(this.#side, [tap])
        const isThere = bridge !== null || (await exists(this.#side, `${INTERFACES}/${tap}`))
        if (isThere) this.#bridges.set(tap, bridge)
        else this.#bridges.delete(tap)
      }),
    )
  }

  /** Looks at everything. A thousand machines are asked after by each bridge's list, not one by one. */
  async lookAtAll(): Promise<void> {
    const names = await readInterfaceNames(this.#side)
    const lists = await this.#side.readFolders(names.map((name) => `${INTERFACES}/${name}/brif`))
    const bridges = new Map<string, string | null>()
    names.forEach((name, index) => {
      for (const port of lists[index] ?? []) bridges.set(port, name)
    })
    // Also of what is no bridge of the kernel's own, as Open vSwitch.
    const others = names.filter((name) => !bridges.has(name))
    const controllers = await readControllers(this.#side, others)
    others.forEach((name, index) => bridges.set(name, controllers[index] ?? null))
    this.#bridges = bridges
  }

  setVisible(visible: boolean): void {
    this.#ticker.setWatched(visible)
  }

  async #refresh(): Promise<void> {
    if (this.#reading) return
    this.#reading = true
    await this.lookAtAll().finally(() => (this.#reading = false))
    const { machines } = this.#inventory
    for (const machine of machines.items.values()) {
      const now = this.decorate(machine)
      if (now !== machine) machines.set(now)
    }
  }

  /** Without a bridge where there is no such device, as with a libvirt elsewhere. */
  #withBridge(nic: MachineNic): MachineNic {
    const bridge = nic.tap === null ? undefined : this.#bridges.get(nic.tap)
    if (bridge === nic.bridge) return nic
    const { bridge: _, ...rest } = nic
    return bridge === undefined ? rest : { ...rest, bridge }
  }
}
