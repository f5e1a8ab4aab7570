import { mkdirSync } from 'node:fs'
import { at } from '../paths.mjs'
import { Stamp } from '../stamp.mjs'

const source = 'test/lab/probe.c'
const program = '.cache/lab/probe'
const stamp = new Stamp('probe', { inputs: [source], outputs: [program] })

export default {
  id: 'probe',
  title: 'the lab’s 10 ms probe (compiled)',
  needed: () => !stamp.isCurrent(),
  run: async (log) => {
    mkdirSync(at('.cache/lab'), { recursive: true })
    await log.run(['cc', '-O2', '-Wall', '-Wextra', '-o', program, source])
    stamp.set()
  },
}
