import type { LinkConditions, WayConditions } from '../../../shared/model/link-conditions.ts'
import { isPerfect, presetOf } from '../../../shared/rules/link-conditions.ts'
import { useText } from '../useText.ts'

/** Link conditions in a few words: by the preset's name, or by what they are. */
export function useConditionsText() {
  const { t, locale } = useText()
  const number = (value: number) => new Intl.NumberFormat(locale.value).format(value)

  function short(conditions: LinkConditions): string {
    const preset = presetOf(conditions)
    return preset ? t(`conditions.kind.${preset}`) : t('conditions.kind.own')
  }

  /** Each way that something is done on. */
  function long({ toMachine, fromMachine }: LinkConditions): string {
    const said = (key: 'toMachine' | 'fromMachine', way: WayConditions) =>
      isPerfect(way) ? [] : [`${t(`conditions.${key}`)}: ${wayText(way)}`]
    return [...said('toMachine', toMachine), ...said('fromMachine', fromMachine)].join('; ')
  }

  function wayText({ delay, jitter, loss, duplicates, rate }: WayConditions): string {
    return [
      ...(delay > 0 ? [`${number(delay)}${jitter > 0 ? ` ± ${number(jitter)}` : ''} ms`] : []),
      ...(loss > 0 ? [t('conditions.short.loss', { percent: number(loss) })] : []),
      ...(duplicates > 0
        ? [t('conditions.short.duplicates', { percent: number(duplicates) })]
        : []),
      ...(rate === null ? [] : [`${number(rate)} kbit/s`]),
    ].join(', ')
  }

  return { short, long }
}
