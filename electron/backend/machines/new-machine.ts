/** Making new machines, through virt-install. */
import type { NewMachineIntent } from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { NewMachineChoices } from '../../../shared/model/new-machine.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import { commandLine } from '../../../shared/rules/shell.ts'
import { parse } from '../../libvirt/xml/dom.ts'
import { nicXml } from '../../libvirt/xml/nic/create.ts'
import type { Host } from '../../host/host.ts'
import type { Desk } from '../../host/side.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { readMedia } from './media.ts'
import type { NicFacts } from './nic-facts.ts'
import { asksToListen, forwardSteps, forwardWarnings } from './forward-views.ts'
import { nicView, wireName } from './nic-views.ts'
import type { UserModes } from './user-modes.ts'
import type { Plans } from '../plans/plans.ts'
import { readSystems, run } from './virt-install.ts'
import { virtInstallArguments } from './virt-install-arguments.ts'

type Card = NewMachineIntent['nics'][number] & { mac: string }

const STARTED = { live: true, config: true }

export interface NewMachineParts {
  libvirt: LibvirtService
  plans: Plans
  facts: NicFacts
  modes: UserModes
  uri: string
  host: Host
  /** Where virt-install runs, whichever host its machines are on. */
  desk: Desk
  /** Hears what virt-install says while a plan is carried out. */
  tell: (progress: { plan: string; line: string }) => void
}

export class NewMachines {
  readonly #parts: NewMachineParts

  constructor(parts: NewMachineParts) {
    this.#parts = parts
  }

  async choices(): Promise<NewMachineChoices> {
    return { systems: await readSystems(this.#parts.desk) }
  }

  async plan(intent: NewMachineIntent): Promise<Plan> {
    const { plans, facts, uri, tell, modes, host, desk } = this.#parts
    // Chosen here, so that what is shown is what is run.
    const taken = new Set<string>()
    const nics = intent.nics.map((nic) => {
      const mac = nic.mac?.toLowerCase() ?? freshMac(facts, taken)
      taken.add(mac)
      return { ...nic, mac }
    })
    const isUser = nics.some(({ source }) => source.type === 'user')
    const backend = isUser ? await modes.backend(null) : null
    const args = virtInstallArguments(uri, { ...intent, nics }, backend)
    return plans.propose(
      async (look) => {
        const view = await this.#view({ ...intent, nics }, args)
        const places = await Promise.all(nics.map(({ source }) => facts.printOf(source)))
        const { asks, read } = await readMedia(host.side, pathsOf(intent))
        return look.saw({ ...view, asks: [...(view.asks ?? []), ...asks] }, [places, read], null)
      },
      (_, id) => run(desk, args, (line) => tell({ plan: id, line })),
    )
  }

  /** @throws PuenteError `machine-name-taken`, `mac-taken`, `network-gone` */
  async #view(
    { name, nics }: Omit<NewMachineIntent, 'nics'> & { nics: Card[] },
    args: string[],
  ): Promise<PlanView> {
    const { libvirt, facts, modes } = this.#parts
    void libvirt.managing
    if (facts.machines.some((item) => item.name === name)) {
      throw new PuenteError('machine-name-taken', { machine: name })
    }
    for (const { mac } of nics) facts.requireFreeMac(mac)
    const forwards = nics.flatMap((nic) => nic.forwards ?? [])
    await modes.require({ machine: null, nic: null }, forwards)
    const cards = nics.flatMap(({ source, mac, forwards: own }) => [
      source.type === 'user'
        ? message('step.new-user-nic', { mac })
        : message('step.new-nic', { network: wireName(source), mac }),
      ...forwardSteps(own),
    ])
    // It is started as soon as it is made.
    const warnings = await Promise.all(nics.map(({ source }) => facts.warningsOf(source, STARTED)))
    const view = nicView(
      message('plan.new-machine', { machine: name }),
      [message('step.new-machine', { machine: name }), ...cards],
      {
        warnings: [...warnings.flat(), ...forwardWarnings(forwards)],
        commands: [commandLine(['virt-install', ...args])],
      },
    )
    const xml = nicXml({ source: { type: 'user' }, model: 'virtio', mac: '', forwards })
    return { ...view, ...asksToListen(parse(xml), null) }
  }
}

/** A file of the person's own is asked about only if it is no disk image. */
function pathsOf({ install, disk }: NewMachineIntent): string[] {
  return [
    ...('path' in install ? [install.path] : []),
    ...('path' in disk && install.from !== 'image' ? [disk.path] : []),
  ]
}

function freshMac(facts: NicFacts, taken: Set<string>): string {
  for (;;) {
    const mac = facts.freeMac()
    if (!taken.has(mac)) return mac
  }
}
