/** Asking name servers from this computer. */
import { Resolver } from 'node:dns/promises'
import type { Question } from '../side.ts'

/** What a server's own answer looks like when it has no such name: it answered all the same. */
const answers = ['ENODATA', 'ENOTFOUND', 'ESERVFAIL', 'EREFUSED', 'ENOTIMP', 'EFORMERR']

const asked: Record<Question, (resolver: Resolver) => Promise<unknown>> = {
  root: (resolver) => resolver.resolveNs('.'),
  'plain-name': (resolver) => resolver.resolve4('puente'),
}

export async function askNameServers(
  servers: string[],
  timeoutMs: number,
  question: Question = 'root',
): Promise<boolean> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 })
  resolver.setServers(servers)
  try {
    await asked[question](resolver)
    return true
  } catch (error) {
    return answers.includes((error as NodeJS.ErrnoException).code ?? '')
  }
}
