/** Without forwarding the kernel throws away what a guest sends beyond its own network. */
import type { Network } from '../../../../../shared/model/network.ts'
import type { Family } from '../../../../../shared/rules/ip.ts'
import { fedLine } from '../../../../../shared/rules/shell.ts'
import { defineCheck } from '../../check.ts'
import { isRouted } from '../../../../../shared/rules/networks/kinds.ts'
import { wayOut } from '../../firewall/needs.ts'
import { hostRemedy } from '../../fix.ts'
import { interfaceSetting, quoteSysctl } from '../../view.ts'
import type { View } from '../../view.ts'

interface Off {
  networks: Network[]
  /** Settings that are off. */
  names: string[]
}

const families = ['ipv4', 'ipv6'] as const
const everywhere: Record<Family, string> = {
  ipv4: 'net.ipv4.ip_forward',
  ipv6: 'net.ipv6.conf.all.forwarding',
}

export default defineCheck<Off>({
  id: 'ip-forward',
  needs: 'host',
  applicable: ({ sysctl }) => sysctl(everywhere.ipv4) !== null,
  check: (view) => {
    const routed = view.networks.filter((network) => network.active && isRouted(network.kind))
    const off = routed
      .map((network) => ({
        network,
        names: families.flatMap((one) => settingsOff(network, one, view)),
      }))
      .filter(({ names }) => names.length > 0)
    if (off.length === 0) return []
    const names = [...new Set(off.flatMap((one) => one.names))]
    return [{ networks: off.map(({ network }) => network), names }]
  },
  explain: ({ networks, names }, { sysctl }) => ({
    about: { type: 'host' },
    level: 'error',
    params: {
      networks: networks.map(({ name }) => name).join(', '),
      settings: names.join(', '),
    },
    evidence: names.map((name) => quoteSysctl(name, sysctl(name))),
  }),
  fix: ({ names }) =>
    hostRemedy(
      names.map((name) => ({
        argv: ['sysctl', '-w', `${name}=1`],
        undo: ['sysctl', '-w', `${name}=0`],
      })),
      'until-boot',
      names.map((name) =>
        fedLine(`${name}=1\n`, ['sudo', 'tee', '-a', '/etc/sysctl.d/99-forwarding.conf']),
      ),
    ),
})

/**
 * The kernel asks the interface that a packet comes in by: the network's bridge, and for the answers
 * the way out. NetworkManager sets it for each interface from 1.54 on (`ipv4.forwarding`); the switch
 * for all of them sets each anew. IPv6 has one switch for all, and from Linux 6.17 on also
 * `force_forwarding` for one (Documentation/networking/ip-sysctl).
 */
function settingsOff(network: Network, family: Family, view: View): string[] {
  const { sysctl } = view
  const out = wayOut(network, view, family)
  const ways = [network.bridge, out].filter((device) => device !== null)
  const isOn = sysctl(everywhere[family]) !== 0
  if (family === 'ipv6') {
    const isForced = ways.every(
      (device) => sysctl(interfaceSetting('ipv6', device, 'force_forwarding')) === 1,
    )
    // What leads nowhere anyway is missed by nobody; for IPv4 the way out may just be down.
    const isUsed = out !== null && network.subnets.some((subnet) => subnet.family === 'ipv6')
    return isOn || isForced || !isUsed ? [] : [everywhere.ipv6]
  }
  const own = ways.map((device) => interfaceSetting('ipv4', device, 'forwarding'))
  const off = own.filter((name) => sysctl(name) === 0)
  if (isOn) return off
  const isForwarding = own.length > 0 && own.every((name) => sysctl(name) === 1)
  return isForwarding ? [] : [everywhere.ipv4]
}
