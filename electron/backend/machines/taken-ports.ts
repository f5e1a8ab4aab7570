/** Whose ports a forward can't have: who listens, and the forwards of others, said by their machines. Pure. */
import type { Forward } from '../../../shared/model/forward.ts'
import { isActive, isNicOf } from '../../../shared/model/machine.ts'
import type { Machine, MachineNic, NicRef } from '../../../shared/model/machine.ts'
import type { PortSpan, TakenPort } from '../../../shared/model/port-forward.ts'
import { asPortForward } from '../../../shared/rules/forward-engines.ts'
import { takerOf } from '../../../shared/rules/port-forwards.ts'

/** Which NIC is asked for; null: a new one. */
export interface Asked {
  machine: string | null
  nic: NicRef | null
}

export interface Others {
  machines: Machine[]
  /** Relays and the kernel's, also those that are off: they may be switched on again. */
  forwards: Forward[]
  /** The NIC in user mode that is asked for: what it has is not in its way. */
  nic?: Asked
  /** As `nic`, the relay or the kernel's forward that is changed, by its id. */
  forward?: string | null
}

/**
 * passt itself can't be seen by its own user, and a relay's socket is systemd's: both are known by
 * their forwards.
 */
export function takenPorts(listening: TakenPort[], others: Others): TakenPort[] {
  const { machines, forwards, nic: own = null, forward = null } = others
  const nics = machines.flatMap((machine) => machine.nics.map((nic) => ({ machine, nic })))
  const isOwn = ({ machine, nic }: { machine: Machine; nic: MachineNic }) =>
    machine.uuid === own?.machine && own.nic !== null && isNicOf(nic, own.nic)
  const carried = [
    ...nics
      .filter(({ machine, nic }) => isActive(machine) && nic.plugged)
      .flatMap(({ nic }) => nic.forwards ?? []),
    ...forwards.filter(({ engine, on }) => engine === 'relay' && on).map(asPortForward),
  ]
  const isCarried = (port: TakenPort) => carried.some((one) => takerOf(one, [port]) !== null)
  return [
    ...listening.filter((port) => !isCarried(port)),
    ...nics.filter((one) => !isOwn(one)).flatMap(({ machine, nic }) => spansOf(machine, nic)),
    ...forwards.filter(({ id }) => id !== forward).map((one) => spanOf(one, machines)),
  ]
}

function spansOf({ name }: Machine, { forwards = [] }: MachineNic): TakenPort[] {
  return forwards.flatMap(({ protocol, address, ranges, except }) =>
    ranges
      .flatMap((range) => without(range, except))
      .map((span) => ({ protocol, address, ...span, program: null, machine: name })),
  )
}

/** What is left of it, in its order: the exceptions are anybody's. */
function without({ first, last }: PortSpan, except: PortSpan[]): PortSpan[] {
  return except.reduce<PortSpan[]>(
    (left, gap) =>
      left.flatMap((span) => [
        ...(span.first < gap.first ? [{ ...span, last: Math.min(span.last, gap.first - 1) }] : []),
        ...(span.last > gap.last ? [{ ...span, first: Math.max(span.first, gap.last + 1) }] : []),
      ]),
    [{ first, last }],
  )
}

function spanOf({ protocol, address, port, machine }: Forward, machines: Machine[]): TakenPort {
  const name = machines.find(({ uuid }) => uuid === machine)?.name ?? machine
  return { protocol, address, first: port, last: port, program: null, machine: name }
}
