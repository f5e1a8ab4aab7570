import { computed, type ComputedRef } from 'vue'
import { usePreferences } from '../../stores/preferences.ts'

/** Of a ListRow with the gap above it, in px: a virtual list knows it before the row is there. */
const ROW = { comfortable: 54, compact: 42 }

export function useRowHeight(): ComputedRef<number> {
  const preferences = usePreferences()
  return computed(() => ROW[preferences.density])
}
