/** Which address each NIC has: from libvirt's leases, the guest's agent and the host's neighbour tables. */
import type { HostInterface } from '../../../shared/model/host.ts'
import type { Machine, MachineNic, NicAddress, NicSource } from '../../../shared/model/machine.ts'
import { macsOf } from '../../../shared/model/machine.ts'
import type { Lease, Network } from '../../../shared/model/network.ts'
import { handsOut } from '../../../shared/rules/networks/leases.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { hostsOf } from '../../../shared/rules/ip.ts'
import { heldLeases } from '../../../shared/rules/networks/leases.ts'
import { askForNeighbours } from '../../host/neighbours.ts'
import type { Neighbour } from '../../host/neighbours.ts'
import { AgentAddresses } from './agent-addresses.ts'
import type { Host } from '../../host/host.ts'
import type { InventoryStore } from './inventory.ts'
import type { LibvirtService } from './libvirt-service.ts'
import { Ticker } from './ticker.ts'

/** Neither leases nor neighbours have events; a person waits for a new address with patience. */
const TICK_MS = 2_000
/** IPv6's neighbours are asked for by a process, which took 15 ms to start from a backend of 200 MB. */
const TICKS_TO_IPV6 = 5
/** A /22: more would be a scan of somebody's network, not a look for one's own machines. */
const MOST_ADDRESSES = 1_022

/** A guest may say anything; a neighbour table keeps what is long gone. */
const BY_TRUST: NicAddress['from'][] = ['lease', 'agent', 'arp']

/** An address, and the bridge or interface that it belongs to. */
interface SeenAddress {
  on: string | null
  address: NicAddress
}

export class Addresses {
  readonly #inventory: InventoryStore
  readonly #libvirt: LibvirtService
  readonly #host: Host
  readonly #agents: AgentAddresses
  #byMac = new Map<string, SeenAddress[]>()
  readonly #ticker = new Ticker(() => this.refresh(), TICK_MS)
  #reading = false
  #ipv6: Neighbour[] = []
  #ticks = 0

  constructor(inventory: InventoryStore, libvirt: LibvirtService, host: Host) {
    this.#inventory = inventory
    this.#host = host
    this.#libvirt = libvirt
    this.#agents = new AgentAddresses(inventory, libvirt, () => this.#show())
  }

  setVisible(visible: boolean): void {
    this.#ticks = 0
    this.#ticker.setWatched(visible)
    this.#agents.setVisible(visible)
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
    await askForNeighbours(this.#host.side, subnetHosts(found), bridge)
    // The last ones asked need a moment to answer.
    await new Promise((resolve) => setTimeout(resolve, 500))
    await this.refresh()
  }

  /** Gives each NIC the addresses that are known of it. */
  decorate(machine: Machine): Machine {
    const nics = machine.nics.map((nic) => ({
      ...nic,
      addresses: nic.plugged ? this.#allOf(machine.uuid, nic) : [],
    }))
    return { ...machine, nics }
  }

  /** Each address once, by the best of those who say so. */
  #allOf(machine: string, nic: MachineNic): NicAddress[] {
    const all = macsOf(nic).flatMap((mac) => [
      ...this.#addressesOf(mac, nic.source),
      ...this.#agents.of(machine, mac),
    ])
    const ranked = all.sort((a, b) => BY_TRUST.indexOf(a.from) - BY_TRUST.indexOf(b.from))
    return ranked.filter(
      ({ address }, index) => ranked.findIndex((other) => other.address === address) === index,
    )
  }

  /** A NIC that was plugged over keeps its MAC: what is known of it elsewhere is over. */
  #addressesOf(mac: string, source: NicSource): NicAddress[] {
    const bridge = this.#bridgeOf(source)
    const seen = (this.#byMac.get(mac) ?? []).filter(({ on }) => bridge === null || on === bridge)
    return seen.map(({ address }) => address)
  }

  #bridgeOf(source: NicSource): string | null {
    if (source.type === 'bridge') return source.bridge
    if (source.type !== 'network') return null
    return source.bridge ?? this.#inventory.networkNamed(source.network)?.bridge ?? null
  }

  #show(): void {
    const { machines } = this.#inventory
    for (const machine of machines.items.values()) machines.set(this.decorate(machine))
  }

  async #readLeases(): Promise<void> {
    if (!this.#libvirt.isConnected) return
    const { networks } = this.#inventory
    for (const network of [...networks.items.values()].filter(handsOutAddresses)) {
      const leases = await this.#libvirt.reading.readLeases(network.uuid)
      const current = networks.items.get(network.uuid)
      if (current) networks.set({ ...current, leases })
    }
  }

  async #collect(): Promise<Map<string, SeenAddress[]>> {
    const byMac = new Map<string, SeenAddress[]>()
    const add = (mac: string, on: string | null, address: NicAddress) => {
      const known = byMac.get(mac) ?? []
      if (!known.some((other) => other.on === on && other.address.address === address.address)) {
        byMac.set(mac, [...known, { on, address }])
      }
    }
    for (const { bridge, leases } of this.#inventory.networks.items.values()) {
      for (const lease of heldLeases(leases)) add(lease.mac, bridge, fromLease(lease))
    }
    for (const { mac, address, device } of await this.#neighbours()) {
      add(mac, device, { address, prefix: null, from: 'arp' })
    }
    return byMac
  }

  /** Not where no machine has a cable that somebody could be seen on. */
  async #neighbours(): Promise<Neighbour[]> {
    const machines = [...this.#inventory.machines.items.values()]
    const isPlugged = machines.some(({ nics }) => nics.some(({ plugged }) => plugged))
    if (!isPlugged) return []
    const ipv4 = await this.#host.ipv4Neighbours()
    if (this.#ticks++ % TICKS_TO_IPV6 === 0) {
      this.#ipv6 = await this.#host.ipv6Neighbours().catch(() => [])
    }
    return [...ipv4, ...this.#ipv6]
  }
}

function handsOutAddresses(network: Network): boolean {
  return network.active && handsOut(network)
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
