import { computed, ref } from 'vue'
import type { ChangeInterfaceIntent, InterfaceSettings } from '../../../shared/contract/contract.ts'
import {
  askedSettings,
  interfaceDraft,
  interfaceDraftProblems,
} from '../../model/host/interface-draft.ts'
import { useText } from '../useText.ts'

/** How this host is to be connected through an interface, checked as it is typed; `again` fills it in. */
export function useInterfaceForm(
  nic: string,
  before: InterfaceSettings,
  again?: ChangeInterfaceIntent,
) {
  const { say } = useText()
  const draft = ref(interfaceDraft(again?.settings ?? before))
  const problems = computed(() => interfaceDraftProblems(before, draft.value))
  const asked = computed(() => askedSettings(draft.value))
  const isChanged = computed(() => JSON.stringify(asked.value) !== JSON.stringify(before))
  const intent = computed<ChangeInterfaceIntent | null>(() =>
    problems.value.length > 0 ? null : { interface: nic, settings: asked.value },
  )

  function errorAt(field: string): string | false {
    const found = problems.value.find((problem) => problem.field === field)
    return found ? say(found.text) : false
  }

  return { draft, isChanged, intent, errorAt }
}

export type InterfaceFormState = ReturnType<typeof useInterfaceForm>
