import { useMediaQuery } from '@vueuse/core'
import { computed } from 'vue'
import { useRoute } from 'vue-router'

/**
 * What is chosen in a list, by the address. Where list and detail stand side by side, nothing
 * chosen means the first, so that the room is not wasted.
 */
export function useSelection<T>(options: {
  param: string
  find: (key: string) => T | undefined
  first: () => T | undefined
}) {
  const route = useRoute()
  const wide = useMediaQuery('(min-width: 1024px)')
  const key = computed(() => {
    const value = route.params[options.param]
    return typeof value === 'string' ? value : null
  })
  const chosen = computed(() => (key.value === null ? undefined : options.find(key.value)))

  return {
    selected: computed(
      () => chosen.value ?? (wide.value && key.value === null ? options.first() : undefined),
    ),
    /** Something is named in the address, even if it has gone meanwhile. */
    named: computed(() => key.value !== null),
  }
}
