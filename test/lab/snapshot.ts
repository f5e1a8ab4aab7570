import type { RunOptions, RunResult } from './process.ts'

/** Runs a program on the host that is looked at. */
type Run = (argv: string[], options?: RunOptions) => Promise<RunResult>

export interface HostSnapshot {
  /** Global addresses with prefix length, sorted, whatever interface they are on. */
  addresses: string[]
  /** Default routes as `via 198.51.100.1 metric 100`, sorted, both families. */
  defaultRoutes: string[]
  /** Other routes through a gateway, as `10.9.0.0/16 via 198.51.100.254 metric 100`. */
  routes: string[]
  /** The resolver's servers, in order; a link-local one without its interface. */
  dns: string[]
  /** The MAC of each NIC of the workstation, by name. */
  macs: Record<string, string>
}

interface Link {
  ifname: string
  address: string
  addr_info: { local: string; prefixlen: number; scope: string; temporary?: boolean }[]
}

interface Route {
  dst: string
  gateway?: string
  metric?: number
}

/** What must be the same before and after: everything a program on the host could notice. */
export async function snapshotHost(run: Run): Promise<HostSnapshot> {
  const json = async <T>(...args: string[]): Promise<T[]> =>
    JSON.parse((await run(['ip', '-j', ...args])).stdout || '[]') as T[]
  const [links, v4, v6, dns] = await Promise.all([
    json<Link>('address', 'show'),
    json<Route>('-4', 'route', 'show'),
    json<Route>('-6', 'route', 'show'),
    resolvers(run),
  ])
  // The virtual networks of libvirt are not the host's own connection.
  const own = links.filter(({ ifname }) => !/^(lo|virbr|vnet)/.test(ifname))
  const through = [...v4, ...v6].filter(({ gateway }) => gateway !== undefined)
  const written = ({ gateway, metric }: Route): string => `via ${gateway} metric ${metric ?? 0}`
  return {
    addresses: own
      .flatMap(({ addr_info }) => addr_info)
      .filter(({ scope, temporary }) => scope === 'global' && !temporary)
      .map(({ local, prefixlen }) => `${local}/${prefixlen}`)
      .sort(),
    defaultRoutes: through
      .filter(({ dst }) => dst === 'default')
      .map(written)
      .sort(),
    routes: through
      .filter(({ dst }) => dst !== 'default')
      .map((route) => `${route.dst} ${written(route)}`)
      .sort(),
    dns,
    macs: Object.fromEntries(own.map(({ ifname, address }) => [ifname, address])),
  }
}

/** None where nobody has written that file. */
async function resolvers(run: Run): Promise<string[]> {
  const { stdout } = await run(['cat', '/etc/resolv.conf'], { check: false })
  return [...stdout.matchAll(/^nameserver\s+([^\s%]+)/gm)].map(([, address = '']) => address)
}
