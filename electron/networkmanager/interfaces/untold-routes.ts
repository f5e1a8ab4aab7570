/**
 * Of a device with many routes NetworkManager tells the first hundred alone (1.52 and newer), and the
 * default route, whose metric says which NIC the host goes by, need not be one of them.
 */
import type { IpState } from '../../../shared/model/host.ts'
import type { KernelRoute } from '../../host/routes.ts'
import { IFACE } from '../client/constants.ts'
import type { NmState } from '../client/objects.ts'

/** As many as it tells of one device. */
const TOLD = 100

export function hasUntoldRoutes({ objects }: NmState): boolean {
  return [...objects.values()].some((interfaces) =>
    [IFACE.ip4, IFACE.ip6].some((iface) => {
      const told = interfaces[iface]?.RouteData as unknown[] | undefined
      return told !== undefined && told.length >= TOLD
    }),
  )
}

/** Those by which a device is known: the default routes, and those of its own subnets. */
export function telling(routes: KernelRoute[]): KernelRoute[] {
  return routes.filter(({ destination, prefix, nextHop }) => {
    const isMulticast = /^ff/i.test(destination)
    return prefix === 0 || (nextHop === null && !isMulticast)
  })
}

export function untoldRoutes(
  { untold }: NmState,
  device: string,
  family: 'ipv4' | 'ipv6',
): IpState['routes'] {
  const own = (untold?.[family] ?? []).filter((route) => route.interface === device)
  return own.map(({ interface: _, ...route }) => route)
}
