import { computed, ref } from 'vue'
import type { WatchSource } from 'vue'
import type { Plan } from '../../shared/model/plan.ts'
import { useApplyNow } from './useApplyNow.ts'
import { usePlan } from './usePlan.ts'
import { useText } from './useText.ts'
import { useLost } from './useUnsaved.ts'

export interface XmlText {
  xml: string
}

/**
 * XML that is checked while it is typed: by its plan, which is made only of what is right.
 * @param also what else the plan depends on
 */
export function useXmlEditing(ask: (text: XmlText) => Promise<Plan>, also: WatchSource[] = []) {
  const { t, errorText } = useText()
  const planning = usePlan()
  const { plan } = planning
  const { applying, error, apply } = useApplyNow()
  const xml = ref('')
  /** As it was given: what is not changed need not be checked. */
  const given = ref('')
  const changed = computed(() => xml.value.trim() !== '' && xml.value !== given.value)
  useLost(() => (xml.value === given.value ? [] : [t('unsaved.xml')]))

  planning.loadSoon(
    [xml, ...also],
    () => {
      plan.value = null
      planning.error.value = null
      const text = { xml: xml.value }
      return changed.value ? () => ask(text) : null
    },
    { debounce: 350 },
  )

  const code = computed(() => planning.error.value?.code)
  const problem = computed(() => {
    const found = planning.error.value
    const line = found?.params.line
    return found && typeof line === 'number' ? { line, message: errorText(found) } : null
  })
  const ready = computed(() => plan.value !== null && changed.value && !planning.loading.value)

  function start(text: string): void {
    given.value = text
    xml.value = text
  }

  return {
    ...{ xml, changed, start },
    ...{ plan, planError: planning.error, code, problem, ready },
    ...{ applying, error, apply },
  }
}
