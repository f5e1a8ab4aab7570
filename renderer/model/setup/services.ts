/** How the services stand as far as the window can know: it never says more than that. Pure. */
import type { ErrorData } from '../../../shared/errors.ts'
import type { Connection } from '../../../shared/model/connection.ts'
import type { Services, ServiceState } from '../../../shared/model/inventory.ts'

const connecting = { status: 'connecting' } as const

/** What was last told of them; nothing of it is known any more while nobody is there to tell. */
export interface Told {
  services: Services | null
  backendReady: boolean
  /** Why nothing could be read. */
  error: ErrorData | null
}

export function servicesNow({ services, backendReady, error }: Told): Services {
  const now = (state: ServiceState): ServiceState => {
    // That another host has no NetworkManager for us stays true.
    if (state.status === 'elsewhere') return state
    return backendReady ? state : connecting
  }
  if (services) {
    return { libvirt: now(services.libvirt), networkManager: now(services.networkManager) }
  }
  if (!error || !backendReady) return { libvirt: connecting, networkManager: connecting }
  const failed = { status: 'unavailable', error, retryAt: null } as const
  return { libvirt: failed, networkManager: failed }
}

/**
 * A connection's libvirt, in one word with what the rest of the window says of it.
 * @param shown the services of the connection that the window shows, when it is this one
 */
export function libvirtOf(
  { ready, libvirt }: Pick<Connection, 'ready' | 'libvirt'>,
  shown: Services | null,
): ServiceState {
  if (shown) return shown.libvirt
  return ready ? libvirt : connecting
}
