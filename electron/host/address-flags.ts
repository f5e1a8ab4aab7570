/** What the kernel alone knows of this host's IPv6 addresses: which will pass, and which stay. */
import { z } from 'zod'
import { outputOf } from './side.ts'
import { listed } from './told.ts'
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

const addressEntry = z.object({
  local: z.string().optional(),
  temporary: z.boolean().optional(),
  deprecated: z.boolean().optional(),
  /** Seconds; a large number for ever. */
  preferred_life_time: z.number().optional(),
  dynamic: z.boolean().optional(),
  noprefixroute: z.boolean().optional(),
})
const interfaceEntry = z.object({ addr_info: z.array(addressEntry).optional() })

type Address = z.infer<typeof addressEntry>

export async function readAddressFlags(side: HostSide): Promise<AddressFlags> {
  const text = outputOf(await side.look('ip', ['-j', '-6', 'address', 'show']))
  const addresses = listed(text, interfaceEntry).flatMap(({ addr_info }) => addr_info ?? [])
  const which = (isMeant: (address: Address) => boolean) =>
    new Set(addresses.filter(isMeant).flatMap(({ local }) => local ?? []))
  return {
    temporary: which(({ temporary }) => temporary === true),
    // NetworkManager gives an address that is to be preferred no longer a last second, again and again.
    deprecated: which((one) => one.deprecated === true || (one.preferred_life_time ?? 2) <= 1),
    permanent: which(({ dynamic, noprefixroute }) => !dynamic && !noprefixroute),
  }
}
