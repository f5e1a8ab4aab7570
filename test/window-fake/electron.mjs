/** Bare windows of the app's own runtime, as many as asked for, for the made-up window in them. */
import { BrowserWindow, app } from 'electron'

const count = Number(process.env.PUENTE_WINDOWS ?? 1)
/**
 * Each has settings of its own: windows of one session share them, and hear of what another changes,
 * its language too, in the middle of a look. All of them work, whichever lies on top.
 */
const preferencesOf = (index) => ({
  partition: `window-${index}`,
  sandbox: true,
  backgroundThrottling: false,
})

// A look that ends in a touched form is followed by the next one all the same.
app.on('web-contents-created', (_, contents) => {
  contents.on('will-prevent-unload', (event) => event.preventDefault())
})
void app.whenReady().then(() => {
  for (let index = 0; index < count; index++) {
    const size = { width: 1280, height: 820, useContentSize: true }
    const webPreferences = preferencesOf(index)
    void new BrowserWindow({ ...size, webPreferences }).loadURL('about:blank')
  }
})
app.on('window-all-closed', () => app.quit())
