/** What plans for NICs must know of the inventory, or refuse for want of it. */
import { definitionPrint } from '../../libvirt/xml/definition/differences.ts'
import { randomBytes } from 'node:crypto'
import type { When } from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import { isActive, isNicOf, macsOf } from '../../../shared/model/machine.ts'
import type { Machine, MachineNic, NicRef } from '../../../shared/model/machine.ts'
import type { NicChanges, NicPart, NicWire } from '../../../shared/model/nic-settings.ts'
import type { Network } from '../../../shared/model/network.ts'
import { qemuMac } from '../../../shared/rules/mac.ts'
import { isSession } from '../../../shared/rules/connection-uri.ts'
import { partsForNextStart, wireKindOf } from '../../../shared/rules/nic-changes.ts'
import type { WireKind } from '../../../shared/rules/nic-changes.ts'
import { isOnHostBridge } from '../../../shared/rules/networks/kinds.ts'
import { hostBridgeOf, taggingAt, tagsOnBridges } from '../../../shared/rules/vlans/tagging.ts'
import type { Tagging } from '../../../shared/rules/vlans/tagging.ts'
import { placeOf } from '../../../shared/rules/nic-places.ts'
import { nicsOn, ruleKindOf } from '../../../shared/rules/nic-rules.ts'
import type { Place } from '../../../shared/rules/nic-places.ts'
import { readDefinition } from '../../libvirt/xml/definition/read.ts'
import { parse } from '../../libvirt/xml/dom.ts'
import type { Affects } from '../../libvirt/index.ts'
import { allowedBridges } from '../../host/bridge-helper.ts'
import type { Host } from '../../host/host.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { affects } from '../../libvirt/nics/affects.ts'

export class NicFacts {
  readonly #inventory: InventoryStore
  readonly #host: Host
  readonly #libvirt: Pick<LibvirtService, 'reading' | 'uri'>

  constructor(
    inventory: InventoryStore,
    host: Host,
    libvirt: Pick<LibvirtService, 'reading' | 'uri'>,
  ) {
    this.#inventory = inventory
    this.#host = host
    this.#libvirt = libvirt
  }

