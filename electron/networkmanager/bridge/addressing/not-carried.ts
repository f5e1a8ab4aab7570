/** What a bridge can't carry over from its NICs, to be named before anything happens. Pure. */
import { message } from '../../../../shared/message.ts'
import type { Message } from '../../../../shared/message.ts'
import type { BridgeAddresses } from '../../../../shared/model/bridge-settings.ts'
import { isLinkLocal } from '../../../../shared/rules/ip.ts'
import { globalAddresses } from '../../../../shared/rules/global-addresses.ts'
import type { PlannedPort } from '../plan.ts'
import { hostSections, usageKeys, wireSections } from '../profiles.ts'
import { eui64, hostPart, lostAddresses } from './carried-addresses.ts'
import type { NicFacts } from '../../interfaces/nic-facts.ts'

/** Sections that are carried over, or say only which device the profile is for. */
const knownSections = [
  ...['connection', 'ipv4', 'ipv6', 'user', 'match'],
  ...hostSections,
  ...wireSections,
]

/** Keys of `connection` that only say what the profile is and when it is tried. */
const ownKeys = [
  ...['id', 'uuid', 'type', 'interface-name', 'timestamp', 'read-only', 'autoconnect'],
  ...['autoconnect-priority', 'autoconnect-retries', 'autoconnect-slaves', 'autoconnect-ports'],
  ...['auth-retries', 'multi-connect', 'wait-device-timeout', 'wait-activation-delay'],
  ...['stable-id', 'lldp', 'master', 'slave-type', 'controller', 'port-type'],
]

export function lostOf(
  ports: PlannedPort[],
  nic: NicFacts | null,
  addresses: BridgeAddresses | null,
): Message[] {
  const own = nic && !addresses ? ofConnection(nic) : []
  const others = ports.filter(({ facts }) => facts !== nic || addresses !== null)
  return [
    ...own,
    ...others.flatMap(({ facts }) => ofAddresses(facts)),
    ...ports.flatMap(({ facts }) => ofProfile(facts)),
  ]
}

function ofConnection(nic: NicFacts): Message[] {
  const local = nic.ipv6.addresses.find(({ address }) => isLinkLocal(address))?.address
  const params = { nic: nic.name }
  const lost = lostAddresses(nic)
  const named = (['advertised', 'passing', 'foreign'] as const).flatMap((kind) =>
    lost[kind].length > 0
      ? [message(`lost.${kind}`, { ...params, addresses: lost[kind].join(', ') })]
      : [],
  )
  return [
    ...(local && hostPart(local) !== eui64(nic.mac)
      ? [message('lost.link-local', { ...params, address: local })]
      : []),
    ...named,
  ]
}

/** A second port's own connection ends: a bridge has one set of addresses. */
function ofAddresses(nic: NicFacts): Message[] {
  const addresses = globalAddresses(nic)
  if (addresses.length === 0) return []
  return [message('lost.addresses', { nic: nic.name, addresses: addresses.join(', ') })]
}

function ofProfile({ name, original }: NicFacts): Message[] {
  if (!original) return []
  const sections = Object.keys(original).filter((section) => !knownSections.includes(section))
  const keys = Object.keys(original.connection ?? {})
    .filter((key) => ![...usageKeys, ...ownKeys].includes(key))
    .map((key) => `connection.${key}`)
  const lost = [...sections, ...keys]
  return lost.length > 0 ? [message('lost.settings', { nic: name, settings: lost.join(', ') })] : []
}
