/** AppArmor or SELinux has stopped something of a machine's or of libvirt's network. */
import { defineCheck } from '../../check.ts'

interface Denial {
  profile: string
  lines: string[]
}

/**
 * Who was stopped: libvirt's daemons, in one or one for each driver, the machines, and what carries
 * their packets. SELinux's types are those of its policy for virt.
 */
const stopped = [
  /profile="[^"]*\b(dnsmasq|(lib)?virt[a-z]*d|passt)\b/,
  /scontext=\S*:(virt[a-z]*d|svirt(_\w+)?|dnsmasq|passt)_t\b/,
]

export default defineCheck<Denial>({
  id: 'security-denial',
  needs: 'host',
  applicable: ({ denials }) => denials !== null,
  check: ({ denials, machines, paths }) => {
    const known = [...machines, ...paths.map(({ machine }) => machine)].map(({ uuid }) => uuid)
    const ours = (denials ?? []).filter(
      (line) =>
        !isOnlyTold(line) &&
        (known.some((uuid) => line.includes(`libvirt-${uuid}`)) ||
          stopped.some((pattern) => pattern.test(line))),
    )
    return ours.length > 0 ? [{ profile: profileOf(ours.at(-1) ?? ''), lines: ours.slice(-3) }] : []
  },
  explain: ({ profile, lines }) => ({
    about: { type: 'host' },
    level: 'warning',
    params: { profile },
    evidence: [
      {
        command:
          'journalctl -b _TRANSPORT=kernel _TRANSPORT=audit | grep -E \'apparmor="DENIED"|avc: \'',
        output: lines.join('\n'),
      },
    ],
  }),
})

/** SELinux in its permissive mode denies nothing. */
function isOnlyTold(line: string): boolean {
  return /\bpermissive=1\b/.test(line)
}

function profileOf(line: string): string {
  return /profile="([^"]+)"|scontext=(\S+)/.exec(line)?.slice(1).find(Boolean) ?? '?'
}
