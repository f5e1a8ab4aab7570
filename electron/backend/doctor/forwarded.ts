/** Forwards that are on, with the NIC that each leads to. Pure. */
import type { Evidence } from '../../../shared/model/finding.ts'
import type { Forward } from '../../../shared/model/forward.ts'
import { asPortForward } from '../../../shared/rules/forward-engines.ts'
import { forwardText } from '../../../shared/rules/port-forwards.ts'
import { unitNames } from '../../host/forwards/relay-units.ts'
import { nicSubject } from './scope.ts'
import type { NicPath } from './scope.ts'
import type { Explanation } from './check.ts'
import type { View } from './view.ts'

/** One NIC, and those of its forwards that something is wrong with. */
export interface Forwarded {
  path: NicPath
  forwards: Forward[]
}

export function forwarded(
  { paths, world }: Pick<View, 'paths' | 'world'>,
  isWrong: (forward: Forward, path: NicPath) => boolean,
): Forwarded[] {
  return paths.flatMap((path) => {
    const { machine, nic } = path
    const own = world.forwards.filter(
      (one) => one.on && one.machine === machine.uuid && one.mac === nic.mac,
    )
    const forwards = own.filter((forward) => isWrong(forward, path))
    return forwards.length > 0 ? [{ path, forwards }] : []
  })
}

export function explained(
  { path, forwards }: Forwarded,
  level: Explanation['level'],
  { evidence = [], params = {} }: Pick<Explanation, 'evidence' | 'params'> = {},
): Explanation {
  return {
    ...{ about: nicSubject(path), level, evidence },
    params: {
      machine: path.machine.name,
      forwards: forwards.map((forward) => forwardText(asPortForward(forward))).join(', '),
      ...params,
    },
  }
}

/** Where systemd says what has become of the socket. */
export function statusCommand({ id }: Forward): string {
  return `systemctl --user status ${unitNames(id).socket}`
}

/** Made anew, of what is there now. One at a time: the others are found again. */
export function again({ forwards: [first] }: Forwarded) {
  return first ? { fix: { do: 'forward-again', forward: first.id } as const } : {}
}

export function quoteAnswer({ to, toPort }: Forward, answer: string): Evidence {
  return { command: `ss -Htn dst ${to} dport = :${toPort}`, output: answer }
}
