/** Reads the wiring of a host: what is stored, which lasts, and not what only runs. */
import type { HostInterface } from '../../../shared/model/host.ts'
import type { Machine } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'
import type { WiringKind } from '../../../shared/model/history.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { readOwnFilters } from './own-filters.ts'
import { wiringOf } from './wiring.ts'
import type { Wiring, WiringItem } from './wiring.ts'

export interface ReaderParts {
  inventory: InventoryStore
  libvirt: LibvirtService
}

export class WiringReader {
  readonly #parts: ReaderParts

  constructor(parts: ReaderParts) {
    this.#parts = parts
  }

  /** @param last stands for what can't be read now, of which nobody knows that it has changed */
  async read(last: Wiring): Promise<Wiring> {
    const { inventory } = this.#parts
    const { networkManager } = inventory.services
    const known = (kind: WiringKind) => [...last.values()].filter((item) => item.kind === kind)
    const [networks, machines, filters] = await Promise.all([
      this.#networks().catch(() => known('network')),
      this.#machines().catch(() => known('machine')),
      this.#filters().catch(() => known('filter')),
    ])
    const isHostKnown = networkManager.status === 'connected'
    const bridges = isHostKnown ? this.#bridges() : known('bridge')
    return wiringOf([...networks, ...machines, ...bridges, ...this.#forwards(), ...filters])
  }

  /** Networks and machines, and filters of ours where asked for. @throws PuenteError rather than leave one out */
  async readStored(also: { filters: boolean }): Promise<Wiring> {
    const [networks, machines, filters] = await Promise.all([
      ...([this.#networks(), this.#machines()] as const),
      also.filters ? this.#filters() : [],
    ])
    return wiringOf([...networks, ...machines, ...filters])
  }

  #networks(): Promise<WiringItem[]> {
    const { inventory, libvirt } = this.#parts
    const read = async ({ uuid, name, active, autostart }: Network): Promise<WiringItem> => {
      const { running, stored } = await libvirt.reading.readNetworkXml(uuid)
      const state = { active, autostart, stored: stored !== null }
      return { kind: 'network', id: uuid, name, text: stored ?? running ?? '', state }
    }
    return Promise.all([...inventory.networks.items.values()].map(read))
  }

  #machines(): Promise<WiringItem[]> {
    const { inventory, libvirt } = this.#parts
    const read = async ({ uuid, name }: Machine): Promise<WiringItem> => {
      const nics = await libvirt.reading.readNicDefinitions(uuid)
      return { kind: 'machine', id: uuid, name, text: devicesOf(nics), state: null }
    }
    return Promise.all([...inventory.machines.items.values()].map(read))
  }

  async #filters(): Promise<WiringItem[]> {
    const filters = await readOwnFilters(this.#parts.libvirt)
    return [...filters].map(([name, text]) => {
      return { kind: 'filter', id: name, name, text, state: null }
    })
  }

  #forwards(): WiringItem[] {
    const { forwards, machines } = this.#parts.inventory
    return [...forwards.items.values()].map((forward) => {
      const machine = machines.items.get(forward.machine)?.name ?? forward.machine
      const name = `${forward.protocol}/${forward.port} → ${machine}`
      const text = JSON.stringify(forward, null, 2)
      return { kind: 'forward', id: forward.id, name, text, state: null }
    })
  }

  #bridges(): WiringItem[] {
    return [...this.#parts.inventory.interfaces.items.values()].flatMap((item): WiringItem[] => {
      const text = bridgeText(item)
      const { name } = item
      return text === null ? [] : [{ kind: 'bridge', id: name, name, text, state: null }]
    })
  }
}

/** Of bridges that NetworkManager has a profile of; libvirt’s own are its networks’. */
function bridgeText({ bridge, profile, ipv4, ipv6 }: HostInterface): string | null {
  if (!bridge || bridge.owner === 'other') return null
  const { options, ownPorts: ports } = bridge
  const addresses = { ipv4: ipv4.method, ipv6: ipv6.method }
  return JSON.stringify({ profile: profile?.name ?? null, ports, options, ...addresses }, null, 2)
}

function devicesOf(nics: string[]): string {
  return ['<devices>', ...nics, '</devices>'].join('\n')
}
