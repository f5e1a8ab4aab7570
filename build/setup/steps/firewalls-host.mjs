import { existsSync } from 'node:fs'
import { AS_ROOT } from '../as-root.mjs'
import { packagesInHost } from '../debian/packages.mjs'
import { hostNamed, rootOf } from '../host/hosts.mjs'
import { isComplete, isOld, makingOf } from '../host/root.mjs'

const ROOT = rootOf('firewalls')

export default {
  id: 'firewalls-host',
  title: 'a Debian with firewalls (minutes)',
  needed: (purpose) =>
    !isComplete(ROOT, packagesInHost(purpose)) || isOld(ROOT, hostNamed('debian13').days),
  run: async (log, purpose, say) => {
    const { name, release } = hostNamed('debian13')
    const ready = rootOf(name)
    // Of the same release as the lab's own host, only more packages.
    if (!existsSync(ROOT) && existsSync(`${ready}/made`)) {
      const copy = `${ROOT}.copy`
      await log.run([...AS_ROOT, 'rm', '-rf', copy])
      await log.run([...AS_ROOT, 'cp', '-a', '--reflink=auto', ready, copy])
      await log.run([...AS_ROOT, 'mv', copy, ROOT])
    }
    const argv = makingOf({ release, root: ROOT, packages: packagesInHost(purpose) })
    await log.run([...AS_ROOT, ...argv], { onLine: (line) => say(`${line} … `) })
  },
}
