/** The binding in Electron's main process and in a utility process at once. */
// eslint-disable-next-line no-restricted-imports -- this is an Electron main process of its own
import { app, utilityProcess } from 'electron'
import { fileURLToPath } from 'node:url'
import { useLibvirt } from './electron-use.mjs'

async function useBoth() {
  const script = fileURLToPath(new URL('electron-utility.mjs', import.meta.url))
  const utility = utilityProcess.fork(script)
  const told = new Promise((resolve, reject) => {
    utility.once('message', resolve)
    utility.once('exit', (code) => reject(new Error(`the utility process ended with ${code}`)))
  })
  const [main, other] = await Promise.all([useLibvirt(), told])
  console.log(JSON.stringify({ main, utility: other }))
}

app.disableHardwareAcceleration()
// Electron gets ready only after this file is done: it must not be awaited here.
app
  .whenReady()
  .then(useBoth)
  .then(() => app.exit(0))
  .catch((error) => {
    console.error(error)
    app.exit(1)
  })
