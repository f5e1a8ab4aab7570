import { Stamp } from '../stamp.mjs'

const stamp = new Stamp('npm-packages', {
  inputs: ['package-lock.json'],
  outputs: ['node_modules/.package-lock.json', 'node_modules/.bin/node'],
})

export default {
  id: 'npm-packages',
  title: 'npm packages',
  needed: () => !stamp.isCurrent(),
  run: async (log) => {
    await log.run(['npm', 'ci', '--no-audit', '--no-fund'])
    stamp.set()
  },
}
