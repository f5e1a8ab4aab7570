/** What must be the same in the app's model and in the daemons' own words. */

export interface Facts {
  networks: Record<string, NetworkFacts>
  machines: Record<string, MachineFacts>
  interfaces: Record<string, InterfaceFacts>
}

export interface NetworkFacts {
  name: string
  kind: string
  active: boolean
  persistent: boolean
  autostart: boolean
  bridge: string | null
  domain: string | null
  /** Address and prefix, DHCP ranges and reservations, as text. */
  subnets: string[]
  waits: boolean
}

export interface MachineFacts {
  name: string
  state: string
  persistent: boolean
  autostart: boolean
  memoryMiB: number
  vcpus: number
  nics: NicFacts[]
}

export interface NicFacts {
  mac: string
  source: string
  model: string | null
  linkUp: boolean
  tap: string | null
  plugged: boolean
  stored: boolean
  waits: boolean
}

export interface InterfaceFacts {
  mac: string | null
  mtu: number
  carrier: boolean
  controller: string | null
  ports: string[]
  state: string
  profile: string | null
  /** IPv4 whole, IPv6 without what is local to the link. */
  addresses: string[]
  gateway: string | null
}

/** What is different, line by line: ours and theirs. */
export function differences(ours: unknown, theirs: unknown, at = ''): string[] {
  if (JSON.stringify(ours) === JSON.stringify(theirs)) return []
  if (!isRecord(ours) || !isRecord(theirs)) {
    return [`${at}: the app says ${JSON.stringify(ours)}, it is ${JSON.stringify(theirs)}`]
  }
  const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)])
  return [...keys].flatMap((key) => differences(ours[key], theirs[key], `${at}/${key}`))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** By key and in one order. */
export function sorted<T>(entries: [string, T][]): Record<string, T> {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
