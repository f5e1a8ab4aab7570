/** Whose an address in a packet is, as far as the window knows. Pure. */
import type { HostInterface } from '../../../shared/model/host.ts'
import { macsOf, type Machine } from '../../../shared/model/machine.ts'

/**
 * By address of IP and of the card. Of an address that two have nobody knows whose a packet is.
 * @param hostName what this host is called
 */
export function knownAddresses(
  machines: Machine[],
  interfaces: HostInterface[],
  hostName: string,
): ReadonlyMap<string, string> {
  const owners = new Map<string, Set<string>>()
  const note = (address: string | null, name: string) => {
    if (!address) return
    const key = address.toLowerCase()
    owners.set(key, (owners.get(key) ?? new Set()).add(name))
  }
  for (const { name, nics } of machines) {
    for (const nic of nics) {
      for (const mac of macsOf(nic)) note(mac, name)
      for (const { address } of nic.addresses) note(address, name)
    }
  }
  for (const { kind, mac, ipv4, ipv6 } of interfaces) {
    // A tap has the host's end of a machine's cable, and no packet is from it.
    if (kind !== 'tun') note(mac, hostName)
    for (const { address } of [...ipv4.addresses, ...ipv6.addresses]) note(address, hostName)
  }
  const known = [...owners].flatMap(([address, [name, ...others]]) =>
    name !== undefined && others.length === 0 ? [[address, name] as const] : [],
  )
  return new Map(known)
}
