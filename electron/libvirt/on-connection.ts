/** Calls that are asked of a connection, on the one that there is. */
import type { Connection } from 'node-libvirt'

type Call = (connection: Connection, ...rest: never[]) => unknown

export type OnConnection<Calls extends Record<string, Call>> = {
  readonly [Name in keyof Calls]: Calls[Name] extends (
    connection: Connection,
    ...rest: infer Rest
  ) => infer Result
    ? (...rest: Rest) => Result
    : never
}

export function onConnection<Calls extends Record<string, Call>>(
  calls: Calls,
  connection: Connection,
): OnConnection<Calls> {
  const bound = Object.entries(calls).map(([name, call]) => [name, call.bind(null, connection)])
  return Object.fromEntries(bound) as OnConnection<Calls>
}
