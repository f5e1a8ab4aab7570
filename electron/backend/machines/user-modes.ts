/** What NICs in user mode can have on the host, and what of their forwards can't work. */
import { PuenteError } from '../../../shared/errors.ts'
import type { NoForwards, PortForward, UserMode } from '../../../shared/model/port-forward.ts'
import { isSession } from '../../../shared/rules/connection-uri.ts'
import { forwardProblemsSince } from '../../../shared/rules/port-forwards.ts'
import { allowedBridges } from '../../host/bridge-helper.ts'
import { readBridgeNames } from '../../host/host.ts'
import { readOpenFiles } from '../../host/open-files.ts'
import { readLowestPort, readTakenPorts } from '../../host/port-listeners.ts'
import type { HostSide } from '../../host/side.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { takenPorts } from './taken-ports.ts'
import type { Asked } from './taken-ports.ts'

export class UserModes {
  readonly #libvirt: LibvirtService
  readonly #side: HostSide
  readonly #inventory: Pick<InventoryStore, 'machines' | 'forwards'>

  constructor(
    libvirt: LibvirtService,
    side: HostSide,
    inventory: Pick<InventoryStore, 'machines' | 'forwards'>,
  ) {
    this.#libvirt = libvirt
    this.#side = side
    this.#inventory = inventory
  }

  async of({ machine, nic }: Asked): Promise<UserMode> {
    const { backend, passt } = await this.#backends(machine)
    const listening = await readTakenPorts(this.#side)
    return {
      backend,
      noForwards: passt,
      lowestPort: await readLowestPort(this.#side),
      taken: takenPorts(listening, {
        machines: [...this.#inventory.machines.items.values()],
        forwards: [...this.#inventory.forwards.items.values()],
        nic: { machine, nic },
      }),
      openFiles: await readOpenFiles(this.#side, isSession(this.#libvirt.uri)),
      bridges: isSession(this.#libvirt.uri) ? await this.#helperBridges() : null,
    }
  }

  /** What a new NIC in user mode goes out through; null: the emulator itself. */
  async backend(machine: string | null): Promise<'passt' | null> {
    const { backend } = await this.#backends(machine)
    return backend === 'passt' ? backend : null
  }

  /**
   * @param before what the NIC has by now, and so need not please us
   * @throws PuenteError `forwards-impossible`, `forward-impossible`
   */
  async require(asked: Asked, forwards: PortForward[], before: PortForward[] = []): Promise<void> {
    if (forwards.length === 0) return
    const mode = await this.of(asked)
    if (mode.noForwards !== null) {
      throw new PuenteError('forwards-impossible', { reason: `nic.noForwards.${mode.noForwards}` })
    }
    const [first] = forwardProblemsSince(before, forwards, mode)
    if (!first) return
    const { key, params } = first.text
    throw new PuenteError('forward-impossible', { ...params, problem: key })
  }

  /** What a NIC goes out through, passt before slirp, and why nothing can be forwarded; null: it can. */
  async #backends(
    machine: string | null,
  ): Promise<{ backend: UserMode['backend']; passt: NoForwards | null }> {
    const told = await this.#libvirt.reading.readUserBackends(machine)
    const passt = await this.#whyNoPasst(told)
    const slirp = told?.includes('default') ?? true
    return { backend: passt === null || !slirp ? 'passt' : 'slirp', passt }
  }

  /** @param told what libvirt says that the emulator has; null: nothing */
  async #whyNoPasst(told: string[] | null): Promise<NoForwards | null> {
    const { isKnown } = this.#side
    const isMissing = isKnown && !(await this.#side.hasProgram('passt'))
    if (told === null && !isKnown) return 'unknown'
    if (told === null && !(await this.#libvirt.reading.knowsPasst())) return 'libvirt-old'
    if (isMissing) return 'passt-missing'
    return told === null || told.includes('passt') ? null : 'libvirt-old'
  }

  async #helperBridges(): Promise<string[]> {
    return allowedBridges(this.#side, await readBridgeNames(this.#side))
  }
}
