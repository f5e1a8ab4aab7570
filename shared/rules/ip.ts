/** IP arithmetic, one implementation for both families: an address is its family and a bigint. */

export type Family = 'ipv4' | 'ipv6'

export interface Address {
  family: Family
  value: bigint
}

/** All the addresses that begin with the same bits. */
export interface Subnet {
  family: Family
  first: bigint
  prefix: number
}

export const bits: Record<Family, number> = { ipv4: 32, ipv6: 128 }

/** Of either family; null for anything else. A zone (`%eth0`) is not part of an address. */
export function parseAddress(text: string): Address | null {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

/** As a person writes it: IPv6 as RFC 5952 wants it. */
export function formatAddress({ family, value }: Address): string {
  return family === 'ipv4' ? formatIpv4(value) : formatIpv6(value)
}

/** The subnet that an address is on; null when the address or the prefix is not valid. */
export function subnetOf(address: string, prefix: number): Subnet | null {
  const parsed = parseAddress(address)
  if (!parsed || !isPrefix(parsed.family, prefix)) return null
  const size = sizeOf(parsed.family, prefix)
  return { family: parsed.family, first: parsed.value - (parsed.value % size), prefix }
}

/** `192.0.2.0/24` → its subnet; null when it isn't one. */
export function parseSubnet(text: string): Subnet | null {
  const [address = '', prefix = ''] = text.split('/')
  return /^\d{1,3}$/.test(prefix) ? subnetOf(address, Number(prefix)) : null
}

export function formatSubnet({ family, first, prefix }: Subnet): string {
  return `${formatAddress({ family, value: first })}/${prefix}`
}

export function lastOf({ family, first, prefix }: Subnet): bigint {
  return first + sizeOf(family, prefix) - 1n
}

export function isPrefix(family: Family, prefix: number): boolean {
  return Number.isInteger(prefix) && prefix >= 0 && prefix <= bits[family]
}

/** Of IPv6 (fe80::/10), with or without the interface that it is on. */
export function isLinkLocal(address: Address | string): boolean {
  const found = typeof address === 'string' ? parseAddress(address.split('%')[0] ?? '') : address
  return found !== null && isIn(found, linkLocal)
}

const linkLocal: Subnet = { family: 'ipv6', first: 0xfe80n << 112n, prefix: 10 }

export function isIn(address: Address, subnet: Subnet): boolean {
  const { family, value } = address
  return family === subnet.family && value >= subnet.first && value <= lastOf(subnet)
}

/** Subnets nest or are apart, so overlapping is one being inside the other. */
export function overlap(a: Subnet, b: Subnet): boolean {
  return a.family === b.family && a.first <= lastOf(b) && b.first <= lastOf(a)
}

/**
 * The first and the last address that a guest may have. In IPv4 the first and the last of all
 * name the subnet and everybody on it; in IPv6 the first is the routers'.
 */
export function hostRange(subnet: Subnet): { first: Address; last: Address } | null {
  const { family, first, prefix } = subnet
  if (sizeOf(family, prefix) < 4n) return null
  const last = family === 'ipv4' ? lastOf(subnet) - 1n : lastOf(subnet)
  return { first: { family, value: first + 1n }, last: { family, value: last } }
}

/** Every address that a host of an IPv4 subnet may have, or none when there are over `limit`. */
export function hostsOf(address: string, prefix: number, limit: number): string[] {
  const subnet = subnetOf(address, prefix)
  const range = subnet?.family === 'ipv4' ? hostRange(subnet) : null
  if (!range) return []
  const count = Number(range.last.value - range.first.value) + 1
  if (count > limit) return []
  return Array.from({ length: count }, (_, index) => formatIpv4(range.first.value + BigInt(index)))
}

/** `255.255.255.0` → 24; null when its ones are not all at the beginning. */
export function prefixOfNetmask(netmask: string): number | null {
  const parsed = parseIpv4(netmask)
  if (!parsed) return null
  const ones = parsed.value.toString(2).padStart(32, '0').replace(/0*$/, '')
  return ones.includes('0') ? null : ones.length
}

function sizeOf(family: Family, prefix: number): bigint {
  return 1n << BigInt(bits[family] - prefix)
}

function parseIpv4(text: string): Address | null {
  const octets = text.split('.')
  const valid = octets.length === 4 && octets.every((o) => /^\d{1,3}$/.test(o) && Number(o) < 256)
  if (!valid) return null
  const value = octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n)
  return { family: 'ipv4', value }
}

function formatIpv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.')
}

function parseIpv6(text: string): Address | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head, tail] = halves.map((half, index) => groupsOf(half, index === halves.length - 1))
  if (!head || (halves.length === 2 && !tail)) return null
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (tail ? missing < 1 : missing !== 0) return null
  const groups = [...head, ...Array<number>(missing).fill(0), ...(tail ?? [])]
  return { family: 'ipv6', value: groups.reduce((sum, group) => (sum << 16n) + BigInt(group), 0n) }
}

/** The 16-bit groups of one side of `::`; the last 32 bits of all may be written as IPv4. */
function groupsOf(text: string, isEnd: boolean): number[] | null {
  if (text === '') return []
  const words = text.split(':')
  const groups: number[] = []
  for (const [index, word] of words.entries()) {
    const embedded = isEnd && index === words.length - 1 ? parseIpv4(word) : null
    if (embedded) groups.push(Number(embedded.value >> 16n), Number(embedded.value & 0xffffn))
    else if (/^[0-9a-f]{1,4}$/i.test(word)) groups.push(parseInt(word, 16))
    else return null
  }
  return groups
}

function formatIpv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    Number((value >> BigInt(112 - 16 * index)) & 0xffffn),
  )
  const { start, length } = longestZeros(groups)
  const words = (part: number[]) => part.map((group) => group.toString(16)).join(':')
  if (length < 2) return words(groups)
  return `${words(groups.slice(0, start))}::${words(groups.slice(start + length))}`
}

function longestZeros(groups: number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < groups.length; start++) {
    let length = 0
    while (groups[start + length] === 0) length++
    if (length > best.length) best = { start, length }
  }
  return best
}
