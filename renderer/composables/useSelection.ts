import { useMediaQuery } from '@vueuse/core'
import { computed } from 'vue'
import { useRoute } from 'vue-router'

/**
 * What is chosen in a list, by the address. Where list and detail stand side by side, nothing
 * chosen means the first, so that the room is not wasted; it stays while it is there, for what is
 * being read must not give way to a new one whose name comes earlier.
 */
export function useSelection<T>(options: {
  param: string
  keyOf: (item: T) => string
  find: (key: string) => T | undefined
  first: () => T | undefined
}) {
  const route = useRoute()
  const wide = useMediaQuery('(min-width: 1024px)')
  const key = computed(() => {
    const value = route.params[options.param]
    return typeof value === 'string' ? value : null
  })
  const selected = computed<T | undefined>((shown) => {
    if (key.value !== null) return options.find(key.value)
    if (!wide.value) return undefined
    return (shown && options.find(options.keyOf(shown))) ?? options.first()
  })

  return {
    selected,
    /** Something is named in the address, even if it has gone meanwhile. */
    named: computed(() => key.value !== null),
  }
}
