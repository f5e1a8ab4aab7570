import { AS_ROOT } from '../as-root.mjs'
import { machineHost, machineImage } from '../machine/place.mjs'
import { NODE } from '../paths.mjs'
import { Stamp } from '../stamp.mjs'

/** A state fits only the very emulator, arguments and disk that it was saved with. */
const stamp = () =>
  new Stamp(`machine-state-${machineHost()}`, {
    inputs: [
      `.cache/setup/machine-image-${machineHost()}.stamp`,
      ...['test/machine/emulator.ts', 'test/machine/prepare.ts'],
      ...['test/lab/workstation.ts', 'test/lab/polkit.ts'],
    ],
    outputs: ['prepared.qcow2', 'running.qcow2', 'running.state'].map(
      (name) => `${machineImage()}/${name}`,
    ),
  })

export default {
  id: 'machine-state',
  title: 'a whole computer, started and saved (minutes)',
  needed: () => !stamp().isCurrent(),
  run: async (log, _purpose, say) => {
    const argv = [...AS_ROOT, NODE, 'test/machine/prepare.ts']
    await log.run(argv, { onLine: (line) => say(`${line} … `) })
    stamp().set()
  },
}
