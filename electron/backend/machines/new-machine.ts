/** Making new machines, through virt-install. */
import type { NewMachineIntent } from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { NewMachineChoices } from '../../../shared/model/new-machine.ts'
import type { ChosenWire } from '../../../shared/model/nic-settings.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import { isOnThisComputer } from '../../../shared/rules/connection-uri.ts'
import { commandLine } from '../../../shared/rules/shell.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { readMedia } from './media.ts'
import type { NicFacts } from './nic-facts.ts'
import { nicView, wireName } from './nic-views.ts'
import type { Plans } from '../plans/plans.ts'
import { readSystems, run } from './virt-install.ts'
import { virtInstallArguments } from './virt-install-arguments.ts'

const STARTED = { live: true, config: true }

export interface NewMachineParts {
  libvirt: LibvirtService
  plans: Plans
  facts: NicFacts
  uri: string
  /** Hears what virt-install says while a plan is carried out. */
  tell: (progress: { plan: string; line: string }) => void
}

export class NewMachines {
  readonly #parts: NewMachineParts

  constructor(parts: NewMachineParts) {
    this.#parts = parts
  }

  async choices(): Promise<NewMachineChoices> {
    return { systems: await readSystems() }
  }

  plan(intent: NewMachineIntent): Promise<Plan> {
    const { plans, facts, uri, tell } = this.#parts
    // Chosen here, so that what is shown is what is run.
    const taken = new Set<string>()
    const nics = intent.nics.map((nic) => {
      const mac = nic.mac?.toLowerCase() ?? freshMac(facts, taken)
      taken.add(mac)
      return { ...nic, mac }
    })
    const args = virtInstallArguments(uri, { ...intent, nics })
    return plans.propose(
      async (look) => {
        const view = await this.#view(intent, nics, args)
        const places = await Promise.all(nics.map(({ source }) => facts.printOf(source)))
        const { asks, read } = await readMedia(pathsOf(intent), isOnThisComputer(uri))
        return look.saw({ ...view, asks }, [places, read], null)
      },
      (_, id) => run(args, (line) => tell({ plan: id, line })),
    )
  }

  /** @throws PuenteError `machine-name-taken`, `mac-taken`, `network-gone` */
  async #view(
    { name }: NewMachineIntent,
    nics: { source: ChosenWire; mac: string }[],
    args: string[],
  ): Promise<PlanView> {
    const { libvirt, facts } = this.#parts
    void libvirt.managing
    if (facts.machines.some((item) => item.name === name)) {
      throw new PuenteError('machine-name-taken', { machine: name })
    }
    for (const { mac } of nics) facts.requireFreeMac(mac)
    const cards = nics.map(({ source, mac }) =>
      message('step.new-nic', { network: wireName(source), mac }),
    )
    // It is started as soon as it is made.
    const warnings = await Promise.all(nics.map(({ source }) => facts.warningsOf(source, STARTED)))
    return nicView(
      message('plan.new-machine', { machine: name }),
      [message('step.new-machine', { machine: name }), ...cards],
      {
        warnings: warnings.flat(),
        commands: [commandLine(['virt-install', ...args])],
      },
    )
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
