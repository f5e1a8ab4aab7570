/** What NICs in user mode can have on the host, and what of their forwards can't work. */
import { PuenteError } from '../../../shared/errors.ts'
import { isActive, isNicOf } from '../../../shared/model/machine.ts'
import type { Machine, MachineNic, NicRef } from '../../../shared/model/machine.ts'
import type {
  NoForwards,
  PortForward,
  TakenPort,
  UserMode,
} from '../../../shared/model/port-forward.ts'
import { isSession } from '../../../shared/rules/connection-uri.ts'
import { forwardProblemsSince, takerOf } from '../../../shared/rules/port-forwards.ts'
import { allowedBridges } from '../../host/bridge-helper.ts'
import { readBridgeNames } from '../../host/host.ts'
import { readLowestPort, readTakenPorts } from '../../host/port-listeners.ts'
import type { HostSide } from '../../host/side.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'

/** Which NIC is asked for; null: a new one. */
export interface Asked {
  machine: string | null
  nic: NicRef | null
}

export class UserModes {
  readonly #libvirt: LibvirtService
  readonly #side: HostSide
  readonly #machines: () => Machine[]

  constructor(libvirt: LibvirtService, side: HostSide, machines: () => Machine[]) {
    this.#libvirt = libvirt
    this.#side = side
    this.#machines = machines
  }

  async of({ machine, nic }: Asked): Promise<UserMode> {
    const { backend, passt } = await this.#backends(machine)
    const listening = await readTakenPorts(this.#side)
    return {
      backend,
      noForwards: passt,
      lowestPort: await readLowestPort(this.#side),
      taken: takenPorts(listening, this.#machines(), { machine, nic }),
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

/**
 * What is in the way of a NIC's forwards: whoever listens, and the forwards of all other NICs, whether
 * their machines run or not. passt itself can't be seen by its own user: it is known by its forwards. Pure.
 */
export function takenPorts(listening: TakenPort[], machines: Machine[], own: Asked): TakenPort[] {
  const nics = machines.flatMap((machine) => machine.nics.map((nic) => ({ machine, nic })))
  const isOwn = ({ machine, nic }: { machine: Machine; nic: MachineNic }) =>
    machine.uuid === own.machine && own.nic !== null && isNicOf(nic, own.nic)
  const running = nics.filter(({ machine, nic }) => isActive(machine) && nic.plugged)
  const isPasst = (port: TakenPort) =>
    running.some(({ nic }) => (nic.forwards ?? []).some((forward) => takerOf(forward, [port])))
  return [
    ...listening.filter((port) => !isPasst(port)),
    ...nics.filter((one) => !isOwn(one)).flatMap(({ machine, nic }) => spansOf(machine, nic)),
  ]
}

function spansOf({ name }: Machine, { forwards = [] }: MachineNic): TakenPort[] {
  return forwards.flatMap(({ protocol, address, ranges }) =>
    ranges.map(({ first, last }) => ({
      ...{ protocol, address, first, last },
      ...{ program: null, machine: name },
    })),
  )
}
