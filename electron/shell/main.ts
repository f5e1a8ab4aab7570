/** Electron's main process: one window, a backend for each connection, and the wall between them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BrowserWindow, app } from 'electron'
import { deepLinkIn, type DeepLink } from '../../shared/rules/deep-link.ts'
import type { DesktopMethods } from '../../shared/contract/desktop.ts'
import type { EventName } from '../../shared/contract/contract.ts'
import { AwayNotices } from './desktop/away-notices.ts'
import { declareScheme, serve } from './window/app-protocol.ts'
import { forwardCalls } from './backend/calls.ts'
import { EVENT_CHANNEL } from './channels.ts'
import { CapturePlace } from './backend/capture-place.ts'
import { commandIn } from './command-words.ts'
import { ClosingGuard } from './window/closing.ts'
import { ConnectionList } from './backend/connection-list.ts'
import { Connections } from './backend/connections.ts'
import { Consent } from './backend/consent.ts'
import { forgetTheNetwork, refuseRequests } from './offline.ts'
import { whyNotToRun } from './own-sandbox.ts'
import { giveRoomToPages } from './window/page-memory.ts'
import { keepOpenGlFromToolkit } from './toolkit.ts'
import { LabFiles } from './backend/lab-files.ts'
import { UploadFiles } from './backend/upload-files.ts'
import { LoginQuestions } from './questions/login-questions.ts'
import { FileChoice } from './desktop/file-choice.ts'
import { TrayIcon } from './desktop/tray.ts'
import { confinePages, createWindow, setMenu, showLink, toFront } from './window/window.ts'
import { WindowMemory } from './window/window-state.ts'

/** electron/command-line/main.ts, which is a program of its own. */
interface CommandLine {
  run: (words: string[], version: string) => Promise<number>
}

const root = join(import.meta.dirname, '..')
// One place, and with it one lock, whether it is installed or run from its sources.
const settings = join(app.getPath('appData'), 'puente')
app.setPath('userData', settings)

// Awaited here, before Chromium has begun: it needs no display, and nobody else's window hears of it.
const words = commandIn(process.argv.slice(1), !app.isPackaged)
if (words) {
  const program = pathToFileURL(join(root, 'command-line', 'main.js')).href
  const { run } = (await import(/* @vite-ignore */ program)) as CommandLine
  process.exit(await run(words, app.getVersion()))
}

const hostUri = process.env.PUENTE_LIBVIRT_URI || 'qemu:///system'
const connections = new Connections({
  program: join(root, 'backend', 'main.js'),
  hostUri,
  list: new ConnectionList(join(settings, 'connections.json')),
  onEvent: (uri, message) => {
    if (uri === hostUri) observers.forEach((observer) => observer.observe(message))
    tellWindows(uri, message.event, message.payload)
  },
  onList: (list) => tellWindows(null, 'connections', list),
  ask: (...asked) => loginQuestions.ask(...asked),
})
/** Those that ask for something are its children. */
const theWindow = () => BrowserWindow.getAllWindows().find((one) => !one.getParentWindow())
const loginQuestions = new LoginQuestions({
  window: theWindow,
  preload: join(root, 'shell', 'question.cjs'),
})
const notices = new AwayNotices(theWindow)
const tray = new TrayIcon(theWindow)
const files = new FileChoice(theWindow)
const uploads = new UploadFiles(connections, (kind) => files.chooseUpload(kind))
const closing = new ClosingGuard(
  ({ id }) => connections.call(hostUri, 'revertChange', [id]),
  uploads,
)
const desktop: DesktopMethods = {
  tellEnded: (task) => notices.tellEnded(task),
  setTray: (wanted) => tray.setTray(wanted),
  chooseFile: (kind) => files.chooseFile(kind),
  chooseUpload: (kind) => uploads.choose(kind),
}
const observers = [closing, notices]

/** Of which connection; null for what is of all. */
function tellWindows(uri: string | null, event: EventName, payload: unknown): void {
  for (const window of BrowserWindow.getAllWindows()) {
    window.webContents.send(EVENT_CHANNEL, uri, event, payload)
  }
}

/** Said by packages that are made to be tested (build/package/edition.ts), which no release is. */
function isDrivable(): boolean {
  if (!app.isPackaged) return true
  const text = readFileSync(join(app.getAppPath(), 'package.json'), 'utf8')
  return (JSON.parse(text) as { drivable?: unknown }).drivable === true
}

function openWindow(link: DeepLink | null): void {
  const open = theWindow()
  if (open) {
    toFront(open)
    if (link) showLink(open, link)
    return
  }
  const memory = new WindowMemory(join(settings, 'window.json'))
  const preload = join(root, 'shell', 'preload.cjs')
  const window = createWindow({ preload, bounds: memory.bounds(), link })
  memory.remember(window)
  tray.guard(window)
  closing.guard(window)
}

const hasSwitch = (name: string) => app.commandLine.hasSwitch(name)
const objection = whyNotToRun(hasSwitch, process.env, isDrivable)
if (objection) {
  console.error(objection)
  app.exit(1)
  // Two of us would fight for the one checkpoint on a NIC, and for the journal.
} else if (app.requestSingleInstanceLock()) {
  declareScheme()
  forgetTheNetwork()
  giveRoomToPages()
  keepOpenGlFromToolkit()
  app.on('second-instance', (_, argv) => openWindow(deepLinkIn(argv)))
  app.on('window-all-closed', () => app.quit())
  app.on('quit', () => connections.stop())
  void app.whenReady().then(() => {
    refuseRequests()
    serve(join(root, 'renderer'))
    confinePages()
    setMenu()
    const consent = new Consent(connections, theWindow)
    const captures = new CapturePlace(connections, (name) => files.choosePlace(name))
    const labs = new LabFiles(connections, {
      place: () => files.choosePlaceOfLab(),
      file: () => files.chooseLab(),
    })
    forwardCalls({ connections, consent, captures, labs, uploads, desktop })
    connections.start()
    openWindow(deepLinkIn(process.argv))
    // At the same time, the page would be the later by what they take of two cores.
    theWindow()?.webContents.once('did-navigate', () => connections.startBackends())
  })
} else app.quit()
