import { onScopeDispose, ref, toValue, type MaybeRefOrGetter } from 'vue'
import type { MessageKey } from '../../../shared/locales.ts'
import { useDialogs } from '../../stores/dialogs.ts'
import { useText } from '../useText.ts'

/**
 * What of a form has been touched, by the keys of its labels: whoever goes away from it is asked.
 * What was changed and changed back is as it was, and lost by nobody.
 * @param done nothing of it can be lost any more, as it has been carried out
 */
export function useUnsaved(
  fields: Partial<Record<MessageKey, MaybeRefOrGetter<unknown>>>,
  done: () => boolean = () => false,
) {
  const { t } = useText()
  const keys = Object.keys(fields) as MessageKey[]
  const now = () => keys.map((key) => ({ key, text: JSON.stringify(toValue(fields[key])) }))
  const before = ref(now())

  function lost(): string[] {
    if (done()) return []
    return now()
      .filter(({ text }, index) => text !== before.value[index]?.text)
      .map(({ key }) => t(key))
  }

  useLost(lost)
  return {
    /** As it is now it was given, or has been saved. */
    settle: () => (before.value = now()),
  }
}

/** The same for a form that names itself what of it would be lost. */
export function useLost(lost: () => string[]): void {
  onScopeDispose(useDialogs().guard(lost))
}
