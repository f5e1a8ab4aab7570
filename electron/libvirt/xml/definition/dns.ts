/** `<dns>`: what libvirt's name server tells the guests. Pure. */
import type {
  DnsForwarder,
  DnsHost,
  DnsSettings,
  DnsSrv,
  DnsTxt,
} from '../../../../shared/model/network-definition.ts'
import { append, attribute, children, numericAttribute, remove, setAttribute } from '../dom.ts'
import type { Element } from '../dom.ts'
import { syncList } from './lists.ts'
import type { ListOf } from './lists.ts'

export const dnsForwarders: ListOf<DnsForwarder> = {
  name: 'forwarder',
  read: (element) => ({
    address: attribute(element, 'addr'),
    port: numericAttribute(element, 'port'),
    domain: attribute(element, 'domain'),
  }),
  write: (element, { address, port, domain }) => {
    setAttribute(element, 'addr', address)
    setAttribute(element, 'port', port === null ? null : String(port))
    setAttribute(element, 'domain', domain)
  },
  key: ({ address, domain }) => `${address} ${domain}`,
}

export const dnsHosts: ListOf<DnsHost> = {
  name: 'host',
  read: (element) => ({
    address: attribute(element, 'ip') ?? '',
    names: children(element, 'hostname').map((name) => name.textContent ?? ''),
  }),
  write: (element, { address, names }) => {
    setAttribute(element, 'ip', address)
    children(element, 'hostname').forEach(remove)
    for (const name of names) append(element, 'hostname', {}, name)
  },
  key: ({ address }) => address,
}

export const dnsTxts: ListOf<DnsTxt> = {
  name: 'txt',
  read: (element) => ({
    name: attribute(element, 'name') ?? '',
    value: attribute(element, 'value') ?? '',
  }),
  write: (element, { name, value }) => {
    setAttribute(element, 'name', name)
    setAttribute(element, 'value', value)
  },
  key: ({ name }) => name,
}

const srvNumbers = ['port', 'priority', 'weight'] as const

export const dnsSrvs: ListOf<DnsSrv> = {
  name: 'srv',
  read: (element) => {
    const [port = null, priority = null, weight = null] = srvNumbers.map((name) =>
      numericAttribute(element, name),
    )
    return {
      service: attribute(element, 'service') ?? '',
      protocol: attribute(element, 'protocol') ?? '',
      domain: attribute(element, 'domain'),
      target: attribute(element, 'target'),
      port,
      priority,
      weight,
    }
  },
  write: (element, srv) => {
    for (const name of ['service', 'protocol', 'domain', 'target'] as const) {
      setAttribute(element, name, srv[name])
    }
    for (const name of srvNumbers) {
      setAttribute(element, name, srv[name] === null ? null : String(srv[name]))
    }
  },
  key: ({ service, protocol, domain, target }) => [service, protocol, domain, target].join(' '),
}

export function readDns(dns: Element | null): DnsSettings {
  const all = <T>(list: ListOf<T>) => children(dns, list.name).map(list.read)
  return {
    enabled: attribute(dns, 'enable') !== 'no',
    forwardPlainNames: attribute(dns, 'forwardPlainNames') !== 'no',
    forwarders: all(dnsForwarders),
    hosts: all(dnsHosts),
    txt: all(dnsTxts),
    srv: all(dnsSrvs),
  }
}

/** @param dns an element of its own, to be pruned when nothing is left in it */
export function writeDns(dns: Element, current: DnsSettings, wanted: DnsSettings): void {
  const flag = (name: string, before: boolean, after: boolean) => {
    if (before !== after) setAttribute(dns, name, after ? null : 'no')
  }
  flag('enable', current.enabled, wanted.enabled)
  flag('forwardPlainNames', current.forwardPlainNames, wanted.forwardPlainNames)
  syncList(dns, dnsForwarders, wanted.forwarders)
  syncList(dns, dnsHosts, wanted.hosts)
  syncList(dns, dnsTxts, wanted.txt)
  syncList(dns, dnsSrvs, wanted.srv)
}
