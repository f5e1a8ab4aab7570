import { AS_ROOT } from '../as-root.mjs'
import { missingCommands } from '../debian/commands.mjs'
import { hasApt, missingPackages, packagesFor } from '../debian/packages.mjs'
import { withServicesHeldBack } from '../debian/service-guard.mjs'

export default {
  id: 'debian-packages',
  title: 'Debian packages',
  needed: (purpose) => missing(purpose).length > 0,
  run: async (log, purpose) => {
    if (!hasApt()) {
      throw new Error(`no apt-get here. Please install what has: ${missing(purpose).join(', ')}.`)
    }
    const runAsRoot = (...argv) => log.run([...AS_ROOT, ...argv])
    const install = () => runAsRoot(...INSTALL, ...missing(purpose))
    await withServicesHeldBack(runAsRoot, async () => {
      // Package lists that are missing or too old show as packages that cannot be had.
      await install().catch(() => runAsRoot('apt-get', 'update').then(install))
    })
  },
}

const INSTALL = [
  ...['env', 'DEBIAN_FRONTEND=noninteractive'],
  ...['apt-get', 'install', '--yes', '--no-install-recommends'],
]

function missing(purpose) {
  return hasApt() ? missingPackages(packagesFor(purpose)) : missingCommands(purpose)
}
