import { Connection, LibvirtError, constants as C } from 'node-libvirt'
import { PuenteError } from '../../../shared/errors.ts'
import { asPuenteError } from './failures.ts'
import { reach, wordsFrom } from './reach.ts'
import { setSideOf } from './side-of.ts'
import { notReached } from '../../host/link/ssh-words.ts'
import type { HostSide } from '../../host/side.ts'

export interface OpenedConnection {
  connection: Connection
  version: string
  /** Nobody granted more than looking. */
  readOnly: boolean
  /** To the network daemon, where it is a process of its own: nobody else tells of its end. */
  networkDaemon: Connection | null
}

/** How libvirt runs on this computer, and what starts it there. */
export interface Daemons {
  modular: boolean
  start: string
  restart: string
  startNetworks: string
}

/** A libvirtd that is silent for 12 s counts as lost: libvirt asks `count` times, and waits once more. */
const keepAlive = { intervalSeconds: 4, count: 2 }
/** One that is there but does not let us in by then is told of; we go on waiting. */
const PATIENCE_MS = 6_000

/** This computer's own. */
const OWN = 'qemu:///system'

/** Attempts that have not been answered yet: another one beside each would wait just as long. */
const attempts = new Map<string, Promise<Connection>>()

export interface Opening {
  /** Of the host that this libvirt is on. */
  side: HostSide
  /** Without them nothing is said of how to start them, and nobody watches a network daemon. */
  daemons?: Daemons
  /** Called when an attempt that was given up has been answered after all: the next call takes it up. */
  whenLate?: () => void
}

/**
 * Opens libvirt; when polkit does not let us manage it, at least to look at it.
 * @throws PuenteError `libvirt-unavailable` when no daemon runs, `libvirt-silent` when it does not
 *   answer (which may be polkit, waiting for a password), `libvirt-refused`
 */
export async function openConnection(
  named: string,
  { side, daemons, whenLate = () => {} }: Opening,
): Promise<OpenedConnection> {
  const uri = await wayTo(named, side, whenLate).catch((error: unknown) => {
    throw unavailable(named, daemons, error)
  })
  const { connection, readOnly } = await attemptBoth()
  try {
    const { major, minor, release } = await connection.getLibVersion()
    const version = `${major}.${minor}.${release}`
    const networkDaemon = await openNetworkDaemon(named, daemons, whenLate)
    setSideOf(connection, side)
    return { connection, version, readOnly, networkDaemon }
  } catch (error) {
    await connection.close().catch(() => undefined)
    throw unavailable(named, daemons, error)
  }

  async function attemptBoth() {
    try {
      return { connection: await attempt(uri, false, whenLate), readOnly: false }
    } catch (error) {
      if (!isRefusal(error)) throw unavailable(named, daemons, error)
    }
    try {
      return { connection: await attempt(uri, true, whenLate), readOnly: true }
    } catch (error) {
      if (isRefusal(error)) throw new PuenteError('libvirt-refused', {}, { cause: error })
      throw unavailable(named, daemons, error)
    }
  }
}

/**
 * The qemu daemon keeps a connection of its own to the network daemon for each client. When that one
 * ends, every network call of the client fails until the client connects anew, its network events
 * never come again, and nothing tells of it (seen with 11.3.0). A connection of ours does.
 * @throws PuenteError `libvirt-network-unavailable`
 */
export async function openNetworkDaemon(
  named: string,
  daemons: Daemons | undefined,
  whenLate: () => void,
  open = attempt,
): Promise<Connection | null> {
  if (named !== OWN || !daemons?.modular) return null
  try {
    return await open('network:///system', true, whenLate)
  } catch (error) {
    const { cause } = asPuenteError(error).data
    throw new PuenteError(
      'libvirt-network-unavailable',
      { command: daemons.startNetworks },
      { cause },
    )
  }
}

/** libvirt itself waits for ever. @throws PuenteError `libvirt-silent` */
async function attempt(uri: string, readOnly: boolean, whenLate: () => void): Promise<Connection> {
  const key = `${uri} ${readOnly}`
  const opening = attempts.get(key) ?? Connection.open(uri, { readOnly, keepAlive })
  attempts.set(key, opening)
  if (await isLate(opening)) throw silent(opening, whenLate)
  attempts.delete(key)
  return opening
}

/** A login may take as long, or wait for the person. @throws PuenteError `libvirt-silent`; LinkError */
async function wayTo(named: string, side: HostSide, whenLate: () => void): Promise<string> {
  const way = reach(named, side)
  if (await isLate(way)) throw silent(way, whenLate)
  return way
}

/** What is still waited for is told of when it comes. */
function silent(coming: Promise<unknown>, whenLate: () => void): PuenteError {
  coming.then(whenLate, whenLate)
  return new PuenteError('libvirt-silent', { seconds: PATIENCE_MS / 1000 })
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
function unavailable(uri: string, daemons: Daemons | undefined, error: unknown): PuenteError {
  const isOwn = uri === OWN
  if (error instanceof PuenteError) {
    const { code, params } = error.data
    if (!isOwn) return new PuenteError('connection-silent', { uri, ...params })
    return new PuenteError(code, { ...(daemons && { command: daemons.restart }), ...params })
  }
  const { cause } = asPuenteError(error).data
  if (isOwn)
    return new PuenteError('libvirt-unavailable', daemons ? { command: daemons.start } : {}, {
      cause,
    })
  return notReached(uri, wordsFrom(uri) || (cause ?? ''))
}
