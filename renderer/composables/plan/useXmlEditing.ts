import { computed, ref } from 'vue'
import type { WatchSource } from 'vue'
import type { Plan } from '../../../shared/model/plan.ts'
import { usePlanned } from './usePlanned.ts'
import { useText } from '../useText.ts'
import { useLost } from '../dialog/useUnsaved.ts'

export interface XmlText {
  xml: string
}

/**
 * XML that is checked while it is typed: by its plan, which is made only of what is right.
 * @param also what else the plan depends on
 */
export function useXmlEditing(ask: (text: XmlText) => Promise<Plan>, also: WatchSource[] = []) {
  const { t, errorText } = useText()
  const planned = usePlanned()
  const { plan, error } = planned
  const xml = ref('')
  /** As it was given: what is not changed need not be checked. */
  const given = ref('')
  const changed = computed(() => xml.value.trim() !== '' && xml.value !== given.value)
  useLost(() => (xml.value === given.value ? [] : [t('unsaved.xml')]))

  planned.loadSoon(
    [xml, ...also],
    () => {
      plan.value = null
      error.value = null
      const text = { xml: xml.value }
      return changed.value ? () => ask(text) : null
    },
    { debounce: 350 },
  )

  const code = computed(() => error.value?.code)
  const problem = computed(() => {
    const found = error.value
    const line = found?.params.line
    return found && typeof line === 'number' ? { line, message: errorText(found) } : null
  })
  const showPlan = computed(() => changed.value && (plan.value ?? error.value) !== null)

  function start(text: string): void {
    given.value = text
    xml.value = text
  }

  return { planned, xml, changed, start, showPlan, code, problem }
}

export type XmlEditing = ReturnType<typeof useXmlEditing>
