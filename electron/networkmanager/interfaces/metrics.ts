/** The metrics of a device's default routes. Pure. */
import type { IpState } from '../../../shared/model/host.ts'
import { isLinkLocal } from '../../../shared/rules/ip.ts'

export interface Metrics {
  ipv4: number | null
  ipv6: number | null
}

/**
 * The metric of the family's default route, else of its own subnet's route; null without any. Of
 * several the one that wins: a device may have heard an advertisement before NetworkManager told
 * the kernel to leave those to it, and then also has the kernel's own route of metric 1024.
 */
export function routeMetric(ip: IpState): number | null {
  const routes = ip.routes.filter(({ destination }) => !isLinkLocal(destination))
  const byDefault = routes.filter(({ prefix }) => prefix === 0)
  const own = routes.filter(({ nextHop, metric }) => nextHop === null && metric > 0)
  const chosen = byDefault.length > 0 ? byDefault : own
  return chosen.length > 0 ? Math.min(...chosen.map(({ metric }) => metric)) : null
}
