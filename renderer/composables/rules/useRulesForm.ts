import { computed, reactive, ref } from 'vue'
import { MOST_RULES, ruleKinds } from '../../../shared/model/nic-rules.ts'
import type { NicRules, NicService, RuleKind } from '../../../shared/model/nic-rules.ts'
import { placeProblem, portProblem } from '../../../shared/rules/nic-rules.ts'
import { useText } from '../useText.ts'

/** A select and a group of radio buttons know no empty value. */
export const kindChoices = ['none', ...ruleKinds] as const

/** What a person chooses for a NIC, checked as it is typed. */
export function useRulesForm(before: NicRules | null) {
  const { say } = useText()
  const kind = ref<RuleKind | 'none'>(before?.allow ?? 'none')
  const addresses = reactive(before?.allow === 'addresses' ? [...before.addresses] : [''])
  const services = reactive<NicService[]>(
    before?.allow === 'services' ? before.services.map((one) => ({ ...one })) : [emptyService()],
  )

  const rules = computed(() => rulesOf(kind.value, addresses, services))

  const addressError = (text: string): string | false => {
    const problem = placeProblem(text.trim())
    return problem ? say(problem) : false
  }
  const portError = (port: number): string | false => {
    const problem = portProblem(port)
    return problem ? say(problem) : false
  }
  const ok = computed(() => {
    if (kind.value === 'addresses') {
      return addresses.length > 0 && addresses.every((text) => !addressError(text))
    }
    if (kind.value !== 'services') return true
    const fits = ({ address, port }: NicService) => !addressError(address) && !portError(port)
    return services.length > 0 && services.every(fits)
  })

  return {
    ...{ kind, addresses, services, rules, ok, addressError, portError },
    addAddress: () => addresses.length < MOST_RULES && addresses.push(''),
    addService: () => services.length < MOST_RULES && services.push(emptyService()),
    unchanged: computed(() => JSON.stringify(rules.value) === JSON.stringify(before)),
  }
}

function rulesOf(
  kind: RuleKind | 'none',
  addresses: string[],
  services: NicService[],
): NicRules | null {
  switch (kind) {
    case 'none':
      return null
    case 'internet':
    case 'lan':
      return { allow: kind }
    case 'addresses':
      return { allow: kind, addresses: addresses.map((text) => text.trim()) }
    case 'services': {
      const trimmed = services.map((one) => ({ ...one, address: one.address.trim() }))
      return { allow: kind, services: trimmed }
    }
  }
}

function emptyService(): NicService {
  return { address: '', protocol: 'tcp', port: 443 }
}

export type RulesFormState = ReturnType<typeof useRulesForm>
