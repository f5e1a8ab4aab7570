/** AppArmor or SELinux has stopped something of a machine's or of libvirt's network. */
import { defineCheck } from '../../check.ts'

interface Denial {
  profile: string
  lines: string[]
}

export default defineCheck<Denial>({
  id: 'security-denial',
  applicable: ({ denials }) => denials !== null,
  check: ({ denials, machines, paths }) => {
    const known = [...machines, ...paths.map(({ machine }) => machine)].map(({ uuid }) => uuid)
    const ours = (denials ?? []).filter(
      (line) =>
        known.some((uuid) => line.includes(`libvirt-${uuid}`)) ||
        /profile="[^"]*(dnsmasq|libvirtd)|svirt_t|virtd_t|dnsmasq_t/.test(line),
    )
    return ours.length > 0 ? [{ profile: profileOf(ours.at(-1) ?? ''), lines: ours.slice(-3) }] : []
  },
  explain: ({ profile, lines }) => ({
    about: { type: 'host' },
    level: 'warning',
    params: { profile },
    evidence: [{ command: 'journalctl -k | grep -E "DENIED|avc:"', output: lines.join('\n') }],
  }),
})

function profileOf(line: string): string {
  return /profile="([^"]+)"|scontext=(\S+)/.exec(line)?.slice(1).find(Boolean) ?? '?'
}
