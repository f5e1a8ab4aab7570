/** None of the host's own name servers answers; guests behind NAT ask the same ones. */
import { commandLine } from '../../../../../shared/rules/shell.ts'
import { formatAddress } from '../../../../../shared/rules/ip.ts'
import { parseNameServer, plainServer } from '../../../../../shared/rules/name-servers.ts'
import { defineCheck } from '../../check.ts'
import { nameServersOf } from '../../facts.ts'
import type { View } from '../../view.ts'

export default defineCheck<string[]>({
  id: 'host-dns-silent',
  needs: 'host',
  applicable: ({ world }) => nameServersOf(world.interfaces).some(isAsked),
  check: ({ world, dns }) => {
    const servers = nameServersOf(world.interfaces)
    // One that is not asked, as by TLS, may well answer.
    const silent = servers.length > 0 && servers.every((server) => isSilent(server, dns))
    return silent ? [servers] : []
  },
  explain: (servers) => ({
    about: { type: 'host' },
    level: 'error',
    params: { servers: servers.join(', ') },
    evidence: servers.map((server) => ({
      command: commandLine(['dig', ...asDigTakes(server), '.', 'NS']),
      output: ';; no servers could be reached',
    })),
  }),
})

function asDigTakes(text: string): string[] {
  const server = parseNameServer(text)
  if (!server) return []
  const port = server.port === null ? [] : ['-p', String(server.port)]
  return [`@${formatAddress(server.address)}`, ...port]
}

const isAsked = (server: string) => plainServer(server) !== null

function isSilent(server: string, answers: View['dns']): boolean {
  const asked = plainServer(server)
  return asked !== null && answers.get(asked) === false
}
