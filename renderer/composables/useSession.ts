import { computed } from 'vue'
import { isSession } from '../../shared/rules/connection-uri.ts'
import { useConnections } from '../stores/connections.ts'

/** Is the libvirt that is looked at an ordinary user's own? */
export function useSession() {
  const connections = useConnections()
  return computed(() => isSession(connections.current?.uri ?? ''))
}
