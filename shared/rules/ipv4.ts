/** IPv4 arithmetic on unsigned 32-bit numbers. */

export function parseIpv4(text: string): number | null {
  const octets = text.split('.')
  const valid = octets.length === 4 && octets.every((o) => /^\d{1,3}$/.test(o) && Number(o) < 256)
  return valid ? octets.reduce((value, octet) => value * 256 + Number(octet), 0) : null
}

export function formatIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.')
}

/**
 * Every address of the subnet that a host may have, or none when there are more than `limit`.
 * @param prefix 0 to 32
 */
export function hostsOf(address: string, prefix: number, limit: number): string[] {
  const value = parseIpv4(address)
  const size = 2 ** (32 - prefix)
  if (value === null || size - 2 > limit || size < 4) return []
  const first = value - (value % size) + 1
  return Array.from({ length: size - 2 }, (_, index) => formatIpv4(first + index))
}
