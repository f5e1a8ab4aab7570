/** Storing, changing and restarting networks, and taking back what fails half-way. */
import { LibvirtError } from 'node-libvirt'
import type { Connection, Network } from 'node-libvirt'
import { PuenteError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { asPuenteError } from '../connection/failures.ts'
import { onNetwork } from './networks.ts'
import { start, startAs } from './start.ts'
import { storedXml } from './stored-xml.ts'
import { untakenParts } from '../xml/definition/differences.ts'
import { inverse } from '../xml/definition/updates.ts'
import type { LiveUpdate } from '../xml/definition/updates.ts'
import { startProblem } from './start-failures.ts'
import { parse } from '../xml/dom.ts'
import { hostBridgeNetworkXml } from '../xml/network.ts'
import { lineOfComplaint } from '../xml/screen.ts'

export interface NetworkXml {
  running: string | null
  stored: string | null
}

/** @throws PuenteError `network-gone` */
export function readNetworkXml(connection: Connection, uuid: string): Promise<NetworkXml> {
  return onNetwork(connection, uuid, async (network) => {
    const [active, persistent] = await Promise.all([network.isActive(), network.isPersistent()])
    return {
      running: active ? await network.getXml() : null,
      stored: persistent ? await storedXml(network) : null,
    }
  })
}

/** @throws PuenteError `xml-invalid`, with the line that libvirt complains of */
async function define(connection: Connection, xml: string): Promise<Network> {
  try {
    return await connection.defineNetwork(xml, { validate: true })
  } catch (error) {
    throw invalid(error, xml)
  }
}

function invalid(error: unknown, xml: string): PuenteError {
  const known = asPuenteError(error)
  if (known.data.code !== 'libvirt-failed' || !(error instanceof LibvirtError)) return known
  const line = lineOfComplaint(parse(xml), error.message)
  return new PuenteError('xml-invalid', line === null ? {} : { line }, {
    cause: error.message,
  })
}

/**
 * Stores and starts a new network. One that can't be started is taken back: nobody wants half a
 * network.
 * @throws PuenteError `network-start-failed`
 */
export async function createNetwork(
  connection: Connection,
  xml: string,
  { autostart }: { autostart: boolean },
): Promise<string> {
  const network = await define(connection, xml)
  try {
    await start(connection, network)
    if (autostart) await network.setAutostart(true)
    return network.uuid
  } catch (error) {
    await network.destroy().catch(() => undefined)
    await network.undefine().catch(() => undefined)
    throw startFailed(network.name, error, 'network-taken-back')
  }
}

/** The same without starting it. @throws PuenteError */
export async function storeNetwork(
  connection: Connection,
  xml: string,
  { autostart }: { autostart: boolean },
): Promise<string> {
  const network = await define(connection, xml)
  try {
    if (autostart) await network.setAutostart(true)
    return network.uuid
  } catch (error) {
    await network.undefine().catch(() => undefined)
    throw error
  }
}

/** The network whose guests are on a host bridge. @throws PuenteError */
export async function createHostBridgeNetwork(
  connection: Connection,
  name: string,
  bridge: string,
): Promise<string> {
  return createNetwork(connection, hostBridgeNetworkXml(name, bridge), { autostart: true })
}

/** The stored definition, as libvirt had it and as it has it now. */
export interface ChangedNetwork {
  before: string
  after: string
}

/** Stores the new definition and changes the running network; both or neither. */
export function changeNetwork(
  connection: Connection,
  uuid: string,
  { xml, updates }: { xml: string; updates: LiveUpdate[] },
): Promise<ChangedNetwork> {
  return onNetwork(connection, uuid, async (network) => {
    const before = await storedXml(network)
    const running = (await network.isActive()) ? await network.getXml() : null
    await define(connection, xml)
    try {
      await updateLive(network, updates)
    } catch (error) {
      await connection.defineNetwork(before)
      throw error
    }
    const after = await storedXml(network)
    const [part] = untakenParts(parse(before), parse(xml), parse(after))
    if (part) {
      const back = inverse(updates, parse(running ?? before))
      if (running) await updateLive(network, back).catch(() => undefined)
      await connection.defineNetwork(before)
      throw new PuenteError('network-part-not-taken', {
        network: network.name,
        part: `network.part.${part}`,
      })
    }
    return { before, after }
  })
}

async function updateLive(network: Network, updates: LiveUpdate[]): Promise<void> {
  const running = updates.length > 0 ? parse(await network.getXml()) : null
  const send = ({ command, section, parentIndex, xml }: LiveUpdate) =>
    network.update(command, section, parentIndex, xml, { live: true })
  for (const [index, update] of updates.entries()) {
    try {
      await send(update)
    } catch (error) {
      const done = running ? inverse(updates.slice(0, index), running) : []
      for (const back of done) await send(back).catch(() => undefined)
      throw error
    }
  }
}

/**
 * Stops the network and starts it as it is stored. If that can't be started, what ran before is
 * started again; the stored definition stays.
 * @throws PuenteError `network-start-failed`, which says what runs now
 */
export function restartNetwork(connection: Connection, uuid: string): Promise<void> {
  return onNetwork(connection, uuid, async (network) => {
    const [before, stored] = await Promise.all([network.getXml(), storedXml(network)])
    await network.destroy()
    try {
      await start(connection, network)
    } catch (error) {
      const isBack = await startAs(connection, network.name, before).then(
        () => true,
        () => false,
      )
      // libvirt forgets a stored network that it was told to create and could not (seen with 9.0.0).
      if (!isBack) await connection.defineNetwork(stored).catch(() => undefined)
      throw startFailed(network.name, error, isBack ? 'network-running-again' : 'network-down')
    }
  })
}

export function startFailed(network: string, error: unknown, outcome: ErrorCode): PuenteError {
  const { cause = '' } = asPuenteError(error).data
  const known = startProblem(cause) ?? { code: 'network-start-failed' as const, params: {} }
  return new PuenteError(
    known.code,
    { network, ...known.params },
    { cause, outcome: { code: outcome, params: { network } } },
  )
}
