/** Machines whose NICs go back to what they were, with the filters that these have; and what stays as it is. */
import type { Message } from '../../../shared/message.ts'
import { message } from '../../../shared/message.ts'
import { isActive } from '../../../shared/model/machine.ts'
import { ruleKindOf } from '../../../shared/rules/nic-rules.ts'
import { defineMachineCommand } from '../../libvirt/commands/nics.ts'
import { affects } from '../../libvirt/nics/affects.ts'
import { format, parse } from '../../libvirt/xml/dom.ts'
import { asksOf } from '../../libvirt/xml/reach/added.ts'
import { screenXml } from '../../libvirt/xml/screen.ts'
import type { WiringChange, WiringItem } from '../history/wiring.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { filterCommands } from '../machines/nic-filters.ts'
import type { FilterEdit } from '../machines/nic-filters.ts'
import type { NicFacts } from '../machines/nic-facts.ts'
import { nicView, withFilterSteps } from '../machines/nic-views.ts'
import type { MachineEdit, NicWork } from '../machines/nic-work.ts'
import type { Look, PlannedChange } from '../plans/plans.ts'
import { partOf } from '../plans/together.ts'
import type { Part } from '../plans/together.ts'
import { withNicsOf } from './then-machines.ts'

export interface MachineBackParts {
  libvirt: LibvirtService
  facts: NicFacts
  work: NicWork
}

interface Back {
  edit: MachineEdit
  step: Message
  warnings: Message[]
  asks: Message[]
  command: string
  /** The definition that it is made of. */
  read: string
}

export class MachineParts {
  readonly #parts: MachineBackParts

  constructor(parts: MachineBackParts) {
    this.#parts = parts
  }

  async parts(look: Look, changes: WiringChange[]): Promise<Part[]> {
    const machines = changes.flatMap(({ before: now, after: then }) =>
      now?.kind === 'machine' && then ? [then] : [],
    )
    const filters = changes.flatMap(filterEdit)
    if (machines.length === 0 && filters.length === 0) return []
    return [await partOf(look, this.#planned(machines, filters))]
  }

  /** What is named, and left alone. */
  staying(changes: WiringChange[]): Message[] {
    return changes.flatMap(({ before: now, after: then }) => {
      const { kind, name } = now ?? then ?? {}
      if (kind === 'bridge' && name) return [message('warning.wiring-bridge', { bridge: name })]
      if (kind === 'forward' && name) return [message('warning.wiring-forward', { forward: name })]
      const isGone = kind === 'machine' && !now
      return isGone && name ? [message('warning.wiring-machine', { machine: name })] : []
    })
  }

  #planned(machines: WiringItem[], filters: FilterEdit[]): PlannedChange {
    const planned: PlannedChange<MachineEdit[]> = {
      look: async (look) => {
        const backs: Back[] = []
        for (const machine of machines) backs.push(await this.#back(machine))
        const lines = filterCommands(filters)
        const steps = backs.map(({ step }) => step)
        const view = nicView(message('plan.wiring-machines'), withFilterSteps(steps, filters), {
          warnings: backs.flatMap(({ warnings }) => warnings),
          commands: [...lines.before, ...backs.map(({ command }) => command), ...lines.after],
        })
        const asks = backs.flatMap((back) => back.asks)
        const read = [backs.map((back) => back.read), filters]
        return look.saw(
          { ...view, asks },
          read,
          backs.map(({ edit }) => edit),
        )
      },
      apply: (id, { view, work }) => this.#parts.work.carryOut(id, view, work, filters),
    }
    return planned as PlannedChange
  }

  async #back({ id: machine, text }: WiringItem): Promise<Back> {
    const { libvirt, facts } = this.#parts
    const found = facts.machine(machine)
    const definition = await libvirt.managing.readDefinition(machine)
    const before = parse(definition)
    const root = screenXml(withNicsOf(definition, text), 'domain', before)
    await libvirt.managing.requireValidXml(root, { before })
    const xml = format(root)
    const params = { machine: found.name }
    return {
      edit: { machine, edit: { do: 'redefine', xml } },
      step: message('step.wiring-machine', params),
      warnings: [
        ...facts.savedWarnings(found, affects('stored')),
        ...(isActive(found) ? [message('warning.machine-waits', params)] : []),
      ],
      asks: asksOf(root, before),
      command: defineMachineCommand(xml),
      read: definition,
    }
  }
}

/** Of ours alone, whatever the file says. */
function filterEdit({ before: now, after: then }: WiringChange): FilterEdit[] {
  const { kind, name = '' } = now ?? then ?? {}
  if (kind !== 'filter' || ruleKindOf(name) === null) return []
  const isItsOwn = then === null || parse(then.text).getAttribute('name') === name
  return isItsOwn ? [{ name, before: now?.text ?? null, after: then?.text ?? null }] : []
}
