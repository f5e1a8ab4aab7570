/** Which of several interfaces with a default route leads out. Pure. */
import type { HostInterface } from '../model/host.ts'
import type { Family } from './ip.ts'

/** As the kernel chooses: the lowest metric; IPv6 only where no interface has a gateway of IPv4. */
export function withDefaultRoute<T extends Pick<HostInterface, Family>>(
  interfaces: readonly T[],
  families: readonly Family[] = ['ipv4', 'ipv6'],
): T[] {
  const ways = families.map((family) => interfaces.filter((item) => item[family].gateway !== null))
  const index = ways.findIndex((found) => found.length > 0)
  const family = families[index]
  if (family === undefined) return []
  return ways[index]?.toSorted((a, b) => metricOf(a[family]) - metricOf(b[family])) ?? []
}

/** One whose routes are not told is not preferred to any whose are. */
function metricOf({ routes }: HostInterface[Family]): number {
  const metrics = routes.filter(({ prefix }) => prefix === 0).map(({ metric }) => metric)
  return Math.min(...metrics, Number.MAX_SAFE_INTEGER)
}
