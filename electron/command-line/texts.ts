/** Sentences for a terminal, in the language of its environment. */
import {
  compile,
  createCoreContext,
  fallbackWithLocaleChain,
  registerLocaleFallbacker,
  registerMessageCompiler,
  registerMessageResolver,
  resolveValue,
  translate,
} from '@intlify/core-base'
import type { CoreContext } from '@intlify/core-base'
import type { ErrorData } from '../../shared/errors.ts'
import type { Message } from '../../shared/message.ts'
import type { MessageKey } from '../../shared/locales.ts'
import type command from '../../shared/locales/en/command.json'
import { together } from '../../shared/texts-together.ts'
import type { Texts } from '../../shared/texts-together.ts'
import { visible, visibleSentence } from '../../shared/rules/visible.ts'

type Paths<Texts> = {
  [Key in keyof Texts & string]: Texts[Key] extends string ? Key : `${Key}.${Paths<Texts[Key]>}`
}[keyof Texts & string]

/** Of the command line alone. */
export type CommandText = Paths<(typeof command)['command']>

/** What the window says, and what only a terminal does. */
const files = import.meta.glob<{ default: Texts }>([
  '../../shared/locales/*/*.json',
  '!../../shared/locales/*/shell.json',
])

registerMessageCompiler(compile)
registerMessageResolver(resolveValue)
registerLocaleFallbacker(fallbackWithLocaleChain)

type Params = Record<string, string | number>

export interface Speaker {
  language: string
  t: (key: MessageKey | `command.${CommandText}`, params?: Params) => string
  say: (message: Message) => string
  /** What happened, what became of it, and what to do. */
  errorLines: (error: ErrorData) => string[]
  time: (milliseconds: number) => string
}

/** By the rule of setlocale(3). */
export function languageIn({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): string {
  const [code = ''] = /^[a-z]+/i.exec(LC_ALL || LC_MESSAGES || LANG || '') ?? []
  const known = Object.keys(files).some((path) => path.includes(`/locales/${code.toLowerCase()}/`))
  return known ? code.toLowerCase() : 'en'
}

export async function speakerOf(language: string): Promise<Speaker> {
  const [en, own] = await Promise.all([textsOf('en'), textsOf(language)])
  const context = createCoreContext({
    ...{ locale: language, fallbackLocale: 'en', missingWarn: false, fallbackWarn: false },
    // What others have named must not move a terminal's cursor.
    postTranslation: (said) => (typeof said === 'string' ? visibleSentence(said) : said),
    messages: { en, [language]: own } as never,
  })
  const t: Speaker['t'] = (key, params = {}) =>
    String(translate(context as CoreContext, key, params))
  const say: Speaker['say'] = ({ key, params }) => t(key, params)
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  return {
    ...{ language, t, say },
    errorLines: (error) => errorLines(error, t),
    time: (milliseconds) => format.format(milliseconds),
  }
}

function errorLines({ code, params, cause, outcome }: ErrorData, t: Speaker['t']): string[] {
  return [
    t(`error.${code}.text`, params),
    ...(outcome ? [t(`error.${outcome.code}.text`, outcome.params)] : []),
    t(`error.${(outcome ?? { code }).code}.next`, outcome?.params ?? params),
    ...(cause === undefined ? [] : [`(${visible(cause.split('\n', 1)[0] ?? '')})`]),
  ]
}

async function textsOf(language: string): Promise<Texts> {
  const own = Object.keys(files).filter((path) => path.includes(`/locales/${language}/`))
  const loaded = await Promise.all(own.map((path) => files[path]?.()))
  return together(loaded.map((file) => file?.default ?? {}))
}
