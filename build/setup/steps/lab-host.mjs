import { packagesInHost } from '../debian/packages.mjs'
import { chosenHost, debianOf, isThisMachine, rootOf } from '../host/hosts.mjs'
import { isComplete, isOld, makingOf } from '../host/root.mjs'
import { AS_ROOT } from '../as-root.mjs'

export default {
  id: 'lab-host',
  title: 'the lab’s host (minutes)',
  needed: (purpose) => {
    const host = chosenHost()
    const [name, days] = [debianOf(host), host.days]
    if (isThisMachine(name)) return false
    return !isComplete(rootOf(name), packagesInHost(purpose)) || isOld(rootOf(name), days)
  },
  run: async (log, purpose, say) => {
    const host = chosenHost()
    const [name, release] = [debianOf(host), host.release]
    const root = rootOf(name)
    const packages = packagesInHost(purpose)
    const argv = makingOf({ release, root, packages })
    say(`${name} … `)
    try {
      await log.run([...AS_ROOT, ...argv], { onLine: (line) => say(`${line} … `) })
    } catch (error) {
      // Without a network, last month's is better than none.
      if (!isComplete(root, packages)) throw error
      return 'it is old, and could not be brought up to date'
    }
  },
}
