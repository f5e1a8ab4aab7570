import { computed } from 'vue'
import type { Connection } from '../../shared/model/connection.ts'
import { serviceLook } from '../model/looks.ts'
import { libvirtOf } from '../model/setup/services.ts'
import { useConnections } from '../stores/connections.ts'
import { useInventory } from '../stores/inventory.ts'
import { useConnectionName } from './useConnectionName.ts'

/** A connection as it stands, whether it is the one that is shown or another. */
export function useConnectionState(connection: () => Connection) {
  const connections = useConnections()
  const inventory = useInventory()
  const { nameOf } = useConnectionName()

  const isShown = computed(() => connection().uri === connections.current?.uri)
  const libvirt = computed(() => libvirtOf(connection(), isShown.value ? inventory.services : null))
  return {
    isShown,
    libvirt,
    name: computed(() => nameOf(connection())),
    status: computed(() => serviceLook(libvirt.value)),
    version: computed(() => (libvirt.value.status === 'connected' ? libvirt.value.version : '')),
  }
}
