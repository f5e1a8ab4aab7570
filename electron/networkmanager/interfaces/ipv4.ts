/** An IPv4 address, which some of NetworkManager's values hold in network byte order, read as a little-endian number. */
export function ipv4Text(value: number): string {
  return [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff).join('.')
}
