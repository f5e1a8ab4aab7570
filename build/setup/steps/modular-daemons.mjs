/** Only for those who choose that host: it takes ten minutes, and no part of the tests needs it. */
import { existsSync, readFileSync } from 'node:fs'
import { AS_ROOT } from '../as-root.mjs'
import { chosenHost, debianOf, MODULAR, rootOf } from '../host/hosts.mjs'

const SCRIPT = 'build/setup/host/make-modular.sh'

export default {
  id: 'modular-daemons',
  title: 'libvirt’s modular daemons (compiled, ten minutes)',
  // Only daemons of the very version work with the library and the drivers of the Debian below.
  needed: () => chosenHost().name === MODULAR && compiledVersion() !== libvirtIn(base()),
  run: (log, _purpose, say) =>
    log.run([...AS_ROOT, SCRIPT, base(), rootOf(MODULAR), libvirtIn(base())], {
      onLine: (line) => say(`${line} … `),
    }),
}

const base = () => rootOf(debianOf(chosenHost()))

function compiledVersion() {
  const file = `${rootOf(MODULAR)}/made`
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n')[1] : undefined
}

/** The version of libvirt that a Debian in a folder has, by dpkg's own record. */
function libvirtIn(root) {
  const status = readFileSync(`${root}/var/lib/dpkg/status`, 'utf8')
  const [record = ''] = /^Package: libvirt-daemon\n[^]*?\n\n/m.exec(status) ?? []
  const [, version] = /^Version: (.*)$/m.exec(record) ?? []
  if (!version) throw new Error(`no libvirt in ${root}`)
  return version
}
