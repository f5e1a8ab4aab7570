/**
 * What ssh asks on the way to another computer, in a window of its own that no page of the app can
 * draw, read or answer. One at a time; nothing is kept.
 */
import { BrowserWindow, nativeTheme } from 'electron'
import type { LoginQuestion } from '../../../shared/model/login-question.ts'
import { APP_ORIGIN } from '../window/app-protocol.ts'
import { filled, languageOf, shellTexts } from '../texts.ts'
import type { ShellTexts } from '../texts.ts'
import { ANSWER, SHOWN_QUESTION, SIZE } from './channels.ts'
import type { ShownQuestion } from './channels.ts'

const WIDTH = 520
const LEAST_HEIGHT = 180
const MOST_HEIGHT = 560
/** Nobody's password is longer; ssh takes a kilobyte. */
const LONGEST_ANSWER = 1_000

interface LoginQuestionsOptions {
  window: () => BrowserWindow | undefined
  preload: string
}

export class LoginQuestions {
  readonly #options: LoginQuestionsOptions
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: LoginQuestionsOptions) {
    this.#options = options
  }

  /** @returns null where the person does not want to answer, or there is no window */
  ask(uri: string, question: LoginQuestion, over?: AbortSignal): Promise<string | null> {
    const asked = this.#last.then(() => this.#ask(uri, question, over))
    this.#last = asked.catch(() => undefined)
    return asked
  }

  async #ask(uri: string, question: LoginQuestion, over?: AbortSignal): Promise<string | null> {
    const parent = this.#options.window()
    if (!parent || over?.aborted) return null
    const language = await languageOf(parent)
    const texts = textsOf((await shellTexts(language)).question, uri, question)
    const shown = { ...question, language, texts }
    // It may be over while the texts are read.
    if (over?.aborted) return null
    return answerIn(makeWindow(parent, this.#options.preload), shown, over)
  }
}

function textsOf(
  all: ShellTexts['question'],
  uri: string,
  { by, kind, isAgain }: LoginQuestion,
): ShownQuestion['texts'] {
  const { polkitLead, polkitTitle, touchLead, touchTitle, again, ...texts } = all
  const polkit = { title: polkitTitle, lead: polkitLead }
  const touch = { title: touchTitle, lead: touchLead }
  const own = by === 'polkit' ? polkit : kind === 'told' ? touch : texts
  const said = filled(own.lead, { uri })
  return { ...texts, title: own.title, lead: isAgain ? `${again} ${said}` : said }
}

function answerIn(
  window: BrowserWindow,
  shown: ShownQuestion,
  over?: AbortSignal,
): Promise<string | null> {
  const { ipc } = window.webContents
  const { promise, resolve } = Promise.withResolvers<string | null>()
  ipc.handle(SHOWN_QUESTION, () => shown)
  ipc.on(ANSWER, (_, answer: unknown) => {
    resolve(typeof answer === 'string' && answer.length <= LONGEST_ANSWER ? answer : null)
    window.close()
  })
  ipc.once(SIZE, (_, height: unknown) => {
    const wanted = Number(height) || LEAST_HEIGHT
    window.setContentSize(WIDTH, Math.min(Math.max(wanted, LEAST_HEIGHT), MOST_HEIGHT))
    window.show()
  })
  const close = () => window.destroy()
  over?.addEventListener('abort', close, { once: true })
  window.once('closed', () => {
    over?.removeEventListener('abort', close)
    resolve(null)
  })
  void window.loadURL(`${APP_ORIGIN}/question.html`)
  return promise
}

function makeWindow(parent: BrowserWindow, preload: string): BrowserWindow {
  const window = new BrowserWindow({
    parent,
    modal: true,
    show: false,
    width: WIDTH,
    height: LEAST_HEIGHT,
    useContentSize: true,
    minimizable: false,
    maximizable: false,
    title: 'Puente',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0f1115' : '#ffffff',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
      devTools: false,
    },
  })
  window.setMenuBarVisibility(false)
  return window
}
