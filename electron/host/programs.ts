/** Programs that only look, and what they said. */
import { execFile } from 'node:child_process'

export interface Output {
  command: string
  stdout: string
  /** Null when it went well. */
  error: string | null
}

const LONGEST_MS = 5_000
/** Somebody types a password. */
const WITH_PASSWORD_MS = 120_000

/** An ordinary user's path often has no sbin, where `ip`, `bridge` and `nft` may be. */
const env = { ...process.env, LC_ALL: 'C', PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` }

export function look(program: string, words: string[], timeout = LONGEST_MS): Promise<Output> {
  const command = [program, ...words].join(' ')
  return new Promise((resolve) => {
    execFile(program, words, { env, timeout, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      const why = error ? stderr.trim() || error.message : null
      resolve({ command, stdout, error: why })
    })
  })
}

/** As root, once polkit allows it; the command is shown in its question as it is. */
export function asAdministrator(program: string, words: string[]): Promise<Output> {
  return look('pkexec', [program, ...words], WITH_PASSWORD_MS)
}
