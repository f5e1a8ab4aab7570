import { Connection, LibvirtError, constants as C } from 'node-libvirt'
import { PuenteError } from '../../shared/errors.ts'
import { asPuenteError } from './failures.ts'

export interface OpenedConnection {
  connection: Connection
  version: string
  /** Nobody granted more than looking. */
  readOnly: boolean
}

/** A libvirtd that is silent for 3 × 5 s counts as lost. */
const keepAlive = { intervalSeconds: 5, count: 3 }

/**
 * Opens libvirt; when polkit does not let us manage it, at least to look at it.
 * @throws PuenteError `libvirt-unavailable` when no daemon answers, `libvirt-refused`
 */
export async function openConnection(uri: string): Promise<OpenedConnection> {
  try {
    return await opened(await Connection.open(uri, { keepAlive }), false)
  } catch (error) {
    if (!isRefusal(error)) throw unavailable(error)
  }
  try {
    return await opened(await Connection.open(uri, { readOnly: true, keepAlive }), true)
  } catch (error) {
    if (isRefusal(error)) throw new PuenteError('libvirt-refused', {}, { cause: error })
    throw unavailable(error)
  }
}

async function opened(connection: Connection, readOnly: boolean): Promise<OpenedConnection> {
  const { major, minor, release } = await connection.getLibVersion()
  return { connection, version: `${major}.${minor}.${release}`, readOnly }
}

function isRefusal(error: unknown): boolean {
  const refusals: number[] = [
    C.VIR_ERR_AUTH_FAILED,
    C.VIR_ERR_AUTH_CANCELLED,
    C.VIR_ERR_AUTH_UNAVAILABLE,
    C.VIR_ERR_ACCESS_DENIED,
  ]
  return error instanceof LibvirtError && refusals.includes(error.code)
}

function unavailable(error: unknown): PuenteError {
  return new PuenteError('libvirt-unavailable', {}, { cause: asPuenteError(error).data.cause })
}
