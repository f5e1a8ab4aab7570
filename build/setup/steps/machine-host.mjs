import { existsSync } from 'node:fs'
import { AS_ROOT } from '../as-root.mjs'
import { chosenHost, rootOf } from '../host/hosts.mjs'
import { isComplete, isOld, makingOf } from '../host/root.mjs'
import { MACHINE } from '../machine/packages.mjs'
import { machineDebian, machineHost } from '../machine/place.mjs'

const root = () => rootOf(machineDebian())

export default {
  id: 'machine-host',
  title: 'a whole computer’s Debian (minutes)',
  needed: () => !isComplete(root(), MACHINE) || isOld(root(), chosenHost().days),
  run: async (log, _purpose, say) => {
    const [own, ready] = [root(), rootOf(machineHost())]
    // Of the same release as the lab's own host, only more packages.
    if (!existsSync(own) && existsSync(`${ready}/made`)) {
      const copy = `${own}.copy`
      await log.run([...AS_ROOT, 'rm', '-rf', copy])
      await log.run([...AS_ROOT, 'cp', '-a', '--reflink=auto', ready, copy])
      await log.run([...AS_ROOT, 'mv', copy, own])
    }
    const { release } = chosenHost()
    const argv = makingOf({ release, root: own, packages: MACHINE })
    await log.run([...AS_ROOT, ...argv], { onLine: (line) => say(`${line} … `) })
  },
}
