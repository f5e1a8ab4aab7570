/** None of the host's own name servers answers; guests behind NAT ask the same ones. */
import { commandLine } from '../../../../../shared/rules/shell.ts'
import { defineCheck } from '../../check.ts'

export default defineCheck<string[]>({
  id: 'host-dns-silent',
  applicable: ({ world }) => world.interfaces.some(({ ipv4 }) => ipv4.dns.length > 0),
  check: ({ world, dns }) => {
    const servers = [...new Set(world.interfaces.flatMap(({ ipv4 }) => ipv4.dns))]
    const silent = servers.length > 0 && servers.every((server) => dns.get(server) === false)
    return silent ? [servers] : []
  },
  explain: (servers) => ({
    about: { type: 'host' },
    level: 'error',
    params: { servers: servers.join(', ') },
    evidence: servers.map((server) => ({
      command: commandLine(['dig', `@${server}`, '.', 'NS']),
      output: ';; no servers could be reached',
    })),
  }),
})
