/**
 * `npm run sandbox`: the app in a lab, as an ordinary user. With a display it stays open until its
 * window is closed; without one it does the main job by itself and leaves out/demo/. With `-- hosts`
 * there are three more hosts at the other end of an ssh.
 */
import { Lab } from '../test/lab/lab.ts'
import { REPOSITORY } from '../test/lab/place.ts'
import { electronRuntime } from './electron-runtime.ts'
import { startHosts } from './sandbox-hosts.ts'

const { path, version, origin } = electronRuntime(`${REPOSITORY}/`)
console.log(`Electron ${version} (${origin})`)
const started = Date.now()
await using lab = await Lab.start()
console.log(`The lab is up after ${((Date.now() - started) / 1000).toFixed(1)} s.`)

lab.endOnInterrupt()

const hosts = process.argv.includes('hosts') ? await startHosts(lab) : []

const { DISPLAY } = process.env
if (DISPLAY) console.log('Close the window to end the lab.')
else console.log('No display: doing the main job by itself.')
const code = DISPLAY
  ? await lab.enter([path, REPOSITORY], { user: 'alex' })
  : await lab.enter(['node', 'test/demo/main.ts'])
for (const host of hosts) await host.stop()
process.exitCode = code ?? 1
