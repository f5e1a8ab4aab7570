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
import { languageOf, shellTexts } from '../texts.ts'
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
    if (!window) return
    const { ended } = await shellTexts(await languageOf(window))
    show(window, { title, body: failed ? ended.failed : ended.done })
  }

  #unseen(): BrowserWindow | null {
    const window = this.#window()
    return window && !window.isFocused() ? window : null
  }
}

async function tellChange(window: BrowserWindow, { phase }: Change): Promise<void> {
  const { away } = await shellTexts(await languageOf(window))
  const texts: Partial<Record<Change['phase'], { title: string; body: string }>> = away
  const text = texts[phase]
  const urgency = phase === 'awaiting-answer' ? 'critical' : 'normal'
  if (text) show(window, { ...text, urgency })
}

function show(window: BrowserWindow, options: Electron.NotificationConstructorOptions): void {
  if (!Notification.isSupported()) return
  const notice = new Notification(options)
  notice.on('click', () => toFront(window))
  notice.show()
}
