/** An icon in the desktop's tray, for those who want one: closing the window then only hides it. */
import { Menu, Tray, app, nativeImage } from 'electron'
import type { BrowserWindow } from 'electron'
import type { DesktopMethods } from '../../../shared/contract/desktop.ts'
import { languageOf, shellTexts } from '../texts.ts'
import picture from './tray.png?inline'
import { toFront } from '../window/window.ts'

export class TrayIcon implements Pick<DesktopMethods, 'setTray'> {
  readonly #window: () => BrowserWindow | undefined
  #tray: Tray | null = null
  /** At once, while the icon still waits for its words. */
  #isWanted = false
  #isQuitting = false

  constructor(window: () => BrowserWindow | undefined) {
    this.#window = window
    app.on('before-quit', () => (this.#isQuitting = true))
  }

  async setTray(wanted: boolean): Promise<void> {
    const window = this.#window()
    this.#isWanted = wanted && window !== undefined
    if (!wanted || !window) return this.#remove()
    const { tray: texts } = await shellTexts(await languageOf(window))
    if (!this.#isWanted) return
    this.#tray ??= new Tray(nativeImage.createFromDataURL(picture))
    this.#tray.setToolTip('Puente')
    this.#tray.removeAllListeners('click').on('click', () => toFront(window))
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: texts.show, click: () => toFront(window) },
        { label: texts.quit, click: () => app.quit() },
      ]),
    )
  }

  /** Before anybody else who asks when it is closed: a change goes on while it is hidden. */
  guard(window: BrowserWindow): void {
    window.on('close', (event) => {
      if (!this.#isWanted || this.#isQuitting) return
      event.preventDefault()
      window.hide()
    })
  }

  #remove(): void {
    this.#tray?.destroy()
    this.#tray = null
  }
}
