import { computed, ref, watch } from 'vue'
import type { Planned } from './plan/usePlanned.ts'

/** The image that a lab's missing machines are made from: asked for once a plan has missed one. */
export function useMissingMachines({ plan }: Planned, ask: () => Promise<void>) {
  const image = ref<string>()
  const isAnyMissing = computed(() => {
    const rows = plan.value?.lab ?? []
    return rows.some(({ what, fate }) => what === 'machine' && fate === 'missing')
  })
  watch(image, () => void ask())
  return { image, isAsked: computed(() => isAnyMissing.value || image.value !== undefined) }
}
