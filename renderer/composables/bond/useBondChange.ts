import { computed, ref } from 'vue'
import type { ChangeBondIntent } from '../../../shared/contract/contract.ts'
import { isNic } from '../../../shared/model/host.ts'
import { bondOptionProblems, defaultBondOptions } from '../../../shared/rules/bonds/options.ts'
import { whyNoBondPort } from '../../../shared/rules/bonds/ports.ts'
import { useInventory } from '../../stores/inventory.ts'
import { useText } from '../useText.ts'
import { useFittingPrimary } from './useFittingPrimary.ts'

/** What a person changes of a bond that is there; `again` fills it in. */
export function useBondChange(bond: string, again?: ChangeBondIntent) {
  const inventory = useInventory()
  const { say } = useText()
  const item = computed(() => inventory.interfacesByName.get(bond))
  /** Taken once: what is typed must not change under one's hands. */
  const before = item.value?.bond
  const options = ref({ ...defaultBondOptions, ...before?.options, ...again?.options })

  const main = item.value?.madeByPuente?.nic ?? null
  const own = (before?.ownPorts ?? []).filter((port) => port !== main)
  /** With what others put into it. */
  const fixed = [
    ...(main === null ? [] : [main]),
    ...(item.value?.ports ?? []).filter((port) => port !== main && !own.includes(port)),
  ]
  const ports = ref([...own, ...(again?.add ?? [])].filter((port) => !again?.remove.includes(port)))
  const nics = computed(() =>
    inventory.interfaces.filter(
      (nic) =>
        isNic(nic) && (own.includes(nic.name) || whyNoBondPort(nic, inventory.interfaces) === null),
    ),
  )
  const chosen = computed(() => [...fixed, ...ports.value])
  useFittingPrimary(options, chosen)

  const problems = computed(() => bondOptionProblems(options.value, chosen.value))
  const isOtherwise = computed(() => {
    const { mode, primary, monitoring } = before?.options ?? defaultBondOptions
    const now = options.value
    return now.mode !== mode || now.primary !== primary || now.monitoring !== monitoring
  })
  const add = computed(() => ports.value.filter((port) => !own.includes(port)))
  const remove = computed(() => own.filter((port) => !ports.value.includes(port)))

  /** Plain data: Vue's proxies can't leave the window. */
  const intent = computed<ChangeBondIntent | null>(() => {
    const isAnything = isOtherwise.value || add.value.length + remove.value.length > 0
    if (!before || !isAnything || problems.value.length > 0) return null
    const asked = isOtherwise.value ? { ...options.value } : null
    return { bond, options: asked, add: [...add.value], remove: [...remove.value] }
  })

  function errorAt(field: string): string | false {
    const found = problems.value.find((problem) => problem.field === field)
    return found ? say(found.text) : false
  }

  return { item, nics, ports, chosen, options, errorAt, intent }
}
