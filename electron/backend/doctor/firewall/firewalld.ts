/** firewalld's zones: said for now and for good, as its own reload forgets what is only for now. Pure. */
import type { HostCommand } from '../fix.ts'
import type { View } from '../view.ts'
import type { Stop } from './blocked.ts'

export function firewalld(stops: Stop[], { zones }: View): HostCommand[] | null {
  const commands = stops.map(({ need: { way, bridge, family } }) => {
    const zone = zones?.get(bridge)?.zone
    if (zone === undefined) return null
    // In none it counts as of the default one, which forwards only between interfaces of its own.
    if (zone === '' && way === 'within') {
      return forNowAndGood([`--add-interface=${bridge}`], [`--remove-interface=${bridge}`])
    }
    if (zone === '') return null
    const inZone = (what: string) =>
      forNowAndGood([`--zone=${zone}`, `--add-${what}`], [`--zone=${zone}`, `--remove-${what}`])
    switch (way) {
      case 'dhcp':
        return inZone(family === 'ipv4' ? 'service=dhcp' : 'service=dhcpv6')
      case 'dns':
        return inZone('service=dns')
      case 'neighbours':
        return inZone('protocol=ipv6-icmp')
      case 'within':
        return inZone('forward')
      default:
        // From one zone to another: whoever wrote that policy has to say what it is for.
        return null
    }
  })
  return commands.includes(null) ? null : commands.flatMap((list) => list ?? [])
}

export function forNowAndGood(words: string[], undo: string[]): HostCommand[] {
  return [[], ['--permanent']].map((when) => ({
    argv: ['firewall-cmd', ...when, ...words],
    undo: ['firewall-cmd', ...when, ...undo],
  }))
}
