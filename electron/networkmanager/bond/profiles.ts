/** A bond's profile: what a bridge in its place would carry, over NICs that stand in for each other. Pure. */
import type { BondOptions } from '../../../shared/schemas/bond-intents.ts'
import { bridgeProfile } from '../bridge/profiles.ts'
import { Variant } from '../../dbus/bus.ts'
import type { Settings } from '../client/settings.ts'
import { bondSection } from '../interfaces/bond-options.ts'
import type { NicFacts } from '../interfaces/nic-facts.ts'

export function bondProfile(
  nic: NicFacts | null,
  { bond, bondUuid }: { bond: string; bondUuid: string },
  options: BondOptions,
): Settings {
  const { bridge: _, ...carried } = bridgeProfile(nic, { bridge: bond, bridgeUuid: bondUuid })
  return {
    ...carried,
    connection: { ...carried.connection, type: new Variant('s', 'bond') },
    bond: bondSection(options),
  }
}
