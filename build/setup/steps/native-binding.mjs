import { Stamp } from '../stamp.mjs'

const folder = 'electron/node-libvirt'
const stamp = new Stamp('native-binding', {
  inputs: ['native', 'src', 'Makefile', 'package.json', 'tsconfig.json'].map(
    (name) => `${folder}/${name}`,
  ),
  outputs: [`${folder}/build/Release/libvirt.node`, `${folder}/dist/index.js`],
})

export default {
  id: 'native-binding',
  title: 'libvirt binding (compiled)',
  needed: () => !stamp.isCurrent(),
  run: async (log) => {
    await log.run(['npm', 'run', 'build', '--workspace=node-libvirt'])
    stamp.set()
  },
}
