/** What is wrong with a network's DNS settings. Pure. */
import type { DnsSettings, NetworkDefinition } from '../../model/network-definition.ts'
import { hasControlCharacter } from '../control-characters.ts'
import { parseAddress } from '../ip.ts'
import { problem } from '../problem.ts'
import type { Problem } from '../problem.ts'

/** Labels of letters, digits, `-` and `_`, with dots between. */
const domainPattern = /^(?!-)[A-Za-z0-9_-]{1,63}(\.(?!-)[A-Za-z0-9_-]{1,63})*\.?$/
/** What dnsmasq takes without splitting it, or reading it as an option. */
const txtNamePattern = /^[A-Za-z0-9_.-]{1,255}$/

export function isDomainName(text: string): boolean {
  return text.length <= 253 && domainPattern.test(text)
}

export function dnsProblems({ dns, domain }: NetworkDefinition): Problem[] {
  const badDomain = domain !== null && !isDomainName(domain.name)
  return [
    ...(badDomain ? [problem('domain.name', 'domain')] : []),
    // libvirt refuses it: the host would ask the network for what that asks the host for.
    ...(domain?.register && !domain.localOnly
      ? [problem('domain.register', 'register-local')]
      : []),
    ...(!dns.enabled && hasRecords(dns) ? [problem('dns.enabled', 'dns-off')] : []),
    ...forwarderProblems(dns),
    ...hostProblems(dns),
    ...txtProblems(dns),
    ...srvProblems(dns),
  ]
}

/** libvirt takes none beside a name service that is off. */
export function hasRecords({ forwarders, hosts, txt, srv }: DnsSettings): boolean {
  return [forwarders, hosts, txt, srv].some((list) => list.length > 0)
}

function forwarderProblems({ forwarders }: DnsSettings): Problem[] {
  return forwarders.flatMap(({ address, port, domain }, index) => {
    const at = `dns.forwarders.${index}`
    const found: Problem[] = []
    if (address === null && domain === null) found.push(problem(`${at}.address`, 'forwarder'))
    if (address !== null && !parseAddress(address)) found.push(problem(`${at}.address`, 'address'))
    // libvirt would send it to the servers that the host asks, at their own port.
    if (port !== null && (address === null || !isPort(port))) {
      found.push(problem(`${at}.port`, address === null ? 'port-without-address' : 'port'))
    }
    if (domain !== null && !isDomainName(domain)) found.push(problem(`${at}.domain`, 'domain'))
    return found
  })
}

function isPort(number: number): boolean {
  return number >= 1 && number <= 65_535
}

function hostProblems({ hosts }: DnsSettings): Problem[] {
  return hosts.flatMap(({ address, names }, index) => {
    const at = `dns.hosts.${index}`
    const found: Problem[] = []
    if (!parseAddress(address)) found.push(problem(`${at}.address`, 'address'))
    else if (hosts.findIndex((other) => other.address === address) !== index) {
      found.push(problem(`${at}.address`, 'address-twice'))
    }
    if (names.length === 0 || !names.every(isDomainName))
      found.push(problem(`${at}.names`, 'names'))
    return found
  })
}

function txtProblems({ txt }: DnsSettings): Problem[] {
  return txt.flatMap(({ name, value }, index) => {
    const at = `dns.txt.${index}`
    const found: Problem[] = []
    if (!txtNamePattern.test(name)) found.push(problem(`${at}.name`, 'domain'))
    if (value === '' || hasControlCharacter(value)) found.push(problem(`${at}.value`, 'txt-value'))
    return found
  })
}

function srvProblems({ srv }: DnsSettings): Problem[] {
  return srv.flatMap((item, index) => {
    const at = `dns.srv.${index}`
    const found: Problem[] = []
    if (!/^[A-Za-z0-9_-]{1,63}$/.test(item.service)) found.push(problem(`${at}.service`, 'service'))
    if (!/^(tcp|udp|sctp|[a-z]{1,15})$/.test(item.protocol)) {
      found.push(problem(`${at}.protocol`, 'protocol'))
    }
    for (const key of ['domain', 'target'] as const) {
      const value = item[key]
      const isNowhere = key === 'target' && value === '.'
      if (value !== null && !isNowhere && !isDomainName(value)) {
        found.push(problem(`${at}.${key}`, 'domain'))
      }
    }
    // Without a port dnsmasq takes 1, and without a target the port is nobody's.
    const badPort = item.port !== null && !isPort(item.port)
    if (badPort && item.target !== null) found.push(problem(`${at}.port`, 'port'))
    return found
  })
}
