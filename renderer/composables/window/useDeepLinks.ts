import { onScopeDispose } from 'vue'
import { useRouter } from 'vue-router'

/** Follows links that other programs open while the window is there; see OpenView. */
export function useDeepLinks(): void {
  const router = useRouter()
  const end = window.puente.on('link', ({ kind, name }) => {
    void router.push({ name: 'open', params: { kind, name } })
  })
  onScopeDispose(end)
}
