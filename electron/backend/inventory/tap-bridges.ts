/**
 * The bridge that each running NIC's tap is in, as the kernel says. NetworkManager is no witness:
 * of a tap that libvirt has taken from one bridge to the next it goes on saying that it is in none
 * (1.42.4). The kernel's own events need a netlink socket, so it is asked while somebody looks.
 */
import { basename } from 'node:path'
import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import type { InventoryStore } from './inventory.ts'

const TICK_MS = 2_000
const INTERFACES = '/sys/class/net'

export class TapBridges {
  readonly #inventory: InventoryStore
  #timer: NodeJS.Timeout | null = null

  constructor(inventory: InventoryStore) {
    this.#inventory = inventory
  }

  /** Gives each NIC the bridge that its tap is in. */
  decorate(machine: Machine): Machine {
    return withBridges(machine, bridgeOf)
  }

  setVisible(visible: boolean): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = visible ? setInterval(() => this.#refresh(), TICK_MS) : null
    if (visible) this.#refresh()
  }

  #refresh(): void {
    const { machines } = this.#inventory
    const look = lookAtAll()
    for (const machine of machines.items.values()) {
      const now = withBridges(machine, look)
      if (now !== machine) machines.set(now)
    }
  }
}

/** Null: in none. Undefined: there is no such device here, as with a libvirt elsewhere. */
type Look = (tap: string) => string | null | undefined

/** The same machine where nothing is new. */
function withBridges(machine: Machine, look: Look): Machine {
  const nics = machine.nics.map((nic) => withBridge(nic, look))
  return nics.some((nic, index) => nic !== machine.nics[index]) ? { ...machine, nics } : machine
}

function withBridge(nic: MachineNic, look: Look): MachineNic {
  const bridge = nic.tap === null ? undefined : look(nic.tap)
  if (bridge === nic.bridge) return nic
  const { bridge: _, ...rest } = nic
  return bridge === undefined ? rest : { ...rest, bridge }
}

/** A thousand machines are asked after again and again: by each bridge's list, not one by one. */
function lookAtAll(): Look {
  const names = new Set(readdirSync(INTERFACES))
  const bridges = new Map<string, string>()
  for (const name of names) {
    const ports = `${INTERFACES}/${name}/brif`
    if (existsSync(ports)) for (const port of readdirSync(ports)) bridges.set(port, name)
  }
  return (tap) => bridges.get(tap) ?? (names.has(tap) ? bridgeOf(tap) : undefined)
}

/** Also of what is no bridge of the kernel's own, as Open vSwitch. */
function bridgeOf(tap: string): string | null | undefined {
  try {
    return basename(readlinkSync(`${INTERFACES}/${tap}/master`))
  } catch {
    return existsSync(`${INTERFACES}/${tap}`) ? null : undefined
  }
}
