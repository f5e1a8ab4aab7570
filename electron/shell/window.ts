/** The one window, and the rules that no page can change: see Electron's security checklist. */
import { BrowserWindow, Menu, app, nativeTheme, session } from 'electron'
import { APP_ORIGIN, START_URL } from './app-protocol.ts'

export function createWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 820,
    minWidth: 640,
    minHeight: 480,
    title: 'Puente',
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0f1115' : '#ffffff',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  void window.loadURL(START_URL)
  return window
}

/** For every page that there may ever be: it goes nowhere, opens nothing and is allowed nothing. */
export function confinePages(): void {
  app.on('web-contents-created', (_, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-frame-navigate', (event) => {
      if (!event.url.startsWith(`${APP_ORIGIN}/`)) event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
  // Writing to the clipboard is how addresses and commands are copied.
  const allowed = ['clipboard-sanitized-write']
  session.defaultSession.setPermissionCheckHandler((_, permission) => allowed.includes(permission))
  session.defaultSession.setPermissionRequestHandler((_, permission, answer) =>
    answer(allowed.includes(permission)),
  )
}

/** Only what a person expects of keys: copy and paste, zoom, reload is not among them. */
export function setMenu(): void {
  const menu = Menu.buildFromTemplate([
    { role: 'fileMenu' },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
  ])
  Menu.setApplicationMenu(menu)
}
