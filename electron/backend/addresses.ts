/** Which address each NIC has: from libvirt's leases and the host's neighbour tables, by MAC. */
import type { HostInterface } from '../../shared/model/host.ts'
import type { Machine, NicAddress } from '../../shared/model/machine.ts'
import type { Lease, Network } from '../../shared/model/network.ts'
import { PuenteError } from '../../shared/errors.ts'
import { hostsOf } from '../../shared/rules/ip.ts'
import { askForNeighbours, readNeighbours } from '../networkmanager/index.ts'
import type { InventoryStore } from './inventory.ts'
import type { LibvirtService } from './libvirt-service.ts'

/** Neither leases nor neighbours have events; a person waits for a new address with patience. */
const TICK_MS = 2_000
/** A /22: more would be a scan of somebody's network, not a look for one's own machines. */
const MOST_ADDRESSES = 1_022

export class Addresses {
  readonly #inventory: InventoryStore
  readonly #libvirt: LibvirtService
  #byMac = new Map<string, NicAddress[]>()
  #timer: NodeJS.Timeout | null = null
  #reading = false

  constructor(inventory: InventoryStore, libvirt: LibvirtService) {
    this.#inventory = inventory
    this.#libvirt = libvirt
    libvirt.decorators.push((machine) => this.#decorate(machine))
  }

  setVisible(visible: boolean): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = visible ? setInterval(() => void this.refresh(), TICK_MS) : null
    if (visible) void this.refresh()
  }

  /** Reads leases and neighbours, and shows on each machine what is new. */
  async refresh(): Promise<void> {
    if (this.#reading) return
    this.#reading = true
    try {
      await this.#readLeases()
      const before = JSON.stringify([...this.#byMac])
      this.#byMac = await this.#collect()
      if (JSON.stringify([...this.#byMac]) !== before) this.#show()
    } finally {
      this.#reading = false
    }
  }

  /** Asks every address of the bridge's own subnet once. @throws PuenteError `interface-gone` */
  async find(bridge: string): Promise<void> {
    const found = this.#inventory.interfaces.items.get(bridge)
    if (!found) throw new PuenteError('interface-gone', { interface: bridge })
    await askForNeighbours(subnetHosts(found), bridge)
    // The last ones asked need a moment to answer.
    await new Promise((resolve) => setTimeout(resolve, 500))
    await this.refresh()
  }

  #decorate(machine: Machine): Machine {
    const nics = machine.nics.map((nic) => ({
      ...nic,
      addresses: (nic.plugged && this.#byMac.get(nic.mac)) || [],
    }))
    return { ...machine, nics }
  }

  #show(): void {
    const { machines } = this.#inventory
    for (const machine of machines.items.values()) machines.set(this.#decorate(machine))
  }

  async #readLeases(): Promise<void> {
    if (!this.#libvirt.isConnected) return
    const { libvirt, connection } = this.#libvirt.reading
    const { networks } = this.#inventory
    for (const network of [...networks.items.values()].filter(handsOutAddresses)) {
      const leases = await libvirt.readLeases(connection, network.uuid)
      const current = networks.items.get(network.uuid)
      if (current) networks.set({ ...current, leases })
    }
  }

  async #collect(): Promise<Map<string, NicAddress[]>> {
    const byMac = new Map<string, NicAddress[]>()
    const add = (mac: string, address: NicAddress) => {
      const known = byMac.get(mac) ?? []
      if (!known.some((other) => other.address === address.address)) {
        byMac.set(mac, [...known, address])
      }
    }
    for (const { leases } of this.#inventory.networks.items.values()) {
      for (const lease of leases.filter(isValid)) add(lease.mac, fromLease(lease))
    }
    for (const { mac, address } of await readNeighbours().catch(() => [])) {
      add(mac, { address, prefix: null, from: 'arp' })
    }
    return byMac
  }
}

function handsOutAddresses({ active, subnets }: Network): boolean {
  return active && subnets.some(({ dhcpRanges }) => dhcpRanges.length > 0)
}

function isValid({ expiresAt }: Lease): boolean {
  return expiresAt === 0 || expiresAt * 1000 > Date.now()
}

function fromLease({ address, prefix }: Lease): NicAddress {
  return { address, prefix, from: 'lease' }
}

function subnetHosts({ ipv4 }: HostInterface): string[] {
  const own = ipv4.addresses.map(({ address }) => address)
  return ipv4.addresses
    .flatMap(({ address, prefix }) => hostsOf(address, prefix, MOST_ADDRESSES))
    .filter((address) => !own.includes(address))
}
