/** What passes between a program of ours, as ssh is, and this process, in a folder that nobody else can open. */
import { constants, existsSync, watch } from 'node:fs'
import { open, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A program that others of ours start. */
export function writeProgram(path: string, text: string): Promise<void> {
  return writeFile(path, text, { mode: 0o700, flag: 'wx' })
}

/**
 * To whoever waits at the other end of a pipe.
 * @throws Error at once where nobody does
 */
export async function writeToPipe(path: string, text: string): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_NONBLOCK)
  await file.writeFile(text).finally(() => file.close())
}

/** Resolves once it is there, in a folder that is. */
export function appears(path: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const look = () => (existsSync(path) ? resolve() : undefined)
  const watcher = watch(dirname(path), { signal }, look)
  look()
  return promise.finally(() => watcher.close())
}
