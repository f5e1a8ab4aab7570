/** What the kernel alone knows of this host's IPv6 addresses: which will pass, and which stay. */
import { outputOf } from './side.ts'
import type { HostSide } from './side.ts'

export interface AddressFlags {
  /** Made up for privacy and let go again (RFC 8981). */
  temporary: ReadonlySet<string>
  /** Not to be used for anything new: their prefix is about to go (RFC 4862, 5.5.4). */
  deprecated: ReadonlySet<string>
  /**
   * Given by hand: no advertisement, and no lease, bounds their life. A router may announce a
   * prefix for ever, too, but NetworkManager brings its own routes (`noprefixroute`).
   */
  permanent: ReadonlySet<string>
}

interface Address {
  local?: string
  temporary?: boolean
  deprecated?: boolean
  /** Seconds; a large number for ever. */
  preferred_life_time?: number
  dynamic?: boolean
  noprefixroute?: boolean
}

export async function readAddressFlags(side: HostSide): Promise<AddressFlags> {
  const text = outputOf(await side.look('ip', ['-j', '-6', 'address', 'show']))
  const entries = JSON.parse(text || '[]') as { addr_info?: Address[] }[]
  const addresses = entries.flatMap(({ addr_info }) => addr_info ?? [])
  const which = (isMeant: (address: Address) => boolean) =>
    new Set(addresses.filter(isMeant).flatMap(({ local }) => local ?? []))
  return {
    temporary: which(({ temporary }) => temporary === true),
    // NetworkManager gives an address that is to be preferred no longer a last second, again and again.
    deprecated: which((one) => one.deprecated === true || (one.preferred_life_time ?? 2) <= 1),
    permanent: which(({ dynamic, noprefixroute }) => !dynamic && !noprefixroute),
  }
}
