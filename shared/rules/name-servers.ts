/**
 * Name servers as NetworkManager writes them: an address, perhaps with the name that its certificate
 * is to bear (`192.0.2.53#dns.example`), or from 1.52 on a URI (`dns+tls://192.0.2.53#dns.example`).
 * Pure. Source: nm-settings-nmcli(5), ipv4.dns.
 */
import { isLinkLocal, parseAddress } from './ip.ts'
import type { Address } from './ip.ts'
import { isDomainName } from './networks/dns-problems.ts'

export interface NameServer {
  address: Address
  /** Null is the protocol's own. */
  port: number | null
  /** Asked by TLS, which a plain question does not reach. */
  isEncrypted: boolean
  /** An address and nothing more, which each version takes. */
  isPlain: boolean
}

const PORT = String.raw`(?::(?<port>\d{1,5}))?`
const WITH_SCHEME = new RegExp(
  String.raw`^dns\+(?<scheme>udp|tls)://(?:\[(?<ipv6>[^\]%]+)(?:%[^\]]+)?\]|(?<ipv4>[\d.]+))${PORT}$`,
)

/** Null for what is none. */
export function parseNameServer(text: string): NameServer | null {
  const [server = '', name, ...more] = text.split('#')
  if (more.length > 0 || (name !== undefined && !isDomainName(name))) return null
  const { scheme, ipv4, ipv6, port } = WITH_SCHEME.exec(server)?.groups ?? {}
  const address = parseAddress(ipv4 ?? ipv6 ?? server)
  const number = port === undefined ? null : Number(port)
  if (!address || (number !== null && (number < 1 || number > 65_535))) return null
  const isPlain = scheme === undefined && name === undefined
  return { address, port: number, isEncrypted: scheme === 'tls', isPlain }
}

/**
 * As c-ares takes it, to be asked without TLS; null for a server that can't be: a link-local one is
 * known without the interface that it is on.
 */
export function plainServer(text: string): string | null {
  const server = parseNameServer(text)
  if (!server || server.isEncrypted || isLinkLocal(server.address)) return null
  const { groups } = WITH_SCHEME.exec(text) ?? {}
  const address = groups?.ipv4 ?? groups?.ipv6 ?? text.split('#')[0] ?? ''
  if (server.port === null) return address
  return server.address.family === 'ipv6'
    ? `[${address}]:${server.port}`
    : `${address}:${server.port}`
}
