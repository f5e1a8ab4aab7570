/** How a host comes to know machines by name, and what stands against it. Pure. */
import type { NameStanding, NameWay } from '../../model/machine-names.ts'
import type { NetworkDefinition } from '../../model/network-definition.ts'
import { isDomainName } from '../networks/dns-problems.ts'

/** The first libvirt that tells systemd-resolved of a network's domain. */
const FIRST_THAT_REGISTERS = [10, 1] as const

export interface Asked {
  /** As it is stored; null: on none of libvirt's networks that have addresses. */
  definition: NetworkDefinition | null
  machine: string
  /** Has its network lent it an address? libvirt's module knows no other. */
  isLent: boolean
  standing: NameStanding
  /** libvirt's, such as `11.3.0`; null when it is not known. */
  version: string | null
}

export function nameWay({ definition, machine, isLent, standing, version }: Asked): NameWay {
  const no = (hindrance: Extract<NameWay, { how: null }>['hindrance']): NameWay => {
    return { how: null, on: false, hindrance }
  }
  if (!definition) return no('no-network')
  const { domain, dns, name } = definition
  if (standing.resolver && canRegister(version) && dns.enabled) {
    const usual = domain?.name ?? usualDomain(name)
    return { how: 'resolver', on: domain?.register === true, domain: usual }
  }
  if (standing.module === 'used') return { how: 'module', on: true }
  if (standing.module === 'missing') return no(dns.enabled ? 'no-module' : 'no-dns')
  if (standing.noChange) return no(standing.noChange)
  if (!isDomainName(machine)) return no('odd-name')
  return isLent ? { how: 'module', on: false } : no('not-lent')
}

/** The host asks this network's server, and nobody else, for what is in this domain. */
export function withRegisteredDomain(
  definition: NetworkDefinition,
  domain: string,
): NetworkDefinition {
  return { ...definition, domain: { name: domain, localOnly: true, register: true } }
}

export function withoutRegistering(definition: NetworkDefinition): NetworkDefinition {
  const { domain } = definition
  return { ...definition, domain: domain && { ...domain, register: false } }
}

/** In the one domain that is set aside for networks of one's own (ICANN, 2024). */
export function usualDomain(network: string): string {
  const label = network
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 50)
  return `${label === '' ? 'machines' : label}.internal`
}

function canRegister(version: string | null): boolean {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number)
  const [first, second] = FIRST_THAT_REGISTERS
  return major > first || (major === first && minor >= second)
}
