/** What is wrong with a network's DNS settings. Pure. */
import type { DnsSettings, NetworkDefinition } from '../model/network-definition.ts'
import { parseAddress } from './ip.ts'
import { problem } from './problem.ts'
import type { Problem } from './problem.ts'

/** Labels of letters, digits, `-` and `_`, with dots between. */
const domainPattern = /^(?!-)[A-Za-z0-9_-]{1,63}(\.(?!-)[A-Za-z0-9_-]{1,63})*\.?$/
/** What dnsmasq takes without splitting it, or reading it as an option. */
const txtNamePattern = /^[A-Za-z0-9_.-]{1,255}$/
/** No line ends or other control characters: dnsmasq reads them from a file. */
const controlPattern = /[\u0000-\u001f\u007f]/

export function isDomainName(text: string): boolean {
  return text.length <= 253 && domainPattern.test(text)
}

export function dnsProblems({ dns, domain }: NetworkDefinition): Problem[] {
  const badDomain = domain !== null && !isDomainName(domain.name)
  return [
    ...(badDomain ? [problem('domain.name', 'domain')] : []),
    ...forwarderProblems(dns),
    ...hostProblems(dns),
    ...txtProblems(dns),
    ...srvProblems(dns),
  ]
}

function forwarderProblems({ forwarders }: DnsSettings): Problem[] {
  return forwarders.flatMap(({ address, domain }, index) => {
    const at = `dns.forwarders.${index}`
    const found: Problem[] = []
    if (address === null && domain === null) found.push(problem(`${at}.address`, 'forwarder'))
    if (address !== null && !parseAddress(address)) found.push(problem(`${at}.address`, 'address'))
    if (domain !== null && !isDomainName(domain)) found.push(problem(`${at}.domain`, 'domain'))
    return found
  })
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
    if (value === '' || controlPattern.test(value)) found.push(problem(`${at}.value`, 'txt-value'))
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
      if (value !== null && !isDomainName(value)) found.push(problem(`${at}.${key}`, 'domain'))
    }
    const needsPort = item.target !== null && (item.port === null || item.port < 1)
    if (needsPort || (item.port ?? 0) > 65_535) found.push(problem(`${at}.port`, 'port'))
    return found
  })
}
