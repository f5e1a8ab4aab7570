/** Taking a network away, and making it again exactly as it was. */
import type { Connection } from 'node-libvirt'
import { readNetworkXml, startFailed } from './changes.ts'
import type { NetworkXml } from './changes.ts'
import { onNetwork } from './networks.ts'
import { asPuenteError } from '../connection/failures.ts'
import { start, startAs } from './start.ts'
import { runsAsStored } from '../xml/definition/differences.ts'

/** All of a network that is no more. */
export interface RemovedNetwork extends NetworkXml {
  uuid: string
  name: string
  autostart: boolean
}

/** @returns what makes it again */
export async function removeNetwork(connection: Connection, uuid: string): Promise<RemovedNetwork> {
  const texts = await readNetworkXml(connection, uuid)
  return onNetwork(connection, uuid, async (network) => {
    const autostart = texts.stored !== null && (await network.getAutostart())
    if (texts.running !== null) await network.destroy()
    if (texts.stored !== null) await network.undefine()
    return { uuid, name: network.name, autostart, ...texts }
  })
}

/**
 * With its UUID, its MAC and its bridge's name, running if it ran. What can't be started stays
 * stored: it would be lost otherwise.
 * @throws PuenteError `network-start-failed`
 */
export async function restoreNetwork(
  connection: Connection,
  removed: RemovedNetwork,
): Promise<void> {
  try {
    await store(connection, removed)
  } catch (error) {
    throw asPuenteError(error)
  }
  if (removed.running === null) return
  try {
    await startAsItRan(connection, removed, removed.running)
  } catch (error) {
    // libvirt forgets a stored network that it was told to create and could not (seen with 9.0.0).
    await store(connection, removed).catch(() => undefined)
    const outcome = removed.stored === null ? 'network-taken-back' : 'network-down'
    throw startFailed(removed.name, error, outcome)
  }
}

async function store(connection: Connection, removed: RemovedNetwork): Promise<void> {
  if (removed.stored === null) return
  const network = await connection.defineNetwork(removed.stored)
  if (removed.autostart) await network.setAutostart(true)
}

async function startAsItRan(
  connection: Connection,
  { uuid, name, stored }: RemovedNetwork,
  running: string,
): Promise<void> {
  if (runsAsStored({ running, stored }))
    await onNetwork(connection, uuid, (one) => start(connection, one))
  else await startAs(connection, name, running)
}
