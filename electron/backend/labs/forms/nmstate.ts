/**
 * The host's side of a wiring, its bridges, as nmstate's YAML (nmstate.io), for `nmstatectl apply` on a host
 * whose NICs have the same names. Pure.
 */
import { stringify } from 'yaml'
import type { HostInterface, IpState } from '../../../../shared/model/host.ts'

/** @param chosen names of bridges; null: all that NetworkManager has a profile of */
export function hostNmstate(interfaces: HostInterface[], chosen: string[] | null): string | null {
  const bridges = interfaces.filter(
    ({ name, bridge }) =>
      bridge && bridge.owner !== 'other' && (chosen === null || chosen.includes(name)),
  )
  if (bridges.length === 0) return null
  const ports = interfaces.filter(({ controller }) =>
    bridges.some(({ name }) => name === controller),
  )
  const [config, server] = [bridges.flatMap(routesOf), serversOf(bridges)]
  const state = {
    interfaces: [...bridges.map(bridgeOf), ...ports.flatMap(portOf)],
    ...(config.length > 0 && { routes: { config } }),
    ...(server.length > 0 && { 'dns-resolver': { config: { server } } }),
  }
  return stringify(state, { lineWidth: 100, aliasDuplicateObjects: false, compat: 'yaml-1.1' })
}

function bridgeOf({ name, mtu, ipv4, ipv6, bridge, ports }: HostInterface) {
  return {
    ...{ name, type: 'linux-bridge', state: 'up', mtu },
    ...{ ipv4: addressing(ipv4, 'ipv4'), ipv6: addressing(ipv6, 'ipv6') },
    bridge: {
      options: { stp: { enabled: bridge?.options.stp ?? false } },
      // Machines' taps come and go by themselves.
      port: ports
        .filter((port) => !/^(vnet|tap|macvtap)/.test(port))
        .map((port) => ({ name: port })),
    },
  }
}

function portOf({ name, kind, mtu, vlan }: HostInterface) {
  if (kind === 'vlan' && vlan?.nic) {
    return [{ name, type: 'vlan', state: 'up', mtu, vlan: { 'base-iface': vlan.nic, id: vlan.id } }]
  }
  return kind === 'ethernet' ? [{ name, type: 'ethernet', state: 'up', mtu }] : []
}

function addressing({ method, addresses }: IpState, family: 'ipv4' | 'ipv6') {
  switch (method) {
    case 'none':
      return { enabled: false }
    case 'dhcp':
      return { enabled: true, dhcp: true, ...(family === 'ipv6' && { autoconf: false }) }
    case 'auto':
      return { enabled: true, dhcp: true, autoconf: true }
    case 'static': {
      const address = addresses
        .filter((one) => !/^fe80:/i.test(one.address))
        .map(({ address: ip, prefix }) => ({ ip, 'prefix-length': prefix }))
      return { enabled: true, dhcp: false, ...(family === 'ipv6' && { autoconf: false }), address }
    }
  }
}

/** What DHCP and routers tell, they tell there, too. */
function routesOf({ name, ipv4, ipv6 }: HostInterface) {
  return [ipv4, ipv6].flatMap(({ method, gateway, routes }, index) => {
    if (method !== 'static') return []
    const everywhere = index === 0 ? '0.0.0.0/0' : '::/0'
    const others = routes.flatMap(({ destination, prefix, nextHop }) =>
      nextHop === null || prefix === 0 ? [] : [[`${destination}/${prefix}`, nextHop] as const],
    )
    const all = [...(gateway === null ? [] : [[everywhere, gateway] as const]), ...others]
    return all.map(([destination, via]) => {
      return { destination, 'next-hop-address': via, 'next-hop-interface': name }
    })
  })
}

function serversOf(bridges: HostInterface[]): string[] {
  const servers = bridges.flatMap(({ ipv4, ipv6 }) =>
    [ipv4, ipv6].flatMap(({ method, dns }) => (method === 'static' ? dns : [])),
  )
  return [...new Set(servers)]
}
