/** What any Electron window costs: the peer of our own start and memory. */
import { BrowserWindow, app } from 'electron'

app.on('window-all-closed', () => app.quit())
app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1280,
    height: 820,
    show: false,
    autoHideMenuBar: true,
    webPreferences: { sandbox: true, contextIsolation: true, spellcheck: false },
  })
  window.once('ready-to-show', () => window.show())
  // Another program's page, in the same browser.
  if (process.env.BENCH_URL) window.loadURL(process.env.BENCH_URL)
  else window.loadFile('index.html')
})
