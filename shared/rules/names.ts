/**
 * Names of host interfaces.
 *
 * The kernel takes 15 bytes of nearly anything, NetworkManager and libvirt take `br'0` and
 * `<br0>`; what every tool takes is letters, digits, `_`, `.` and `-`, not starting with a sign,
 * and never `.` or `..`.
 */
export const interfaceNamePattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$/

export function isInterfaceName(name: string): boolean {
  return interfaceNamePattern.test(name)
}

/** libvirt takes any network name without `/` and line ends; ours are readable and short. */
export const networkNamePattern = /^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,62}$/

export function isNetworkName(name: string): boolean {
  return networkNamePattern.test(name)
}

/** The first of `br0`, `br1`… (or `host-bridge`, `host-bridge-1`…) that is not taken. */
export function firstFreeName(
  taken: Iterable<string>,
  candidate: (index: number) => string,
): string {
  const used = new Set(taken)
  for (let index = 0; ; index++) {
    const name = candidate(index)
    if (!used.has(name)) return name
  }
}

export function freeBridgeName(taken: Iterable<string>): string {
  return firstFreeName(taken, (index) => `br${index}`)
}

export function freeNetworkName(taken: Iterable<string>): string {
  return firstFreeName(taken, (index) => (index === 0 ? 'host-bridge' : `host-bridge-${index}`))
}
