/** Why libvirt could not start a network, where its own or dnsmasq's words tell. Pure. */
import type { ErrorCode } from '../../../shared/errors.ts'

interface StartProblem {
  code: ErrorCode
  params: Record<string, string>
}

const reasons: [pattern: RegExp, code: ErrorCode, param: string | null][] = [
  // dnsmasq: the name service's port, at this address or at all.
  [
    /failed to create listening socket for (\S+): Address already in use/,
    'network-dns-port-taken',
    'address',
  ],
  [/failed to bind DHCP server socket: Address already in use/, 'network-dhcp-port-taken', null],
  [/(\/\S*resolv\.conf)[^]*No such file or directory/, 'network-resolv-conf-missing', 'file'],
  // libvirt itself.
  [/failed to register name server/, 'network-resolver-off', null],
  [/[Nn]etwork is already in use by interface (\S+)/, 'network-subnet-in-use', 'interface'],
  [
    /accept_ra set to 2[^]*?Interfaces to look at: (.+?)(?: \(code|$)/,
    'network-ra-routes',
    'interfaces',
  ],
  [/accept_ra set to 2/, 'network-ra-routes', null],
  [/INVALID_ZONE: ?(\S+)/, 'network-zone-unknown', 'zone'],
  [
    /error creating bridge interface (\S+): Operation not permitted/,
    'network-not-permitted',
    'bridge',
  ],
]

/** Null where nobody knows better than libvirt's own words. */
export function startProblem(words: string): StartProblem | null {
  for (const [pattern, code, param] of reasons) {
    const found = pattern.exec(words)
    if (!found) continue
    return { code, params: param ? { [param]: (found[1] ?? '').replace(/[.:,]+$/, '') } : {} }
  }
  return null
}
