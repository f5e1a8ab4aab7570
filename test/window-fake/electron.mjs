/** A bare window of the app's own runtime, for the made-up window in it. */
import { BrowserWindow, app } from 'electron'

// A look that ends in a touched form is followed by the next one all the same.
app.on('web-contents-created', (_, contents) => {
  contents.on('will-prevent-unload', (event) => event.preventDefault())
})
void app.whenReady().then(() => {
  const size = { width: 1280, height: 820, useContentSize: true }
  const webPreferences = { sandbox: true, backgroundThrottling: false }
  void new BrowserWindow({ ...size, webPreferences }).loadURL('about:blank')
})
app.on('window-all-closed', () => app.quit())
