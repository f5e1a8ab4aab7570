/** The machines on a bridge that is to be removed, and their way to another network. */
import { randomUUID } from 'node:crypto'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import { toNetwork } from '../../../shared/model/nic-settings.ts'
import type { NicChanges, NicWire } from '../../../shared/model/nic-settings.ts'
import type { PlanStep } from '../../../shared/model/plan.ts'
import type { Affects } from '../../libvirt/index.ts'
import { networksOn } from '../inventory/attachments.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import { reachOf } from '../machines/nic-facts.ts'
import type { NicFacts } from '../machines/nic-facts.ts'
import { nicView } from '../machines/nic-views.ts'
import type { MachineEdit, NicWork } from '../machines/nic-work.ts'
import { moveCommands } from '../../libvirt/commands/nics.ts'
import { virshName } from '../../libvirt/commands/line.ts'

interface Move {
  machine: Machine
  nic: MachineNic
  reach: Affects
}

export class BridgeMoves {
  readonly #inventory: InventoryStore
  readonly #facts: NicFacts
  readonly #work: NicWork

  constructor(inventory: InventoryStore, facts: NicFacts, work: NicWork) {
    this.#inventory = inventory
    this.#facts = facts
    this.#work = work
  }

  /** @throws PuenteError `network-gone` */
  steps(bridge: string, to: string): { steps: PlanStep[]; commands: string[] } {
    const target = this.#facts.network(to)
    if (target.bridge === bridge) throw new PuenteError('network-gone', { network: to })
    const moves = this.#moves(bridge, to)
    return {
      steps: moves.map(({ machine, nic, reach }, index) => ({
        id: `move-${index}`,
        text: message(`step.move-${reach.live ? (reach.config ? 'both' : 'now') : 'stored'}`, {
          machine: machine.name,
          mac: nic.mac,
          to,
        }),
      })),
      commands: moves.flatMap(({ machine, nic, reach }) =>
        moveCommands(virshName(machine), nic, to, reach),
      ),
    }
  }

  /** What moving them depends on: their NICs, and what they are led to. */
  async read(bridge: string, to: string): Promise<unknown> {
    const machines = this.#moves(bridge, to).map(({ machine }) => machine.uuid)
    return [await this.#work.read(machines), await this.#facts.printOf(toNetwork(to))]
  }

  /** Those that are on it by then; doing it twice does nothing more. */
  async carryOut(bridge: string, to: string): Promise<void> {
    const changes = goingTo(to)
    const place = await this.#facts.place(toNetwork(to))
    const edits = this.#moves(bridge, to).map(({ machine, nic, reach }): MachineEdit => ({
      machine: machine.uuid,
      edit: {
        ...{ do: 'change', nic, place },
        live: reach.live ? changes : null,
        stored: reach.config ? changes : null,
      },
    }))
    if (edits.length === 0) return
    await this.#work.carryOut(randomUUID(), nicView(message('plan.remove-bridge'), []), edits)
  }

  #moves(bridge: string, to: string): Move[] {
    const networks = networksOn(this.#inventory, bridge).map(({ name }) => name)
    return this.#facts.machines.flatMap((machine) => {
      const asked = reachOf(machine, 'now-and-stored')
      if (!asked) return []
      return machine.nics.flatMap((nic): Move[] => {
        const wire = wireOn(nic, bridge, networks)
        if (!wire) return []
        const waits = this.#facts.partsForNextStart(wire, goingTo(to)).length > 0
        const live = asked.live && nic.plugged && !waits
        const config = asked.config && nic.stored
        return live || config ? [{ machine, nic, reach: { live, config } }] : []
      })
    })
  }
}

function wireOn({ source }: MachineNic, bridge: string, networks: string[]): NicWire | null {
  if (source.type === 'bridge' && source.bridge === bridge) return { type: 'bridge', bridge }
  if (source.type !== 'network' || !networks.includes(source.network)) return null
  return toNetwork(source.network)
}

function goingTo(network: string): NicChanges {
  return { source: toNetwork(network) }
}
