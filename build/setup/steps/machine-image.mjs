import { AS_ROOT } from '../as-root.mjs'
import { machineDebian, machineHost, machineImage } from '../machine/place.mjs'
import { NODE } from '../paths.mjs'
import { Stamp } from '../stamp.mjs'

const SCRIPTS = 'build/setup/machine'

/** Made anew when its scripts or a package of its Debian have changed. */
const stamp = () =>
  new Stamp(`machine-image-${machineHost()}`, {
    inputs: [
      ...['make-image.sh', 'fill-image.sh', 'files'].map((name) => `${SCRIPTS}/${name}`),
      ...[`.cache/hosts/${machineDebian()}/var/lib/dpkg/status`, 'package-lock.json'],
    ],
    outputs: ['vmlinuz', 'initrd.img', 'disk.raw'].map((name) => `${machineImage()}/${name}`),
  })

export default {
  id: 'machine-image',
  title: 'a whole computer’s disk',
  needed: () => !stamp().isCurrent(),
  run: async (log, _purpose, say) => {
    const argv = [`${SCRIPTS}/make-image.sh`, `.cache/hosts/${machineDebian()}`, machineImage()]
    await log.run([...AS_ROOT, ...argv, NODE], { onLine: (line) => say(`${line} … `) })
    stamp().set()
  },
}
