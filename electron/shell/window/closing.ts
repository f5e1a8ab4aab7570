/**
 * Closing the window in the middle of a change to the host's connection asks first: with the app
 * gone nobody could answer "Keep?", and the change would be reverted without a word. So does closing
 * it while a file is on its way into a storage pool, whose half nobody would delete, and over a form in
 * which something was entered.
 */
import { dialog } from 'electron'
import type { BrowserWindow } from 'electron'
import { hasEnded } from '../../../shared/model/plan.ts'
import type { Change } from '../../../shared/model/plan.ts'
import type { EventMessage } from '../../../shared/protocol.ts'
import type { UploadFiles } from '../backend/upload-files.ts'
import { languageOf, shellTexts } from '../texts.ts'

export class ClosingGuard {
  readonly #revert: (change: Change) => Promise<unknown>
  readonly #uploads: Pick<UploadFiles, 'isRunning' | 'cancelAll'>
  #change: Change | null = null

  constructor(
    revert: (change: Change) => Promise<unknown>,
    uploads: Pick<UploadFiles, 'isRunning' | 'cancelAll'>,
  ) {
    this.#revert = revert
    this.#uploads = uploads
  }

  /** Sees every event of this computer's own connection on its way to the window. */
  observe(message: EventMessage): void {
    if (message.event === 'backend' && !message.payload.ready) this.#change = null
    if (message.event === 'inventory' && message.payload.change !== undefined) {
      this.#change = message.payload.change
    }
  }

  guard(window: BrowserWindow): void {
    window.on('close', (event) => {
      if (event.defaultPrevented) return
      const change = this.#change && !hasEnded(this.#change) ? this.#change : null
      if (!change && !this.#uploads.isRunning) return
      event.preventDefault()
      void (change ? this.#ask(window, change) : this.#askOfUploads(window))
    })
    // The page says that it has something to lose, and no more than that: whether it goes is ours.
    window.webContents.on('will-prevent-unload', () => void this.#askOfForms(window))
  }

  async #askOfForms(window: BrowserWindow): Promise<void> {
    const { unsaved: texts } = await shellTexts(await languageOf(window))
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: texts.message,
      detail: texts.detail,
      buttons: [texts.stay, texts.discard],
      defaultId: 0,
      cancelId: 0,
    })
    if (response === 1) window.destroy()
  }

  async #askOfUploads(window: BrowserWindow): Promise<void> {
    const { uploading: texts } = await shellTexts(await languageOf(window))
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: texts.message,
      detail: texts.detail,
      buttons: [texts.stay, texts.cancel],
      defaultId: 0,
      cancelId: 0,
    })
    if (response !== 1) return
    await this.#uploads.cancelAll()
    window.close()
  }

  async #ask(window: BrowserWindow, change: Change): Promise<void> {
    const { closing: texts } = await shellTexts(await languageOf(window))
    const canRevert = change.phase === 'awaiting-answer'
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: texts.message,
      detail: canRevert ? texts.unanswered : texts.underWay,
      buttons: canRevert ? [texts.stay, texts.revert] : [texts.stay],
      defaultId: 0,
      cancelId: 0,
    })
    if (response !== 1) return
    await this.#revert(change)
    window.close()
  }
}
