/** Whose ports a forward can't have: who listens, and other forwards, said by their machines. Pure. */
import type { Forward } from '../../../shared/model/forward.ts'
import type { Machine } from '../../../shared/model/machine.ts'
import type { TakenPort } from '../../../shared/model/port-forward.ts'
import { asPortForward } from '../../../shared/rules/forward-engines.ts'
import { takerOf } from '../../../shared/rules/port-forwards.ts'
import { takenPorts } from '../machines/user-modes.ts'

export interface InTheWay {
  /** All others, those that are off too: they may be switched on again. */
  forwards: Forward[]
  /** That which is asked for; its own socket is not in its way. */
  own: Forward | null
  machines: Machine[]
}

export function inTheWay(
  listening: TakenPort[],
  { forwards, own, machines }: InTheWay,
): TakenPort[] {
  const relays = [...forwards, ...(own ? [own] : [])].filter(
    ({ engine, on }) => engine === 'relay' && on,
  )
  const isRelay = (port: TakenPort) =>
    relays.some((relay) => takerOf(asPortForward(relay), [port]) !== null)
  const others = takenPorts(
    listening.filter((port) => !isRelay(port)),
    machines,
    { machine: null, nic: null },
  )
  return [
    ...others,
    ...forwards.map((forward) => ({
      ...{ protocol: forward.protocol, address: forward.address },
      ...{ first: forward.port, last: forward.port, program: null },
      machine: machines.find(({ uuid }) => uuid === forward.machine)?.name ?? forward.machine,
    })),
  ]
}
