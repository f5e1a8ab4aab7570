/**
 * A plan that newly lets something reach into the host is carried out only after the person has said
 * so in a box of the desktop's own, which no page can draw over, answer or leave out. Nothing is
 * remembered: each time is asked for.
 */
import { dialog } from 'electron'
import type { BrowserWindow } from 'electron'
import { PuenteError } from '../../../shared/errors.ts'
import type { Message } from '../../../shared/message.ts'
import type { CallResult } from '../../../shared/protocol.ts'
import type { Connections } from './connections.ts'
import { consentTexts } from './consent-texts.ts'
import { languageOf } from '../texts.ts'

export class Consent {
  readonly #connections: Connections
  readonly #window: () => BrowserWindow | undefined

  constructor(connections: Connections, window: () => BrowserWindow | undefined) {
    this.#connections = connections
    this.#window = window
  }

  /** Carries out a plan of this connection; asks first where it has to. */
  async apply(uri: string, args: unknown[]): Promise<CallResult> {
    const [plan] = args
    // What is no plan's name is told by the backend, as with any other call.
    if (typeof plan !== 'string') return this.#connections.call(uri, 'applyPlan', args)
    const asked = await this.#connections.ask(uri, { type: 'asks', plan })
    const parts = asked.ok ? (asked.result as Message[]) : []
    if (parts.length === 0) return this.#connections.call(uri, 'applyPlan', args)
    if (await this.#agrees(parts)) return this.#connections.ask(uri, { type: 'apply-agreed', plan })
    return { ok: false, error: new PuenteError('consent-refused').data }
  }

  async #agrees(parts: Message[]): Promise<boolean> {
    const window = this.#window()
    if (!window) return false
    const { message, detail, refuse, agree } = await consentTexts(await languageOf(window), parts)
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message,
      detail,
      buttons: [refuse, agree],
      defaultId: 0,
      cancelId: 0,
    })
    return response === 1
  }
}
