import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './paths.mjs'

const OPEN_UMASK = 0o022

/**
 * The lab's ordinary user reads the clone too: under a umask of 077, with which some clone and
 * install, they could not even start the app. Who shares the machine still can't come in through
 * a closed folder above it.
 */
export function makeReadable(root = ROOT) {
  const before = process.umask(OPEN_UMASK)
  const isOpen = (statSync(join(root, 'package.json')).mode & 0o004) !== 0
  if ((before & 0o055) === 0 && isOpen) return
  const entries = readdirSync(root).filter((name) => name !== '.git')
  spawnSync('chmod', ['-R', 'go+rX', '--', ...entries], { cwd: root, stdio: 'inherit' })
}
