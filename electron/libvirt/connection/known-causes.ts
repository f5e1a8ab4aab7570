/** What libvirt’s own words mean, where they have a cause that a person can act on. Pure. */
import type { ErrorCode } from '../../../shared/errors.ts'

interface Known {
  code: ErrorCode
  params: Record<string, string>
}

/** Each with what its groups are; the words are those of libvirt 9.0 to 12.8 and QEMU's. */
const causes: [pattern: RegExp, code: ErrorCode, params: string[]][] = [
  // virNetworkObj…, networkAllocatePort
  [/network '([^']+)' is not active/i, 'network-not-active', ['network']],
  // virNetDevGetMTU, virNetDevBridgeAddPort, virNetDevMacVLanCreate
  [/interface MTU on '([^']+)': No such device/, 'interface-gone', ['interface']],
  [/[Uu]nable to add (?:bridge )?(\S+) port .*No such device/, 'interface-gone', ['interface']],
  [/Cannot get interface flags on '([^']+)': No such device/, 'interface-gone', ['interface']],
  [
    /creating macvtap interface [^@\s]+@(\S+) .*Device or resource busy/,
    'device-is-ported',
    ['interface'],
  ],
  // virDomainPCIAddressGetNextAddr
  [/No more available PCI (?:slots|addresses)/, 'machine-no-slot', []],
  // qemuDomainChangeNet
  [
    /cannot modify (?:network device|virtio network|[a-z]+ network device)|cannot change (?:network )?(?:interface|device|config)|changing (?:device|network)[^]*not supported|Operation not supported: [^]*(?:modif|chang)/i,
    'nic-not-live',
    [],
  ],
  // virNetDevOpenvswitch…, virDomainActualNetDefValidate
  [/vlan tag not supported for this connection type/, 'nic-vlan-unfit', []],
  // virNWFilterInstantiateFilterUpdate: deleted, or renamed, while a NIC refers to it
  [/referenced filter '([^']*)' is missing/, 'filter-missing', ['filter']],
  // virCommand of the firewall backend: a network filter needs them
  [/failed to add new filter rules|ebtables|nwfilter/i, 'filters-not-possible', []],
  // qemuDomainObjBeginJob
  [/cannot acquire state change lock/, 'machine-busy', []],
  [/Cannot access storage file '([^']+)'/, 'machine-file-missing', ['file']],
  [/Failed to get (?:"write"|shared "write"|"consistent read") lock/, 'machine-disk-in-use', []],
  [/[Cc]annot allocate memory/, 'host-memory-full', []],
  // virDomainDiskDefAssignAddress… and the same of NICs
  [/network device with mac (\S+) already exists/i, 'mac-taken', ['mac']],
  // passt's own words, of each port that it is to listen on
  [/Failed to bind port (\d+) \(Address already in use\)/, 'port-taken', ['port']],
  [/Failed to bind port (\d+) \(Permission denied\)/, 'port-privileged', ['port']],
  // QEMU's, of a display whose port a forward of its own machine has taken since libvirt chose it
  [
    /-(?:vnc|spice) [^]*(?:Address already in use|failed to initialize spice)/i,
    'display-port-taken',
    [],
  ],
  [/Can't open enough sockets for port specifier/, 'forwards-too-many', []],
  [/(?:[Uu]nable to find|[Cc]annot find|Failed to find)[^]*'?passt'?/, 'passt-missing', []],
  [/qemu-bridge-helper|access denied by acl file/, 'bridge-helper-refused', []],
]

/** Null where nobody knows better than libvirt itself. */
export function knownCause(words: string): Known | null {
  for (const [pattern, code, names] of causes) {
    const found = pattern.exec(words)
    if (!found) continue
    const params = names.map((name, at) => [name, found[at + 1] ?? ''])
    return { code, params: Object.fromEntries(params) as Record<string, string> }
  }
  return null
}
