/** Who hangs on what: machines on networks and bridges. Pure reading of the inventory. */
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'
import type { InventoryStore } from './inventory.ts'

/** Where machines are, with their NICs: the inventory, or it without some of them. */
export interface Machines {
  machines: { items: ReadonlyMap<string, Machine> }
}

/** A NIC of a machine’s, by its UUID. */
export interface Leaving {
  machine: string
  mac: string
}

/** As it is once these NICs have gone. */
export function without({ machines }: Machines, leaving: Leaving[]): Machines {
  const gone = new Set(leaving.map(({ machine, mac }) => `${machine} ${mac}`))
  const left = [...machines.items].map(([uuid, machine]) => {
    const nics = machine.nics.filter(({ mac }) => !gone.has(`${uuid} ${mac}`))
    return [uuid, { ...machine, nics }] as const
  })
  return { machines: { items: new Map(left) } }
}

/** Names of the machines with a NIC, plugged or stored, on the bridge or on a network of it. */
export function machinesOnBridge(inventory: InventoryStore, bridge: string): string[] {
  const networks = networksOn(inventory, bridge).map(({ name }) => name)
  return machinesWith(inventory, ({ source }) => {
    if (source.type === 'network') return networks.includes(source.network)
    return source.type === 'bridge' && source.bridge === bridge
  })
}

/** Names of the running machines that are plugged into the network now. */
export function machinesPluggedInto(inventory: Machines, network: string): string[] {
  return machinesWith(
    inventory,
    ({ source, plugged }) => plugged && source.type === 'network' && source.network === network,
  )
}

/** Names of the machines whose stored definition names the network: without it they do not start. */
export function machinesStoredOn(inventory: Machines, network: string): string[] {
  return machinesWith(
    inventory,
    ({ source, stored }) => stored && source.type === 'network' && source.network === network,
  )
}

/** Names of the machines that libvirt has saved while they were on the network: they go on with it. */
export function machinesSavedOn(inventory: Machines, network: string): string[] {
  return [...inventory.machines.items.values()]
    .filter(({ saved }) => saved?.networks.includes(network))
    .map(({ name }) => name)
}

export function networksMadeFor(inventory: InventoryStore, bridge: string): Network[] {
  return networksOn(inventory, bridge).filter(({ madeByPuente }) => madeByPuente)
}

export function networksOn(inventory: InventoryStore, bridge: string): Network[] {
  return [...inventory.networks.items.values()].filter((network) => network.bridge === bridge)
}

function machinesWith(inventory: Machines, isWanted: (nic: MachineNic) => boolean): string[] {
  return [...inventory.machines.items.values()]
    .filter(({ nics }) => nics.some(isWanted))
    .map(({ name }) => name)
}
