/** The one window, and the rules that no page can change: see Electron's security checklist. */
import { BrowserWindow, Menu, app, nativeTheme, session } from 'electron'
import type { Rectangle } from 'electron'
import type { DeepLink } from '../../../shared/rules/deep-link.ts'
import { APP_ORIGIN, START_URL } from './app-protocol.ts'
import { EVENT_CHANNEL } from '../channels.ts'
import { SMALLEST } from './window-state.ts'

interface NewWindow {
  preload: string
  bounds: Partial<Rectangle>
  /** The page to begin with; null for the first one. */
  link: DeepLink | null
}

export function createWindow({ preload, bounds, link }: NewWindow): BrowserWindow {
  const window = new BrowserWindow({
    ...bounds,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'Puente',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0f1115' : '#ffffff',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  })
  // Its keys work all the same; its words are English in every language.
  window.setMenuBarVisibility(false)
  window.once('ready-to-show', () => window.show())
  void window.loadURL(
    link ? `${START_URL}#/open/${link.kind}/${encodeURIComponent(link.name)}` : START_URL,
  )
  return window
}

export function toFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** A page that is still loading does not listen yet. */
export function showLink({ webContents }: BrowserWindow, link: DeepLink): void {
  const send = () => webContents.send(EVENT_CHANNEL, null, 'link', link)
  if (webContents.isLoading()) webContents.once('did-finish-load', send)
  else send()
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
