/** The login at a far host, for those that only need one: libvirt, and whoever may be asked for it. */
import { LinkError, unknownSide } from '../side.ts'
import type { HostSide, Login } from '../side.ts'
import type { Link } from './link.ts'

export function loginBy(link: Link): Login {
  return {
    enter: async () => void (await link.session()),
    enterAsking: async (ask) => void (await link.sessionAsking(ask)),
    leave: () => link.close(),
    start: async (command) => {
      try {
        return await (await link.session()).start(command)
      } catch (error) {
        // An account that runs nothing but libvirt has no shell for us.
        if (error instanceof LinkError && error.isLetIn) return null
        throw error
      }
    },
  }
}

/** Of a host of which libvirt alone is ours to look at. */
export function sideOfLibvirt(link: Link): HostSide {
  return { ...unknownSide, login: loginBy(link), retryNow: () => link.retryNow() }
}
