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
import { isOnThisComputer, isSession } from '../../../shared/rules/connection-uri.ts'
import { forwardProblemsSince, takerOf } from '../../../shared/rules/port-forwards.ts'
import { allowedBridges } from '../../host/bridge-helper.ts'
import { interfaceNames, isBridge } from '../../host/host.ts'
import { readLowestPort, readTakenPorts } from '../../host/port-listeners.ts'
import { programFile } from '../../host/programs.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'

/** Which NIC is asked for; null: a new one. */
export interface Asked {
  machine: string | null
  nic: NicRef | null
}

export class UserModes {
  readonly #libvirt: LibvirtService
  readonly #machines: () => Machine[]

  constructor(libvirt: LibvirtService, machines: () => Machine[]) {
    this.#libvirt = libvirt
    this.#machines = machines
  }

  async of({ machine, nic }: Asked): Promise<UserMode> {
    const isHere = isOnThisComputer(this.#libvirt.uri)
    const { passt, slirp } = await this.#backends(machine, isHere)
    const listening = isHere ? await readTakenPorts() : []
    return {
      backend: passt === null || !slirp ? 'passt' : 'slirp',
      noForwards: passt,
      lowestPort: isHere ? readLowestPort() : 0,
      taken: takenPorts(listening, this.#machines(), { machine, nic }),
      bridges: isSession(this.#libvirt.uri) ? this.#helperBridges(isHere) : null,
    }
  }

  /** What a new NIC in user mode goes out through; null: the emulator itself. */
  async backend(machine: string | null): Promise<'passt' | null> {
    const isHere = isOnThisComputer(this.#libvirt.uri)
    const { passt, slirp } = await this.#backends(machine, isHere)
    return passt === null || !slirp ? 'passt' : null
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

  /** Why nothing can be forwarded (null: it can), and whether there is slirp beside it. */
  async #backends(
    machine: string | null,
    isHere: boolean,
  ): Promise<{ passt: NoForwards | null; slirp: boolean }> {
    const told = await this.#libvirt.reading.readUserBackends(machine)
    const isInstalled = !isHere || programFile('passt') !== null
    const slirp = told?.includes('default') ?? true
    if (told) {
      const isKnown = told.includes('passt') ? null : 'libvirt-old'
      return { passt: isInstalled ? isKnown : 'passt-missing', slirp }
    }
    if (!isHere) return { passt: 'unknown', slirp }
    if (!(await this.#libvirt.reading.knowsPasst())) return { passt: 'libvirt-old', slirp }
    return { passt: isInstalled ? null : 'passt-missing', slirp }
  }

  #helperBridges(isHere: boolean): string[] {
    return isHere ? allowedBridges(interfaceNames().filter(isBridge)) : []
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
