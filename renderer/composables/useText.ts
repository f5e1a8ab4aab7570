import { useI18n } from 'vue-i18n'
import type { ErrorData } from '../../shared/errors.ts'
import type { Message } from '../../shared/message.ts'

/** Sentences in the person's language, from the data that says them. */
export function useText() {
  const { t, locale } = useI18n()

  function say(message: Message): string {
    return t(message.key, message.params ?? {})
  }

  return {
    t,
    locale,
    say,
    errorText: (error: ErrorData) => say({ key: `error.${error.code}.text`, params: error.params }),
    errorNext: (error: ErrorData) => say({ key: `error.${error.code}.next`, params: error.params }),
    list: (names: string[]) => new Intl.ListFormat(locale.value).format(names),
    time: (milliseconds: number) =>
      new Intl.DateTimeFormat(locale.value, { dateStyle: 'medium', timeStyle: 'short' }).format(
        milliseconds,
      ),
    /** Of today. */
    clock: (milliseconds: number) =>
      new Intl.DateTimeFormat(locale.value, { timeStyle: 'medium' }).format(milliseconds),
  }
}
