/** What a machine may reach through a NIC, chosen in words; libvirt keeps it as a filter of ours. */
export const ruleKinds = ['internet', 'lan', 'addresses', 'services'] as const
export type RuleKind = (typeof ruleKinds)[number]

export type NicRules =
  /** The internet, and nothing near: not the LAN, not this host, no other machine. */
  | { allow: 'internet' }
  /** What is near, and not the internet. */
  | { allow: 'lan' }
  /** These addresses and subnets alone, of either family. */
  | { allow: 'addresses'; addresses: string[] }
  /** These servers alone. */
  | { allow: 'services'; services: NicService[] }

export interface NicService {
  /** An address, or a subnet. */
  address: string
  protocol: 'tcp' | 'udp'
  port: number
}

/** A NIC's rules as they are in libvirt. */
export interface NicRulesNow {
  /** Null: it has none of ours. */
  rules: NicRules | null
  /** Somebody else's filter, in whose place ours would be. */
  otherFilter: string | null
}

/** Of a network's NICs. */
export interface NetworkRulesNow {
  /** Those of the first that has any; null: none has. */
  rules: NicRules | null
  /** Has each of them just these? */
  isOfAll: boolean
}

/** As many as a form is still read with. */
export const MOST_RULES = 64