  get machines(): Machine[] {
    return [...this.#inventory.machines.items.values()]
  }

  /** @throws PuenteError `machine-gone` */
  machine(uuid: string): Machine {
    return this.#inventory.machine(uuid)
  }

  /** @throws PuenteError `machine-state` too, when it can't be done now, or not stored */
  machineFor(uuid: string, when: When): Machine {
    const machine = this.machine(uuid)
    const { live, config } = affects(when)
    const possible = (!live || isActive(machine)) && (!config || machine.persistent)
    if (!possible) throw new PuenteError('machine-state', { machine: machine.name })
    return machine
  }

  /** @throws PuenteError `nic-gone` */
  nic(machine: Machine, ref: NicRef): MachineNic {
    const found = machine.nics.find((item) => isNicOf(item, ref))
    if (!found) throw new PuenteError('nic-gone', { mac: ref.mac })
    return found
  }

  /** @throws PuenteError `network-gone` */
  network(name: string): Network {
    const network = this.#inventory.networkNamed(name)
    if (!network) throw new PuenteError('network-gone', { network: name })
    return network
  }

  /** What a person should know about a place although a cable can be led there. */
  async warningsOf(wire: NicWire | undefined, { live }: Affects): Promise<Message[]> {
    if (!wire || wire.type === 'other' || wire.type === 'user') return []
    const session = isSession(this.#libvirt.uri)
    if (wire.type === 'network') {
      const { name, active, kind, bridge } = this.network(wire.network)
      if (session && !isOnHostBridge(kind)) {
        return [message('warning.session-network', { network: name })]
      }
      const denied = session && bridge !== null ? await this.#helperWarnings(bridge) : []
      if (denied.length > 0) return denied
      return [
        ...(live && !active ? [message('warning.network-inactive', { network: name })] : []),
        ...this.#withoutRules(name),
      ]
    }
    const name = wire.type === 'bridge' ? wire.bridge : wire.device
    if ((await this.#host.missing([name])).length > 0)
      return [message('warning.interface-missing', { interface: name })]
    if (session) {
      return wire.type === 'bridge'
        ? this.#helperWarnings(name)
        : [message('warning.session-device', { interface: name })]
    }
    const isPort = wire.type === 'direct' && this.#inventory.interfaces.items.get(name)?.controller
    return isPort ? [message('warning.device-is-port', { interface: name })] : []
  }

  /** Rules of a network are its NICs' own: one that comes to it has none yet. */
  #withoutRules(network: string): Message[] {
    const there = this.machines.flatMap((machine) => nicsOn(network, machine))
    const has = ({ filters = [] }: MachineNic) => filters.some((name) => ruleKindOf(name) !== null)
    return there.length > 0 && there.every(has)
      ? [message('rules.warning.newNic', { network })]
      : []
  }

  /** Whether an ordinary user's machines may go onto a bridge, as far as it can be told from here. */
  async #helperWarnings(bridge: string): Promise<Message[]> {
    const { side } = this.#host
    if (!side.isKnown) return [message('warning.session-bridge', { bridge })]
    const isAllowed = (await allowedBridges(side, [bridge])).length > 0
    return isAllowed ? [] : [message('warning.session-bridge-denied', { bridge })]
  }

  /** Of a change, what can't be done while the machine runs. */
  partsForNextStart(before: NicWire, changes: NicChanges): NicPart[] {
    return partsForNextStart(before, changes, (wire) => this.wireKind(wire))
  }

  /** What is stored of a saved machine waits until that saved state is used up, or thrown away. */
  savedWarnings({ name, saved }: Machine, { config }: Affects): Message[] {
    return saved && config ? [message('warning.machine-saved', { machine: name })] : []
  }

  /** What a cable that leads there can have. */
  async place(wire: NicWire): Promise<Place> {
    const place = await this.#placeOf(wire)
    const { networks, version } = this.#inventory.tagging
    const hasTags = hostBridgeOf(wire, networks) !== null && tagsOnBridges(version)
    return hasTags ? { ...place, tags: true } : place
  }

  async #placeOf(wire: NicWire): Promise<Place> {
    if (wire.type !== 'network') return placeOf(wire, () => undefined)
    const found = this.#inventory.networkNamed(wire.network)
    if (!found) return placeOf(wire, () => undefined)
    const { stored, running } = await this.#libvirt.reading.readNetworkXml(found.uuid)
    return placeOf(wire, () => readDefinition(parse(stored ?? running ?? '<network/>')))
  }

  /** What is there, where a cable is led to, as it can be compared with what is there later. */
  async printOf(wire: NicWire): Promise<unknown> {
    if (wire.type === 'network') {
      const found = this.#inventory.networkNamed(wire.network)
      if (!found) return null
      const definition = await this.#libvirt.reading.readNetworkXml(found.uuid)
      return [found.uuid, definitionPrint(definition)]
    }
    if (wire.type !== 'bridge' && wire.type !== 'direct') return null
    const name = wire.type === 'bridge' ? wire.bridge : wire.device
    const { kind, profile, controller } = this.#inventory.interfaces.items.get(name) ?? {}
    return [kind, profile?.uuid, controller]
  }

  async tagging(wire: NicWire): Promise<Tagging> {
    const world = this.#inventory.tagging
    return taggingAt(await this.place(wire), hostBridgeOf(wire, world.networks), world)
  }

  wireKind(wire: NicWire): WireKind {
    return wireKindOf(wire, (name) => this.#inventory.networkNamed(name)?.kind)
  }

  /** @throws PuenteError `mac-taken` */
  requireFreeMac(mac: string): void {
    if (this.#isMacTaken(mac)) throw new PuenteError('mac-taken', { mac })
  }

  freeMac(): string {
    for (;;) {
      const mac = qemuMac(randomBytes(3))
      if (!this.#isMacTaken(mac)) return mac
    }
  }

  #isMacTaken(mac: string): boolean {
    const own = [...this.#inventory.interfaces.items.values()].map((item) => item.mac)
    const guests = this.machines.flatMap(({ nics }) => nics.flatMap(macsOf))
    return [...own, ...guests].includes(mac)
  }
}

/** Of what is asked for many, what this machine can have; null when nothing is left. */
export function reachOf(machine: Machine, when: When): Affects | null {
  const asked = affects(when)
  const live = asked.live && isActive(machine)
  // A machine that is off has only its definition, so "now and for good" is that.
  const config = asked.config && machine.persistent
  return live || config ? { live, config } : null
}
