/** ufw's own rules, which it keeps: it lets the answers to what it allows through by itself. Pure. */
import type { HostCommand } from '../fix.ts'
import type { Stop } from './blocked.ts'

export function ufw(stops: Stop[]): HostCommand[] | null {
  const rules = stops.map(ruleFor)
  return rules.includes(null) ? null : rules.flatMap((rule) => rule ?? [])
}

function ruleFor({ need: { way, bridge, family }, drop }: Stop): HostCommand[] | null {
  // A rule of the person's own that denies stands first: ours has to stand before it.
  const place = /^ufw6?-user-/.test(drop.chain.name) ? ['prepend'] : []
  const allow = (route: string[], words: string[]): HostCommand => ({
    argv: ['ufw', ...route, ...place, 'allow', ...words],
    undo: ['ufw', ...route, 'delete', 'allow', ...words],
  })
  const service = (...words: string[]) => allow([], ['in', 'on', bridge, 'to', 'any', ...words])
  switch (way) {
    case 'dhcp':
      return [service('port', family === 'ipv4' ? '67' : '547', 'proto', 'udp')]
    case 'dns':
      return [service('port', '53')]
    case 'out':
    // Without what it begins there is nothing to answer.
    case 'back':
      return [allow(['route'], ['in', 'on', bridge])]
    case 'in':
      return [allow(['route'], ['out', 'on', bridge])]
    case 'within':
      return [allow(['route'], ['in', 'on', bridge, 'out', 'on', bridge])]
    case 'neighbours':
      // Stands in /etc/ufw/before6.rules, which no command of ufw's changes.
      return null
  }
}
