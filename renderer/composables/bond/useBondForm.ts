import { computed, ref, watch } from 'vue'
import type { CreateBondIntent } from '../../../shared/contract/contract.ts'
import { isNic, type HostInterface } from '../../../shared/model/host.ts'
import { bondProblems, defaultBondOptions } from '../../../shared/rules/bonds/options.ts'
import { whyNoBondPort } from '../../../shared/rules/bonds/ports.ts'
import { withDefaultRoute } from '../../../shared/rules/default-route.ts'
import { firstFreeName } from '../../../shared/rules/names.ts'
import { useInventory } from '../../stores/inventory.ts'
import { useText } from '../useText.ts'
import { useFittingPrimary } from './useFittingPrimary.ts'

/** The choice of no NIC before the others; no interface can have this name. */
export const ANY_NIC = '/'

/** What a person chooses for a new bond, checked as it is typed; `again` fills it in. */
export function useBondForm(preferredNic?: string, again?: CreateBondIntent) {
  const inventory = useInventory()
  const { say } = useText()
  const refusalOf = (nic: HostInterface) => whyNoBondPort(nic, inventory.interfaces)
  const nics = computed(() =>
    inventory.interfaces
      .filter(isNic)
      .sort((a, b) => Number(refusalOf(a) !== null) - Number(refusalOf(b) !== null)),
  )
  const names = computed(() => inventory.interfaces.map(({ name }) => name))
  const nic = ref(again?.nics[0] ?? preferredNic ?? bestNic(nics.value, refusalOf)?.name ?? '')
  const others = ref<string[]>(again?.nics.slice(1) ?? [])
  const name = ref(again?.name ?? firstFreeName(names.value, (index) => `bond${index}`))
  const options = ref({ ...defaultBondOptions, ...again?.options })
  const more = computed(() =>
    nics.value.filter((item) => item.name !== nic.value && refusalOf(item) === null),
  )
  const chosen = computed(() => [nic.value, ...others.value])
  watch(nic, (first) => (others.value = others.value.filter((other) => other !== first)))
  useFittingPrimary(options, chosen)

  /** Plain data: Vue's proxies can't leave the window. */
  const asked = computed<CreateBondIntent>(() => ({
    name: name.value,
    nics: [...chosen.value],
    options: { ...options.value },
  }))
  const problems = computed(() => bondProblems(asked.value, names.value))
  const intent = computed(() => {
    const item = nics.value.find((one) => one.name === nic.value)
    return item && refusalOf(item) === null && problems.value.length === 0 ? asked.value : null
  })

  function errorAt(field: string): string | false {
    const found = problems.value.find((problem) => problem.field === field)
    return found ? say(found.text) : false
  }

  return { nics, nic, refusalOf, more, others, chosen, name, options, errorAt, intent }
}

export type BondFormState = ReturnType<typeof useBondForm>

function bestNic(
  nics: HostInterface[],
  refusalOf: (nic: HostInterface) => unknown,
): HostInterface | undefined {
  const able = nics.filter((nic) => refusalOf(nic) === null)
  return withDefaultRoute(able)[0] ?? able[0]
}
