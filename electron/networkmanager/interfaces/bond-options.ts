/** A bond's options as NetworkManager's `bond` section, and back. Pure. */
import { bondModes, defaultBondOptions } from '../../../shared/rules/bonds/options.ts'
import type { BondMode, BondOptions } from '../../../shared/schemas/bond-intents.ts'
import { Variant } from '../../dbus/bus.ts'
import { setting } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'

/** The kernel's numbers of its modes, which a profile may name them by, too (bonding.rst). */
const byNumber: BondMode[] = [
  'balance-rr',
  'active-backup',
  'balance-xor',
  'broadcast',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
]

/** Links are looked at either by what the card says (miimon) or by ARP; NetworkManager takes one. */
const BY_ARP = [
  'arp_interval',
  'arp_ip_target',
  'arp_validate',
  'arp_all_targets',
  'arp_missed_max',
  'ns_ip6_target',
]

type Words = Record<string, string>

export function bondSection({ mode, primary, monitoring }: BondOptions): Settings['bond'] {
  const words = { mode, miimon: String(monitoring), ...(primary === null ? {} : { primary }) }
  return { options: new Variant('a{ss}', words) }
}

/** As the kernel has it where the profile does not say. */
export function readBondOptions(settings: Settings): BondOptions {
  const { mode = '', primary, miimon } = wordsOf(settings)
  const monitoring = Number(miimon ?? defaultBondOptions.monitoring)
  return {
    mode: bondModes.find((known) => known === mode) ?? byNumber[Number(mode)] ?? 'balance-rr',
    primary: primary ?? null,
    monitoring,
  }
}

/** The profile with these options; words that we have no field for stay. */
export function withBondOptions(settings: Settings, options: BondOptions): Settings {
  const before = readBondOptions(settings)
  const { primary: _, ...words } = wordsOf(settings)
  const isOften = options.monitoring !== before.monitoring
  const kept = isOften ? Object.entries(words).filter(([name]) => !BY_ARP.includes(name)) : null
  const changed: Words = {
    ...(kept ? Object.fromEntries(kept) : words),
    ...(options.mode === before.mode ? {} : { mode: options.mode }),
    ...(isOften ? { miimon: String(options.monitoring) } : {}),
    ...(options.primary === null ? {} : { primary: options.primary }),
  }
  return { ...settings, bond: { ...settings.bond, options: new Variant('a{ss}', changed) } }
}

/**
 * On the way to a bond without a primary. NetworkManager sets no option that a profile does not name
 * (1.52), and the kernel keeps a primary by its name, also over another activation: one that can't be
 * a port of the bond, its own name, ends that.
 * @returns null where no primary is to be given up
 */
export function givingUpPrimary(bond: string, before: Settings, after: Settings): Settings | null {
  const [was, now] = [before, after].map((settings) => readBondOptions(settings).primary)
  if (was === null || now !== null) return null
  const options = new Variant('a{ss}', { ...wordsOf(before), primary: bond })
  return { ...before, bond: { ...before.bond, options } }
}

function wordsOf(settings: Settings): Words {
  return setting<Words>(settings, 'bond', 'options') ?? {}
}
