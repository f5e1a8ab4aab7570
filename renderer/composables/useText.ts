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
    /** From now, in the largest unit that is whole: “in 48 min.”. */
    fromNow: (milliseconds: number) => fromNow(locale.value, milliseconds - Date.now()),
    /** Of today. */
    clock: (milliseconds: number) =>
      new Intl.DateTimeFormat(locale.value, { timeStyle: 'medium' }).format(milliseconds),
  }
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

function fromNow(locale: string, distance: number): string {
  const [unit, size] = units.find((item) => Math.abs(distance) >= 2 * item[1]) ?? ['minute', 60_000]
  const format = new Intl.RelativeTimeFormat(locale, { style: 'short' })
  return format.format(Math.trunc(distance / size), unit)
}
