/** Web pages that a machine has, as far as its ports tell. */
import type { WebPort } from '../../../shared/model/machine-names.ts'
import { parseAddress } from '../../../shared/rules/ip.ts'
import { isDomainName } from '../../../shared/rules/networks/dns-problems.ts'
import type { HostSide } from '../../host/side.ts'

/** Where people have them. */
const PORTS: WebPort[] = [
  { port: 80, scheme: 'http' },
  { port: 443, scheme: 'https' },
  { port: 8080, scheme: 'http' },
  { port: 8443, scheme: 'https' },
]
/** A guest is next door. */
const PATIENCE_MS = 1_000

/** None of a far host's: the browser is here. */
export async function webPortsOf(side: HostSide, address: string | null): Promise<WebPort[]> {
  if (address === null || side.isFar) return []
  const answers = await Promise.all(
    PORTS.map(({ port }) => side.connects(address, port, PATIENCE_MS)),
  )
  return PORTS.filter((_, index) => answers[index] === 'yes')
}

/**
 * @param at the machine's name or address, which others have chosen
 * @returns null for what is neither
 */
export function webAddress(at: string | null, port: number): string | null {
  if (at === null) return null
  const address = parseAddress(at)
  if (!address && !isDomainName(at)) return null
  const host = address?.family === 'ipv6' ? `[${at}]` : at
  const scheme = PORTS.find((one) => one.port === port)?.scheme ?? 'http'
  return `${scheme}://${host}:${port}/`
}
