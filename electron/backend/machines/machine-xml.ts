/** Machines and NICs as somebody has written them, in XML, as plans. */
import type { EditMachineXmlIntent, EditNicXmlIntent } from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import { isActive } from '../../../shared/model/machine.ts'
import type { Machine } from '../../../shared/model/machine.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import type { NicEdit } from '../../libvirt/index.ts'
import { describeNic, describeNics } from '../../libvirt/xml/domain.ts'
import { ensure, format, parse, serialize, text } from '../../libvirt/xml/dom.ts'
import type { Element } from '../../libvirt/xml/dom.ts'
import { asksOf } from '../../libvirt/xml/reach/added.ts'
import { diskFiles } from '../../libvirt/xml/reach/disk.ts'
import { screenXml } from '../../libvirt/xml/screen.ts'
import type { HostSide } from '../../host/side.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { asksOfEdit } from './edit-asks.ts'
import { readLayers } from './media.ts'
import type { Media } from './media.ts'
import type { NicFacts } from './nic-facts.ts'
import { nicView } from './nic-views.ts'
import { affects } from '../../libvirt/nics/affects.ts'
import type { NicWork } from './nic-work.ts'
import type { NicParts } from './nic-plans.ts'
import type { Plans } from '../plans/plans.ts'
import { virshName } from '../../libvirt/commands/line.ts'
import { defineMachineCommand, updateNicCommand } from '../../libvirt/commands/nics.ts'

export class MachineTexts {
  readonly #libvirt: LibvirtService
  readonly #side: HostSide
  readonly #plans: Plans
  readonly #facts: NicFacts
  readonly #work: NicWork

  constructor({ libvirt, host, plans, facts, work }: NicParts) {
    this.#libvirt = libvirt
    this.#side = host.side
    this.#plans = plans
    this.#facts = facts
    this.#work = work
  }

  /** The stored definition, with its passwords, which a person who edits it must not lose. */
  async definition(uuid: string): Promise<string> {
    return this.#libvirt.managing.readDefinition(uuid)
  }

  planMachine(intent: EditMachineXmlIntent): Promise<Plan> {
    return this.#plan(intent.machine, async (machine) => {
      const libvirt = this.#libvirt.managing
      const definition = await libvirt.readDefinition(intent.machine)
      const before = parse(definition)
      const root = screenXml(intent.xml, 'domain', before)
      identify(root, before)
      await libvirt.requireValidXml(root, { before })
      this.#requireFreeMacs(macsOf(root), macsOf(before))
      const edit: NicEdit = { do: 'redefine', xml: format(root) }
      const layers = await this.#layers(root, before)
      const params = { machine: machine.name }
      const view = {
        ...nicView(message('plan.edit-machine', params), [message('step.store-machine', params)], {
          warnings: [
            ...this.#facts.savedWarnings(machine, affects('stored')),
            ...(isActive(machine) ? [fromNextStart(machine)] : []),
          ],
          commands: [defineMachineCommand(edit.xml)],
        }),
        asks: [...asksOf(root, before), ...layers.asks],
        xml: { before: format(before), after: edit.xml },
      }
      return { view, read: [definition, layers.read], edit }
    })
  }

  planNic(intent: EditNicXmlIntent): Promise<Plan> {
    const { machine: uuid, nic, when } = intent
    const reach = affects(when)
    return this.#plan(uuid, async (machine) => {
      const libvirt = this.#libvirt.managing
      const { name } = this.#facts.machineFor(uuid, when)
      const details = await libvirt.readNic(uuid, nic)
      const lives = [
        ...(reach.config ? [details.xml.stored] : []),
        ...(reach.live ? [details.xml.running] : []),
      ]
      const [former = null] = lives
      if (former === null) throw new PuenteError('nic-gone', { mac: nic.mac })
      const before = parse(former)
      const root = screenXml(intent.xml, 'interface', before)
      const xml = serialize(root)
      if (reach.config) await libvirt.checkNic(uuid, nic, root)
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
      const view = {
        ...nicView(message('plan.change-nic', params), steps, {
          warnings: [
            ...this.#facts.savedWarnings(machine, reach),
            ...(isActive(machine) && !reach.live ? [fromNextStart(machine)] : []),
            ...(await this.#facts.warningsOf(describeNic(root).settings.source, reach)),
          ],
          commands: [updateNicCommand(virshName(machine), xml, reach)],
        }),
        asks: asksOfEdit(edit, {
          ...{ definition: null, running: reach.live ? details.xml.running : null },
          stored: reach.config ? details.xml.stored : null,
        }),
        xml: { before: format(before), after: format(root) },
      }
      return { view, read: details.xml, edit }
    })
  }

  /** Of images that the machine does not have yet: what their own headers name. */
  #layers(root: Element, before: Element): Promise<Media> {
    const had = diskFiles(before)
    const added = diskFiles(root).filter((file) => !had.includes(file))
    return readLayers(this.#side, added)
  }

  #plan(
    uuid: string,
    make: (machine: Machine) => Promise<{ view: PlanView; read: unknown; edit: NicEdit }>,
  ): Promise<Plan> {
    return this.#plans.add<NicEdit>({
      look: async (look) => {
        const { view, read, edit } = await make(this.#facts.machine(uuid))
        return look.saw(view, read, edit)
      },
      apply: (id, { view, work }) => this.#work.carryOut(id, view, [{ machine: uuid, edit: work }]),
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
