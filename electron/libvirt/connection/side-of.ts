/**
 * The kernel's side of the host that a libvirt is on. Every call here is asked of a connection and of
 * nothing else, so it is the connection that knows its host, as whoever opened it said.
 */
import type { Connection } from 'node-libvirt'
import { exists, readControllers, unknownSide } from '../../host/side.ts'
import type { HostSide } from '../../host/side.ts'

const sides = new WeakMap<Connection, HostSide>()

export function setSideOf(connection: Connection, side: HostSide): void {
  sides.set(connection, side)
}

/** Nothing is known of a host that nobody named: its devices may have the names of ours. */
export function sideOf(connection: Connection): HostSide {
  return sides.get(connection) ?? unknownSide
}

/** Is there a device of this name, whoever's? False also where it can't be looked at. */
export function hasDevice(connection: Connection, name: string): Promise<boolean> {
  return exists(sideOf(connection), `/sys/class/net/${name}`)
}

/** The bridge that a tap is on, or what else it is a port of; null for none. */
export async function bridgeOf(connection: Connection, tap: string): Promise<string | null> {
  const [bridge = null] = await readControllers(sideOf(connection), [tap])
  return bridge
}
