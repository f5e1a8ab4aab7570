/** Making one of a NIC's two lives, what runs and what is stored, as the other; and a card of its own. */
import { PuenteError } from '../../../shared/errors.ts'
import type { SettleNicIntent } from '../../../shared/contract/contract.ts'
import type { MessageKey } from '../../../shared/locales.ts'
import { message } from '../../../shared/message.ts'
import type { MachineXml, NicDetails, NicRef } from '../../../shared/model/machine.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { changesBetween } from '../../../shared/rules/nic-changes.ts'
import { virshName } from '../../libvirt/commands/line.ts'
import { editCommands } from '../../libvirt/commands/nics.ts'
import type { NicEdit, PartEdit } from '../../libvirt/index.ts'
import { cloneXml, nicDefinition } from '../../libvirt/xml/nic/create.ts'
import { asksOfEdit } from './edit-asks.ts'
import { changeKeys, placeFor, planEdits, requireLive } from './nic-plans.ts'
import type { NicParts } from './nic-plans.ts'
import { changeSteps, nicView } from './nic-views.ts'

export class NicSettling {
  readonly #parts: NicParts

  constructor(parts: NicParts) {
    this.#parts = parts
  }

  planSettle({ machine, nic, how }: SettleNicIntent): Promise<Plan> {
    return planEdits(this.#parts, machine, async () => {
      const details = await this.#details(machine, nic)
      const edit = await this.#settling({ machine, nic, how }, details)
      const commands = editCommands(virshName(this.#parts.facts.machine(machine)), edit, details)
      const found = this.#parts.facts.machineFor(machine, how === 'apply' ? 'now' : 'stored')
      this.#parts.facts.nic(found, nic)
      const params = { machine: found.name, mac: nic.mac }
      const steps = edit.do === 'change' ? changeSteps(edit.live ?? edit.stored ?? {}, nic.mac) : []
      const where = stepOf(edit)
      // What the other life has already, this one may not have.
      const { running, stored } = details.xml
      const asks = asksOfEdit(edit, { definition: null, running, stored })
      const shown = nicView(
        message(`plan.settle-${how}`, params),
        [...steps, message(where, params)],
        {
          warnings: where === 'step.unplug-nic' ? [message('interruption.nic', params)] : [],
          commands,
        },
      )
      return { view: { ...shown, asks }, edits: [edit] }
    })
  }

  /** A MAC of its own, for a NIC that has another's: the card itself has to be another one. */
  planNewMac(machine: string, nic: NicRef): Promise<Plan> {
    const mac = this.#parts.facts.freeMac()
    return planEdits(this.#parts, machine, async () => {
      const { xml, running, stored } = await this.#details(machine, nic)
      const affects = { live: running !== null, config: stored !== null }
      const twin = cloneXml(xml.stored ?? xml.running ?? '', mac)
      const edits: PartEdit[] = [
        { do: 'detach', nic, affects },
        { do: 'attach', xml: twin, affects },
      ]
      const commands = await this.#parts.work.commandsFor(edits.map((edit) => ({ machine, edit })))
      const found = this.#parts.facts.machine(machine)
      this.#parts.facts.nic(found, nic)
      const params = { machine: found.name, mac: nic.mac }
      const view = nicView(message('plan.new-mac', params), changeSteps({ mac }, nic.mac), {
        warnings: affects.live ? [message('interruption.nic', params)] : [],
        commands,
      })
      return { view, edits }
    })
  }

  async #settling(
    { machine, nic, how }: SettleNicIntent,
    { running, stored, xml }: NicDetails,
  ): Promise<NicEdit> {
    const toRunning = how === 'apply'
    const affects = { live: toRunning, config: !toRunning }
    if (running && stored) {
      const [from, to] = toRunning ? [running, stored] : [stored, running]
      const changes = changesBetween(from, to)
      if (toRunning) requireLive(this.#parts.facts, running.source, changes)
      // What has no form of its own can't be written in parts.
      if (changes.source?.type === 'other' && xml.running) {
        return { do: 'replace', nic, live: null, stored: nicDefinition(xml.running) }
      }
      const place = changes.source ? await placeFor(this.#parts, machine, changes.source) : null
      return toRunning
        ? { do: 'change', nic, live: changes, stored: null, place }
        : { do: 'change', nic, live: null, stored: changes, place }
    }
    // A NIC that exists in one life only: plugged into the other, or taken out of its own.
    const wantsIt = toRunning ? stored !== null : running !== null
    if (!wantsIt) return { do: 'detach', nic, affects }
    return { do: 'attach', xml: this.#definition(xml), affects }
  }

  #definition({ running, stored }: MachineXml): string {
    const xml = stored ?? running
    if (xml === null) throw new PuenteError('nic-gone', { mac: '' })
    return nicDefinition(xml)
  }

  #details(machine: string, nic: NicRef): Promise<NicDetails> {
    return this.#parts.libvirt.reading.readNic(machine, nic)
  }
}

/** Where an edit of one life only takes effect. */
function stepOf(edit: NicEdit): MessageKey {
  if (!('affects' in edit)) {
    const live = edit.do !== 'redefine' && edit.live !== null
    return live ? changeKeys.live : changeKeys.config
  }
  const { live } = edit.affects
  if (edit.do === 'attach') return live ? 'step.plug-nic' : 'step.store-nic'
  return live ? 'step.unplug-nic' : 'step.unstore-nic'
}
