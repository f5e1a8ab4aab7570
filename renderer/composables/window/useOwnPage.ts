import { watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useInventory } from '../../stores/inventory.ts'

/** What was chosen belongs to the connection before: the next one begins with the page's list. */
export function useOwnPage(): void {
  const inventory = useInventory()
  const route = useRoute()
  const router = useRouter()
  watch(
    () => inventory.turn,
    () => {
      const [, section = ''] = route.path.split('/')
      if (Object.keys(route.params).length > 0) void router.replace(`/${section}`)
    },
  )
}
