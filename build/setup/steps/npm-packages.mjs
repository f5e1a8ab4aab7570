import { existsSync, readFileSync } from 'node:fs'
import { at, NODE } from '../paths.mjs'

export default {
  id: 'npm-packages',
  title: 'npm packages',
  needed: () => !existsSync(NODE) || differs(),
  run: (log) => log.run(['npm', 'ci', '--no-audit', '--no-fund']),
}

/**
 * npm writes what it installed into node_modules/.package-lock.json. Packages for other systems
 * are in the lock file only, and marked as optional.
 */
function differs() {
  const wanted = packagesOf(at('package-lock.json'))
  const installed = packagesOf(at('node_modules/.package-lock.json'))
  return Object.entries(wanted).some(([path, entry]) => {
    const there = installed[path]
    if (!path.startsWith('node_modules/')) return false
    return there ? there.version !== entry.version : !entry.optional && !entry.link
  })
}

function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}
}
