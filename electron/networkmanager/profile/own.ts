/** The profile of ours that gives an interface its connection in the place of the person's own. Pure. */
import { carriedIpv4, carriedIpv6, withoutLegacy } from '../bridge/addressing/carried-addresses.ts'
import { originalUuid } from '../bridge/profiles.ts'
import { Variant } from '../../dbus/bus.ts'
import { markSection, readMark, setting, without } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'
import type { NicFacts } from '../interfaces/nic-facts.ts'

/** Keys that NetworkManager notes by itself, or that say when a profile was made. */
const noted = ['timestamp', 'read-only']

export interface OwnNames {
  uuid: string
  /** The profile that the NIC gets back one day. */
  original: string | null
}

/** What the present one says, with the lease and the metrics that the NIC has by now. */
export function ownProfile(nic: NicFacts, { uuid, original }: OwnNames): Settings {
  const base = nic.original ?? automatic
  const isOurs = readMark(base) !== null
  const priority = setting<number>(base, 'connection', 'autoconnect-priority') ?? 0
  const { 'interface-name': _, ...connection } = without(base.connection ?? {}, noted)
  return {
    ...base,
    connection: {
      autoconnect: new Variant('b', true),
      ...connection,
      id: new Variant('s', ownName(nic.name)),
      uuid: new Variant('s', uuid),
      type: new Variant('s', typeOf(base)),
      'interface-name': new Variant('s', nic.name),
      // So that after a reboot the NIC has this one, and not the person's own.
      'autoconnect-priority': new Variant('i', isOurs ? priority : Math.min(priority + 1, 999)),
    },
    ipv4: isOurs ? withoutLegacy(base.ipv4) : carriedIpv4(nic),
    ipv6: isOurs ? withoutLegacy(base.ipv6) : carriedIpv6(nic),
    user: markSection({ nic: nic.name, original }),
  }
}

export function ownName(nic: string): string {
  return `puente-${nic}`
}

/** What our present profile of a NIC says that it had before; of another one, that itself. */
export function originalOf(nic: NicFacts): string | null {
  const mark = nic.original && readMark(nic.original)
  return mark ? mark.original : originalUuid(nic)
}

function typeOf(base: Settings): string {
  return setting<string>(base, 'connection', 'type') ?? '802-3-ethernet'
}

/** For a NIC that nothing is active on, as NetworkManager itself would ask. */
const automatic: Settings = {
  connection: {},
  '802-3-ethernet': {},
  ipv4: { method: new Variant('s', 'auto') },
  ipv6: { method: new Variant('s', 'auto') },
}
