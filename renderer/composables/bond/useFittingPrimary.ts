import { watch, type Ref } from 'vue'
import { hasPrimary } from '../../../shared/rules/bonds/options.ts'
import type { BondOptions } from '../../../shared/schemas/bond-intents.ts'

/** A primary that leaves the bond, or that its mode has not, is none any more. */
export function useFittingPrimary(options: Ref<BondOptions>, chosen: Ref<string[]>): void {
  watch([chosen, () => options.value.mode], () => {
    const { primary, mode } = options.value
    const fits = primary === null || (hasPrimary(mode) && chosen.value.includes(primary))
    if (!fits) options.value = { ...options.value, primary: null }
  })
}
