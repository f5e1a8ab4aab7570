/** What `ip` and `nmcli` say of the interfaces, read by this file's own few lines. */
import type { Lab } from '../../lab/lab.ts'
import { sorted } from './facts.ts'
import type { Facts, InterfaceFacts } from './facts.ts'

interface Link {
  ifname: string
  address?: string
  mtu: number
  flags: string[]
  master?: string
  addr_info: { family: string; local: string; prefixlen: number; scope: string }[]
}

interface Route {
  gateway?: string
  dev: string
  metric?: number
}

export async function hostTruth(lab: Lab): Promise<Pick<Facts, 'interfaces'>> {
  const [links, routes, devices] = await Promise.all([
    lab.ip<Link>('address', 'show'),
    lab.ip<Route>('-4', 'route', 'show', 'default'),
    deviceStates(lab),
  ])
  const facts = links.map((link): [string, InterfaceFacts] => [
    link.ifname,
    interfaceFacts(link, links, routes, devices.get(link.ifname)),
  ])
  return { interfaces: sorted(facts) }
}

interface DeviceState {
  state: string
  profile: string | null
}

async function deviceStates(lab: Lab): Promise<Map<string, DeviceState>> {
  const text = await lab.nmcli('-t', '-f', 'DEVICE,STATE,CONNECTION', 'device')
  return new Map(
    text.split('\n').map((line) => {
      const [device = '', state = '', ...profile] = line.split(':')
      return [device, { state: stateName(state), profile: profile.join(':') || null }]
    }),
  )
}

function stateName(state: string): string {
  if (state.startsWith('connected')) return 'activated'
  if (state.startsWith('connecting')) return 'activating'
  return state === 'deactivating' ? 'disconnected' : state
}

function interfaceFacts(
  link: Link,
  links: Link[],
  routes: Route[],
  device: DeviceState | undefined,
): InterfaceFacts {
  const addresses = link.addr_info
    .filter(({ family, scope }) => family === 'inet' || scope !== 'link')
    .map(({ local, prefixlen }) => `${local}/${prefixlen}`)
  const ports = links.filter(({ master }) => master === link.ifname)
  return {
    mac: link.address ?? null,
    mtu: link.mtu,
    carrier: link.flags.includes('LOWER_UP'),
    controller: link.master ?? null,
    ports: ports.map(({ ifname }) => ifname).sort(),
    state: device?.state ?? 'not in nmcli',
    profile: device?.profile ?? null,
    addresses: addresses.sort(),
    gateway: routes.find(({ dev }) => dev === link.ifname)?.gateway ?? null,
  }
}
