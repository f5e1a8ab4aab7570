import { Connection, LibvirtError, constants as C } from 'node-libvirt'
import { PuenteError } from '../../shared/errors.ts'
import { sshCommand } from '../../shared/rules/connection-uri.ts'
import { asPuenteError } from './failures.ts'
import { reach, wordsFrom } from './reach.ts'

export interface OpenedConnection {
  connection: Connection
  version: string
  /** Nobody granted more than looking. */
  readOnly: boolean
}

/** A libvirtd that is silent for 12 s counts as lost: libvirt asks `count` times, and waits once more. */
const keepAlive = { intervalSeconds: 4, count: 2 }
/** One that is there but does not let us in by then is told of; we go on waiting. */
const PATIENCE_MS = 6_000

/** Attempts that have not been answered yet: another one beside each would wait just as long. */
const attempts = new Map<string, Promise<Connection>>()

/**
 * Opens libvirt; when polkit does not let us manage it, at least to look at it.
 * @param whenLate is called when an attempt that was given up has been answered after all: the next
 *   call takes it up
 * @throws PuenteError `libvirt-unavailable` when no daemon runs, `libvirt-silent` when it does not
 *   answer (which may be polkit, waiting for a password), `libvirt-refused`
 */
export async function openConnection(
  named: string,
  whenLate = () => {},
): Promise<OpenedConnection> {
  const uri = await reach(named)
  try {
    return await opened(await attempt(uri, false, whenLate), false)
  } catch (error) {
    if (!isRefusal(error)) throw unavailable(named, error)
  }
  try {
    return await opened(await attempt(uri, true, whenLate), true)
  } catch (error) {
    if (isRefusal(error)) throw new PuenteError('libvirt-refused', {}, { cause: error })
    throw unavailable(named, error)
  }
}

/** libvirt itself waits for ever. @throws PuenteError `libvirt-silent` */
async function attempt(uri: string, readOnly: boolean, whenLate: () => void): Promise<Connection> {
  const key = `${uri} ${readOnly}`
  const opening = attempts.get(key) ?? Connection.open(uri, { readOnly, keepAlive })
  attempts.set(key, opening)
  if (await isLate(opening)) {
    opening.then(whenLate, whenLate)
    throw new PuenteError('libvirt-silent', { seconds: PATIENCE_MS / 1000 })
  }
  attempts.delete(key)
  return opening
}

/** Failed is not late. */
async function isLate(opening: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(true), PATIENCE_MS)
  const settled = opening.then(
    () => false,
    () => false,
  )
  return Promise.race([settled, late]).finally(() => clearTimeout(timer))
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

/** Of this computer's own libvirtd one knows what starts it; of another only how to look. */
function unavailable(uri: string, error: unknown): PuenteError {
  const isOwn = uri === 'qemu:///system'
  if (error instanceof PuenteError) {
    return isOwn ? error : new PuenteError('connection-silent', { uri, ...error.data.params })
  }
  const { cause } = asPuenteError(error).data
  if (isOwn) return new PuenteError('libvirt-unavailable', {}, { cause })
  const command = sshCommand(uri)
  const params = { uri, ...(command && { command }) }
  return new PuenteError('connection-failed', params, { cause: wordsFrom(uri) || cause })
}
