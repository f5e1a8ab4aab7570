/** What ssh's own words come to. It has them in English alone. Pure. */
import { PuenteError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { sshCommand } from '../../../shared/rules/connection-uri.ts'

/** The first that fits: a changed key ends in the same words as an unknown one. */
const causes: [words: string, code: ErrorCode][] = [
  ['REMOTE HOST IDENTIFICATION HAS CHANGED', 'connection-host-changed'],
  ['Host key verification failed', 'connection-host-unknown'],
  ['Permission denied', 'connection-not-let-in'],
]

/** What kept ssh out; `connection-failed` where its words say no more. */
export function causeIn(said: string): ErrorCode {
  return causes.find(([words]) => said.includes(words))?.[1] ?? 'connection-failed'
}

/**
 * Why there is no way to a host.
 * @param uri of the connection
 * @param said what ssh, or whoever else leads there, had to say
 */
export function notReached(uri: string, said: string): PuenteError {
  const command = sshCommand(uri)
  return new PuenteError(causeIn(said), { uri, ...(command && { command }) }, { cause: said })
}
