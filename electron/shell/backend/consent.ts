/**
 * What the person has to say in a box of the desktop's own, which no page can draw over, answer or
 * leave out: that a plan may newly let something reach into the host, and that Puente connects to
 * another computer, with the person's keys. Nothing is remembered: each time is asked for.
 */
import { dialog } from 'electron'
import type { BrowserWindow } from 'electron'
import { PuenteError } from '../../../shared/errors.ts'
import type { Message } from '../../../shared/message.ts'
import type { Connection } from '../../../shared/model/connection.ts'
import type { CallResult } from '../../../shared/protocol.ts'
import { formatConnectionUri, parseConnectionUri } from '../../../shared/rules/connection-uri.ts'
import type { ConnectionUri } from '../../../shared/rules/connection-uri.ts'
import type { Connections } from './connections.ts'
import { connectingTexts, consentTexts } from './consent-texts.ts'
import { languageOf } from '../texts.ts'
import type { ConsentTexts } from './consent-texts.ts'

export class Consent {
  readonly #connections: Connections
  readonly #window: () => BrowserWindow | undefined
  #isAsking = false

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
    if (await this.#agreesTo(parts))
      return this.#connections.ask(uri, { type: 'apply-agreed', plan })
    return { ok: false, error: new PuenteError('consent-refused').data }
  }

  /** @throws PuenteError where the person does not want it */
  async addConnection(text: string): Promise<Connection> {
    const uri = parseConnectionUri(text)
    // What is no address is told by the connections, as any other of theirs.
    const isElsewhere = !('problem' in uri) && uri.host !== null
    if (isElsewhere && !this.#connections.has(uri) && !(await this.#wants(uri))) {
      throw new PuenteError('connection-not-wanted')
    }
    return this.#connections.addConnection(text)
  }

  async #wants(uri: ConnectionUri): Promise<boolean> {
    const window = this.#window()
    if (!window) return false
    const where = formatConnectionUri(uri)
    return this.#agrees(window, await connectingTexts(await languageOf(window), where))
  }

  async #agreesTo(parts: Message[]): Promise<boolean> {
    const window = this.#window()
    if (!window) return false
    return this.#agrees(window, await consentTexts(await languageOf(window), parts))
  }

  /** One box at a time: of a heap of them one is agreed to without being read. */
  async #agrees(window: BrowserWindow, texts: ConsentTexts): Promise<boolean> {
    if (this.#isAsking) return false
    this.#isAsking = true
    const { message, detail, refuse, agree } = texts
    try {
      const { response } = await dialog.showMessageBox(window, {
        type: 'warning',
        message,
        detail,
        buttons: [refuse, agree],
        defaultId: 0,
        cancelId: 0,
      })
      return response === 1
    } finally {
      this.#isAsking = false
    }
  }
}
