/** Rules of a machine's NIC: what may be written in them, and what their filter is called. Pure. */
import { message } from '../message.ts'
import type { Message } from '../message.ts'
import type { Machine, MachineNic } from '../model/machine.ts'
import { ruleKinds } from '../model/nic-rules.ts'
import type { NicRules, RuleKind } from '../model/nic-rules.ts'
import { bits, formatAddress, formatSubnet, parseAddress, parseSubnet, subnetOf } from './ip.ts'
import type { Subnet } from './ip.ts'
import { firstFreeName } from './names.ts'
import { LAST_PORT } from './port-forwards.ts'

const NAME = new RegExp(`^puente-(${ruleKinds.join('|')})-[0-9a-f]{12}(-\\d+)?$`)

/** Whose a filter is, by its name: null is somebody else's. */
export function ruleKindOf(filter: string): RuleKind | null {
  return (NAME.exec(filter)?.[1] as RuleKind | undefined) ?? null
}

/** Of a machine's NICs those on a network. */
export function nicsOn(network: string, { nics }: Pick<Machine, 'nics'>): MachineNic[] {
  return nics.filter(({ source }) => source.type === 'network' && source.network === network)
}

/** @param taken filters of other NICs: two machines may have cards of one MAC */
export function filterNameFor(kind: RuleKind, mac: string, taken: Iterable<string>): string {
  const name = `puente-${kind}-${mac.toLowerCase().replaceAll(':', '')}`
  return firstFreeName(taken, (index) => (index === 0 ? name : `${name}-${index + 1}`))
}

/** An address or a subnet, of either family, as a subnet; null for all of a family, too. */
export function parsePlace(text: string): Subnet | null {
  const address = parseAddress(text)
  const found = address ? subnetOf(text, bits[address.family]) : parseSubnet(text)
  return found && found.prefix > 0 ? found : null
}

/** The same text for the same rules, as they are read back. */
export function plainRules(rules: NicRules): NicRules {
  switch (rules.allow) {
    case 'internet':
    case 'lan':
      return rules
    case 'addresses':
      return { ...rules, addresses: rules.addresses.map(plainPlace) }
    case 'services': {
      const services = rules.services.map((one) => ({ ...one, address: plainPlace(one.address) }))
      return { ...rules, services }
    }
  }
}

function plainPlace(text: string): string {
  const place = parsePlace(text)
  if (!place) return text
  const { family, first, prefix } = place
  return prefix === bits[family] ? formatAddress({ family, value: first }) : formatSubnet(place)
}

export function placeProblem(text: string): Message | null {
  return parsePlace(text) ? null : message('rules.problem.address')
}

export function portProblem(port: number): Message | null {
  const isPort = Number.isInteger(port) && port >= 1 && port <= LAST_PORT
  return isPort ? null : message('rules.problem.port')
}

/** What of it can't be carried out. */
export function rulesProblems(rules: NicRules): Message[] {
  const found = (problem: Message | null) => (problem ? [problem] : [])
  switch (rules.allow) {
    case 'internet':
    case 'lan':
      return []
    case 'addresses':
      return rules.addresses.flatMap((one) => found(placeProblem(one)))
    case 'services':
      return rules.services.flatMap(({ address, port }) => [
        ...found(placeProblem(address)),
        ...found(portProblem(port)),
      ])
  }
}
