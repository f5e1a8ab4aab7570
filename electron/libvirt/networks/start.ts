/**
 * Starting a network, unless its bridge's name is that of a device that is there already: libvirt
 * cannot start it then, and from 11.3 on, where it clears up behind itself, deletes that device,
 * whatever it is and whoever's.
 */
import { asPuenteError } from '../connection/failures.ts'
import { startProblem } from './start-failures.ts'
import type { Connection, Network } from 'node-libvirt'
import { PuenteError } from '../../../shared/errors.ts'
import { ownsBridge } from '../../../shared/rules/networks/kinds.ts'
import { hasDevice } from '../connection/side-of.ts'
import { storedXml } from './stored-xml.ts'
import { describeNetwork } from '../xml/network.ts'

/** Starts a stored network. @throws PuenteError `network-bridge-taken`; LibvirtError */
export async function start(connection: Connection, network: Network): Promise<void> {
  await requireFreeBridge(connection, network.name, await storedXml(network))
  await network.create().catch((error: unknown) => {
    throw inWords(network.name, error)
  })
}

/** Why, where that can be told; else as libvirt said it. */
function inWords(network: string, error: unknown): unknown {
  const { cause = '', code } = asPuenteError(error).data
  const problem = code === 'libvirt-failed' ? startProblem(cause) : null
  if (!problem) return error
  return new PuenteError(problem.code, { network, ...problem.params }, { cause })
}

/** Starts a network that need not be stored. @throws PuenteError `network-bridge-taken`; LibvirtError */
export async function startAs(connection: Connection, name: string, xml: string): Promise<void> {
  await requireFreeBridge(connection, name, xml)
  await connection.createNetwork(xml).catch((error: unknown) => {
    throw inWords(name, error)
  })
}

async function requireFreeBridge(
  connection: Connection,
  network: string,
  xml: string,
): Promise<void> {
  const { kind, bridge } = describeNetwork(xml)
  if (bridge === null || !ownsBridge(kind) || !(await hasDevice(connection, bridge))) return
  const cause = `a device ${bridge} exists`
  throw new PuenteError('network-bridge-taken', { network, bridge }, { cause })
}
