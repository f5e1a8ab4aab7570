/**
 * Tells on the desktop, while nobody looks at the window, that a change to the host's connection
 * waits for its answer, or how it ended. Above all the first: without an answer it is reverted.
 * And which other task has come to its end.
 */
import { Notification } from 'electron'
import type { BrowserWindow } from 'electron'
import type { DesktopMethods, EndedTask } from '../../../shared/contract/desktop.ts'
import type { Change } from '../../../shared/model/plan.ts'
import type { EventMessage } from '../../../shared/protocol.ts'
import { awayTexts, endedText, languageOf } from '../texts.ts'
import { toFront } from '../window/window.ts'

export class AwayNotices implements Pick<DesktopMethods, 'tellEnded'> {
  readonly #window: () => BrowserWindow | undefined
  #last = ''

  constructor(window: () => BrowserWindow | undefined) {
    this.#window = window
  }

  /** Sees every event of this computer's own connection on its way to the window. */
  observe(message: EventMessage): void {
    const change = message.event === 'inventory' ? message.payload.change : null
    if (!change) return
    const state = `${change.id} ${change.phase}`
    if (state === this.#last) return
    this.#last = state
    const window = this.#unseen()
    if (window) void tellChange(window, change)
  }

  /** In the page's own words: it alone has the names of things. */
  async tellEnded({ title, failed }: EndedTask): Promise<void> {
    const window = this.#unseen()
    if (window) show(window, { title, body: endedText(await languageOf(window), failed) })
  }

  #unseen(): BrowserWindow | null {
    const window = this.#window()
    return window && !window.isFocused() ? window : null
  }
}

async function tellChange(window: BrowserWindow, { phase }: Change): Promise<void> {
  const text = awayTexts(await languageOf(window))[phase]
  const urgency = phase === 'awaiting-answer' ? 'critical' : 'normal'
  if (text) show(window, { ...text, urgency })
}

function show(window: BrowserWindow, options: Electron.NotificationConstructorOptions): void {
  if (!Notification.isSupported()) return
  const notice = new Notification(options)
  notice.on('click', () => toFront(window))
  notice.show()
}
