/** Where the app keeps its files: by the XDG base directories, as Electron has the settings'. */
import { homedir } from 'node:os'
import { join } from 'node:path'

/** What it has done, and is in the middle of. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'puente')
}

/** What the person has chosen. */
export function settingsFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'puente')
}

/**
 * What is kept of one host, whose bridges' names may be those of this computer's.
 * @param uri of another libvirt than this computer's own; undefined for that one
 */
export function hostFolder(uri: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  const folder = stateFolder(env)
  return uri === undefined ? folder : join(folder, 'hosts', encodeURIComponent(uri))
}
