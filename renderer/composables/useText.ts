import { useI18n } from 'vue-i18n'
import type { ErrorCode, ErrorData } from '../../shared/errors.ts'
import type { Message } from '../../shared/message.ts'
import { visible } from '../../shared/rules/visible.ts'

/** Of these the daemon's own words are all there is to know. */
const TOLD_BY_CAUSE: ErrorCode[] = [
  'libvirt-failed',
  'networkmanager-failed',
  'network-start-failed',
  'xml-invalid',
  'virt-install-failed',
  'machine-change-refused',
]

/** Sentences in the person's language, from the data that says them. */
export function useText() {
  const { t, locale } = useI18n()

  function say(message: Message): string {
    return t(message.key, message.params ?? {})
  }

  function errorNext({ code, params }: ErrorData): string {
    return say({ key: `error.${code}.next`, params })
  }

  return {
    t,
    locale,
    say,
    errorText: (error: ErrorData) => say({ key: `error.${error.code}.text`, params: error.params }),
    errorNext,
    isToldByCause,
    /** What to do about it; or why it is so, where nothing else can be said. */
    errorWhy: (error: ErrorData) =>
      error.cause !== undefined && isToldByCause(error)
        ? visible(error.cause.split('\n', 1)[0] ?? '')
        : errorNext(error),
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

function isToldByCause({ code }: ErrorData): boolean {
  return TOLD_BY_CAUSE.includes(code)
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
