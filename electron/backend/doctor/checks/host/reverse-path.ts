/**
 * With strict reverse-path filtering the kernel drops answers that come in by another interface
 * than it would itself answer through: a second uplink, a VPN with its own table.
 */
import { fedLine } from '../../../../../shared/rules/shell.ts'
import { defineCheck } from '../../check.ts'
import { hostRemedy } from '../../fix.ts'
import { networkSubject } from '../../scope.ts'
import { interfaceSetting, quoteSysctl } from '../../view.ts'
import type { View, Way } from '../../view.ts'

export default defineCheck<Way>({
  id: 'reverse-path',
  needs: 'host',
  check: (view) =>
    view.ways.filter((way) => way.out !== way.back && effective(view, way.out) === 1),
  explain: (way, view) => ({
    about: subject(way, view),
    level: 'error',
    params: { out: way.out, back: way.back },
    evidence: [...way.quotes, quoteSysctl(nameOf(way.out), effective(view, way.out))],
  }),
  fix: ({ out }, { sysctl }) => {
    const set = (value: number) => ['sysctl', '-w', `${nameOf(out)}=${value}`]
    const keep = fedLine(`${nameOf(out)}=2\n`, [
      'sudo',
      'tee',
      '/etc/sysctl.d/99-reverse-path.conf',
    ])
    const undo = set(sysctl(nameOf(out)) ?? 0)
    return hostRemedy([{ argv: set(2), undo }], 'until-boot', [keep])
  },
})

function nameOf(device: string): string {
  return interfaceSetting('ipv4', device, 'rp_filter')
}

/** The kernel takes the larger of the two; 2 is the loose one. */
function effective({ sysctl }: View, device: string): number {
  return Math.max(sysctl('net.ipv4.conf.all.rp_filter') ?? 0, sysctl(nameOf(device)) ?? 0)
}

function subject({ network }: Way, { networks }: View) {
  const found = networks.find(({ uuid }) => uuid === network)
  return found ? networkSubject(found) : ({ type: 'host' } as const)
}
