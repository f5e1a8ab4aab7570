/** Machines and NICs as somebody has written them, in XML, as plans. */
import type { EditMachineXmlIntent, EditNicXmlIntent } from '../../../shared/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import { isActive } from '../../../shared/model/machine.ts'
import type { Machine } from '../../../shared/model/machine.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import type { NicEdit } from '../../libvirt/index.ts'
import { describeNic, describeNics } from '../../libvirt/xml/domain.ts'
import { ensure, format, parse, serialize, text } from '../../libvirt/xml/dom.ts'
import type { Element } from '../../libvirt/xml/dom.ts'
import { foreignParts, screenXml } from '../../libvirt/xml/screen.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import type { NicFacts } from './nic-facts.ts'
import { affects, nicView } from './nic-views.ts'
import type { View } from './nic-views.ts'
import type { NicWork } from './nic-work.ts'
import type { NicParts } from './nics.ts'
import type { Plans } from '../plans.ts'
import { defineMachineCommand, updateNicCommand } from '../virsh-commands.ts'

export class MachineTexts {
  readonly #libvirt: LibvirtService
  readonly #plans: Plans
  readonly #facts: NicFacts
  readonly #work: NicWork

  constructor({ libvirt, plans, facts, work }: NicParts) {
    this.#libvirt = libvirt
    this.#plans = plans
    this.#facts = facts
    this.#work = work
  }

  /** The stored definition, with its passwords, which a person who edits it must not lose. */
  async definition(uuid: string): Promise<string> {
    const { libvirt, connection } = this.#libvirt.managing
    return libvirt.readDefinition(connection, uuid)
  }

  async planMachine(intent: EditMachineXmlIntent): Promise<Plan> {
    const { libvirt, connection } = this.#libvirt.managing
    const root = screenXml(intent.xml, 'domain', intent)
    const before = parse(await libvirt.readDefinition(connection, intent.machine))
    identify(root, before)
    const { name } = this.#facts.machine(intent.machine)
    await libvirt.checkMachine(connection, root, name, { before })
    this.#requireFreeMacs(macsOf(root), macsOf(before))
    const edit: NicEdit = { do: 'redefine', xml: format(root) }
    return this.#plan(intent.machine, edit, (machine) => {
      const params = { machine: machine.name }
      return {
        ...nicView(message('plan.edit-machine', params), [message('step.store-machine', params)], {
          warnings: [
            ...this.#facts.savedWarnings(machine, affects('stored')),
            ...(isActive(machine) ? [fromNextStart(machine)] : []),
            ...foreign(root),
          ],
          commands: [defineMachineCommand(edit.xml)],
        }),
        xml: { before: format(before), after: edit.xml },
      }
    })
  }

  async planNic(intent: EditNicXmlIntent): Promise<Plan> {
    const { libvirt, connection } = this.#libvirt.managing
    const { machine: uuid, nic, when } = intent
    const root = screenXml(intent.xml, 'interface', intent)
    const xml = serialize(root)
    const reach = affects(when)
    const { name } = this.#facts.machineFor(uuid, when)
    const details = await libvirt.readNic(connection, uuid, nic)
    const former = (reach.config ? details.xml.stored : details.xml.running) ?? null
    if (former === null) throw new PuenteError('nic-gone', { mac: nic.mac })
    if (reach.config) await libvirt.checkNic(connection, uuid, nic, root)
    const before = parse(former)
    this.#requireFreeMacs([macOf(root)], [macOf(before)])
    const edit: NicEdit = {
      ...{ do: 'replace', nic },
      live: reach.live ? xml : null,
      stored: reach.config ? xml : null,
    }
    const params = { machine: name, mac: nic.mac }
    const steps = [
      ...(reach.live ? [message('step.change-nic', params)] : []),
      ...(reach.config ? [message('step.store-nic-change', params)] : []),
    ]
    return this.#plan(uuid, edit, (machine) => ({
      ...nicView(message('plan.change-nic', params), steps, {
        warnings: [
          ...this.#facts.savedWarnings(machine, reach),
          ...(isActive(machine) && !reach.live ? [fromNextStart(machine)] : []),
          ...this.#facts.warningsOf(describeNic(root).settings.source, reach),
          ...foreign(root),
        ],
        commands: [updateNicCommand(name, xml, reach)],
      }),
      xml: { before: format(before), after: format(root) },
    }))
  }

  #plan(uuid: string, edit: NicEdit, viewOf: (machine: Machine) => View): Plan {
    const view = () => viewOf(this.#facts.machine(uuid))
    const shown = view()
    return this.#plans.add({
      view: shown,
      replan: view,
      apply: (id) => this.#work.carryOut(id, shown, [{ machine: uuid, edit }]),
    })
  }

  /** @throws PuenteError `mac-taken` */
  #requireFreeMacs(wanted: string[], former: string[]): void {
    const added = wanted.filter((mac) => mac !== '' && !former.includes(mac))
    added.forEach((mac) => this.#facts.requireFreeMac(mac))
  }
}

/** The text as the same machine. @throws PuenteError `machine-xml-other-machine` */
function identify(root: Element, former: Element): void {
  for (const field of ['name', 'uuid']) {
    const [given, own] = [text(root, field), text(former, field) ?? '']
    if (given !== null && given !== own) {
      throw new PuenteError('machine-xml-other-machine', { field, given, own })
    }
    ensure(root, field).textContent = own
  }
}

function macsOf(root: Element): string[] {
  return describeNics(root).map(({ settings }) => settings.mac)
}

function macOf(nic: Element): string {
  return describeNic(nic).settings.mac
}

function fromNextStart({ name }: Machine): Message {
  return message('warning.machine-waits', { machine: name })
}

function foreign(root: Element): Message[] {
  return foreignParts(root).length > 0 ? [message('warning.foreign-machine-options')] : []
}
