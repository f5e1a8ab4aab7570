/** What is tied to a NIC by its name is changed along with it: to the bridge, or back. */
import { definitionPrint } from '../../libvirt/xml/definition/differences.ts'
import { virshName } from '../../libvirt/commands/line.ts'
import { randomUUID } from 'node:crypto'
import { message } from '../../../shared/message.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import type { Network } from '../../../shared/model/network.ts'
import type { PlanStep, PlanView } from '../../../shared/model/plan.ts'
import type { NicWire } from '../../../shared/model/nic-settings.ts'
import { hasPart, ownsBridge } from '../../../shared/rules/networks/kinds.ts'
import { readDefinition } from '../../libvirt/xml/definition/read.ts'
import { applyDefinition } from '../../libvirt/xml/definition/write.ts'
import { format, parse } from '../../libvirt/xml/dom.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import type { NicFacts } from '../machines/nic-facts.ts'
import { nicView } from '../machines/nic-views.ts'
import type { MachineEdit, NicWork } from '../machines/nic-work.ts'
import type { Networks } from '../networks/networks.ts'
import { defineCommand, restartCommands } from '../../libvirt/commands/networks.ts'
import { canFollow, isPool, tiedTo, tiedWarning, waitingWarnings } from './tied-to-nic.ts'
import type { Tied, Way } from './tied-to-nic.ts'

interface Parts {
  inventory: InventoryStore
  libvirt: LibvirtService
  networks: Networks
  facts: NicFacts
  work: NicWork
}

interface Part {
  step: PlanStep
  commands: string[]
  /** What it depends on. */
  read: unknown
}

export class BridgeAlong {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** @param isTaken is what can follow changed along, or only named? */
  async with(
    view: PlanView,
    way: Way,
    isTaken: boolean,
  ): Promise<{ view: PlanView; read: unknown }> {
    const tied = this.#tied(way)
    const following = tied.filter((one) => canFollow(one, way))
    if (tied.length === 0) return { view, read: null }
    const taken = isTaken ? following : []
    const named = tied.filter((one) => !taken.includes(one))
    const parts = await Promise.all(taken.map((one, index) => this.#part(one, way, index)))
    return {
      read: parts.map(({ read }) => read),
      view: {
        ...view,
        warnings: [
          ...named.map((one) => tiedWarning(one, way)),
          ...taken.flatMap((one) => waitingWarnings(one, way)),
          ...taken.flatMap((one) => ('machine' in one ? this.#saved(one.machine) : [])),
          ...view.warnings,
        ],
        steps: [...view.steps, ...parts.map(({ step }) => step)],
        commands: [...view.commands, ...parts.flatMap(({ commands }) => commands)],
        ...(following.length > 0 && { along: isTaken ? 'taken' : 'offered' }),
      },
    }
  }

  /** Those that are tied by then; doing it twice does nothing more. @throws PuenteError */
  async carryOut(way: Way): Promise<void> {
    const following = this.#tied(way).filter((one) => canFollow(one, way))
    for (const one of following) {
      if ('network' in one) await this.#changeNetwork(one.network, way)
    }
    const edits = following.flatMap((one) => ('machine' in one ? this.#edits(one, way) : []))
    const placed = await Promise.all(edits)
    if (placed.length === 0) return
    const view = nicView(message('plan.create-bridge'), [])
    await this.#parts.work.carryOut(randomUUID(), view, placed)
  }

  #tied(way: Way): Tied[] {
    const { networks, machines } = this.#parts.inventory
    return tiedTo(way, { networks: networks.items.values(), machines: machines.items.values() })
  }

  #part(tied: Tied, way: Way, index: number): Promise<Part> {
    const id = `along-${index}`
    return 'network' in tied
      ? this.#networkPart(id, tied.network, way)
      : this.#machinePart(id, tied, way)
  }

  async #networkPart(id: string, network: Network, way: Way): Promise<Part> {
    const libvirt = this.#parts.libvirt.managing
    const { name, uuid, active, bridge, kind } = network
    const found = await libvirt.readNetworkXml(uuid)
    const isPlugged = active && ownsBridge(kind)
    const plugged = isPlugged ? await libvirt.nicsPluggedInto({ bridge, networks: [name] }) : []
    const key = isPool(kind) ? 'along-pool' : active ? 'along-network-restart' : 'along-network'
    return {
      step: { id, text: message(`step.${key}`, { network: name, to: way.to }) },
      commands: [
        ...(found.stored ? [defineCommand(ledBy(found.stored, way))] : []),
        ...(active ? restartCommands(virshName(network), plugged) : []),
      ],
      read: definitionPrint(found),
    }
  }

  async #machinePart(id: string, tied: TiedMachine, way: Way): Promise<Part> {
    const edits = await Promise.all(this.#edits(tied, way))
    const params = { machine: tied.machine.name, to: way.to }
    return {
      step: { id, text: message('step.along-machine', params) },
      commands: await this.#parts.work.commandsFor(edits),
      read: await this.#parts.work.read([tied.machine.uuid]),
    }
  }

  #edits({ machine, nics }: TiedMachine, way: Way): Promise<MachineEdit>[] {
    return nics
      .filter(({ stored }) => stored)
      .map(async (nic) => {
        const source = wireAlong(nic, way)
        const place = await this.#parts.facts.place(source)
        const { alias, mac, slot } = nic
        const edit = { do: 'change', nic: { alias, mac, slot }, place } as const
        return { machine: machine.uuid, edit: { ...edit, live: null, stored: { source } } }
      })
  }

  #saved(machine: Machine) {
    return this.#parts.facts.savedWarnings(machine, { live: false, config: true })
  }

  async #changeNetwork({ uuid, active }: Network, way: Way): Promise<void> {
    const libvirt = this.#parts.libvirt.managing
    const { stored } = await libvirt.readNetworkXml(uuid)
    if (!stored) return
    await libvirt.changeNetwork(uuid, { xml: ledBy(stored, way), updates: [] })
    if (!active) return this.#parts.libvirt.refreshNetwork(uuid)
    try {
      await libvirt.restartNetwork(uuid)
    } finally {
      // Also when what ran before had to be started again.
      await this.#parts.networks.plugInAgain(uuid)
    }
  }
}

type TiedMachine = Extract<Tied, { machine: Machine }>

function ledBy(stored: string, { to }: Way): string {
  const root = parse(stored)
  const definition = readDefinition(root)
  applyDefinition(root, led(definition, to))
  return format(root)
}

/** macvtap on a NIC is the LAN: on the bridge that has the NIC it is the bridge's own network. */
function led(definition: NetworkDefinition, to: string): NetworkDefinition {
  if (!hasPart(definition.kind, 'macvtap')) return { ...definition, forwardDevice: to }
  return { ...definition, kind: 'bridged', bridge: to, devices: [] }
}

function wireAlong({ source }: MachineNic, { to, isToBridge }: Way): NicWire {
  if (isToBridge) return { type: 'bridge', bridge: to }
  const mode = source.type === 'direct' ? source.mode : 'bridge'
  return { type: 'direct', device: to, mode: mode as Extract<NicWire, { type: 'direct' }>['mode'] }
}
