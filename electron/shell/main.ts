/** Electron's main process: one window, one backend, and the wall between them. */
import { join } from 'node:path'
import { BrowserWindow, app } from 'electron'
import { declareScheme, serve } from './app-protocol.ts'
import { BackendProcess } from './backend-process.ts'
import { forwardCalls } from './calls.ts'
import { EVENT_CHANNEL } from './channels.ts'
import { ClosingGuard } from './closing.ts'
import { confinePages, createWindow, setMenu } from './window.ts'

const root = join(import.meta.dirname, '..')

const backend = new BackendProcess(join(root, 'backend', 'main.js'), (message) => {
  closing.observe(message)
  for (const window of BrowserWindow.getAllWindows()) {
    window.webContents.send(EVENT_CHANNEL, message.event, message.payload)
  }
})
const closing = new ClosingGuard(backend)

function openWindow(): void {
  const [window] = BrowserWindow.getAllWindows()
  if (!window) closing.guard(createWindow(join(root, 'shell', 'preload.cjs')))
  else if (window.isMinimized()) window.restore()
  else window.focus()
}

// Two of us would fight for the one checkpoint on a NIC, and for the journal.
if (app.requestSingleInstanceLock()) {
  declareScheme()
  app.on('second-instance', openWindow)
  app.on('window-all-closed', () => app.quit())
  app.on('quit', () => backend.stop())
  void app.whenReady().then(() => {
    serve(join(root, 'renderer'))
    confinePages()
    setMenu()
    forwardCalls(backend)
    backend.start()
    openWindow()
  })
} else app.quit()
