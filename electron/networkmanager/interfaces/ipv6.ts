/** An IPv6 address, which some of NetworkManager's values hold as 16 bytes, as text. */
export function ipv6Text(bytes: Uint8Array): string {
  const words = Array.from(
    { length: 8 },
    (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0),
  )
  // URL compresses the zeros as RFC 5952 asks.
  return new URL(`http://[${words.map((word) => word.toString(16)).join(':')}]`).hostname.slice(
    1,
    -1,
  )
}
