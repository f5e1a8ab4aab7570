import { Resolver } from 'node:dns/promises'

/** What a server's own answer looks like when it has no such name: it answered all the same. */
const answers = ['ENODATA', 'ENOTFOUND', 'ESERVFAIL', 'EREFUSED', 'ENOTIMP', 'EFORMERR']

/** Does any of the name servers answer a question (any answer counts, "no such name" too)? */
export async function isAnyServerAnswering(
  servers: string[],
  timeoutMs: number,
  ask = (resolver: Resolver): Promise<unknown> => resolver.resolveNs('.'),
): Promise<boolean> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 })
  resolver.setServers(servers)
  try {
    await ask(resolver)
    return true
  } catch (error) {
    return answers.includes((error as NodeJS.ErrnoException).code ?? '')
  }
}

/** A name without a dot, which a dnsmasq of libvirt's answers itself, whatever its own servers do. */
export function askPlainName(resolver: Resolver): Promise<unknown> {
  return resolver.resolve4('puente')
}
