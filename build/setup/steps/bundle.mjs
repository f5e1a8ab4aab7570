import { NODE } from '../paths.mjs'
import { Stamp } from '../stamp.mjs'

const stamp = new Stamp('bundle', {
  inputs: [
    'electron',
    'renderer',
    'shared',
    'build/bundle.ts',
    'build/licenses.ts',
    'package.json',
    'package-lock.json',
  ],
  outputs: ['out/app/shell/main.js', 'out/app/backend/main.js', 'out/licenses.txt'],
})

export default {
  id: 'bundle',
  title: 'application bundle',
  needed: () => !stamp.isCurrent(),
  run: async (log) => {
    await log.run([NODE, 'build/bundle.ts'])
    stamp.set()
  },
}
