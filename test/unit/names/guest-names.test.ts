/** By which name a network knows a NIC, and what makes it known: as tables. */
import { describe, expect, it } from 'vitest'
import { candidates, namedNic } from '../../../electron/backend/names/named-nic.ts'
import { webAddress } from '../../../electron/backend/names/web.ts'
import { hostSources } from '../../../electron/host/names/standing.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import type { NameStanding } from '../../../shared/model/machine-names.ts'
import type { NetworkDefinition, Reservation } from '../../../shared/model/network-definition.ts'
import { emptyDefinition } from '../../../shared/model/network-definition.ts'
import type { Lease } from '../../../shared/model/network.ts'
import {
  freeHostName,
  neighbourName,
  withGuestName,
} from '../../../shared/rules/guest-names/network-names.ts'
import { nameWay, usualDomain } from '../../../shared/rules/guest-names/ways.ts'

const MAC = '52:54:00:00:00:01'
const AT = '192.168.122.10'
const lease = (part: Partial<Lease> = {}): Lease => ({
  ...{ mac: MAC, address: AT, prefix: 24, hostname: 'web', expiresAt: 0 },
  ...part,
})
const reservation = (part: Partial<Reservation>): Reservation => ({
  ...{ mac: MAC, id: null, name: null, address: AT },
  ...part,
})

function network(part: {
  reservations?: Reservation[]
  dns?: Partial<NetworkDefinition['dns']>
  domain?: NetworkDefinition['domain']
}): NetworkDefinition {
  const empty = emptyDefinition('default', 'nat')
  const range = { start: '192.168.122.2', end: '192.168.122.254', leaseSeconds: null }
  return {
    ...empty,
    dns: { ...empty.dns, ...part.dns },
    domain: part.domain ?? null,
    subnets: [
      {
        ...({ family: 'ipv4', address: '192.168.122.1', prefix: 24 } as const),
        ...{ dhcpRanges: [range], reservations: part.reservations ?? [] },
      },
      {
        ...({ family: 'ipv6', address: 'fd00::1', prefix: 64 } as const),
        ...{ dhcpRanges: [], reservations: [] },
      },
    ],
  }
}
const nic = (leases: Lease[], addresses = [AT]) => ({ macs: [MAC], addresses, leases })
const other = lease({ mac: '52:54:00:00:00:02', address: '192.168.122.11' })
const host = (names: string[]) => ({ hosts: [{ address: AT, names }] })

describe('neighbours know a NIC', () => {
  it.each<[string, NetworkDefinition, ReturnType<typeof nic>, string]>([
    ['by what its client says', network({}), nic([lease()]), 'web'],
    [
      'by its reservation before that',
      network({ reservations: [reservation({ name: 'shop' })] }),
      nic([lease()]),
      'shop',
    ],
    [
      'by a reservation of its DUID',
      network({ reservations: [reservation({ mac: null, id: '00:01', name: 'six' })] }),
      nic([lease({ duid: '00:01', hostname: null })]),
      'six',
    ],
    ['by a record', network({ dns: host(['nas', 'files']) }), nic([]), 'nas'],
    [
      'by its reservation, whoever else says the same',
      network({ reservations: [reservation({ name: 'web' })] }),
      nic([lease(), other]),
      'web',
    ],
  ])('%s', (_, definition, at, name) => {
    expect(neighbourName(definition, at)).toEqual({ name })
  })

  it.each<[string, NetworkDefinition, ReturnType<typeof nic>]>([
    ['no-dns', network({ dns: { enabled: false } }), nic([lease()])],
    ['off', network({}), nic([lease()], [])],
    ['not-told', network({}), nic([lease({ hostname: null })])],
    // Of a reservation dnsmasq makes a name only for who has a lease.
    ['not-told', network({ reservations: [reservation({ name: 'shop' })] }), nic([])],
    ['not-told', network({}), nic([lease({ hostname: '-oProxyCommand=x' })])],
    ['not-told', network({}), nic([lease({ hostname: 'a b;id' })])],
    ['shared', network({}), nic([lease(), lease({ ...other, hostname: 'WEB' })])],
  ])('by none: %s', (why, definition, at) => {
    expect(neighbourName(definition, at)).toEqual({ name: null, why })
  })
})

describe('a NIC gets a name', () => {
  it.each<[string, NetworkDefinition, ReturnType<typeof nic>]>([
    ['a reservation of what it was lent', network({}), nic([lease({ hostname: null })])],
    [
      'its reservation’s',
      network({ reservations: [reservation({})] }),
      nic([lease({ hostname: null })]),
    ],
    ['a record where it has no lease', network({}), nic([])],
    ['a record beside others', network({ dns: host([]) }), nic([])],
    [
      'by DUID in IPv6',
      network({}),
      nic([lease({ address: 'fd00::5', duid: '00:02', hostname: null })], ['fd00::5']),
    ],
  ])('by %s, and is known by it', (_, definition, at) => {
    const after = withGuestName(definition, at, 'shop')
    expect(neighbourName(after, at)).toEqual({ name: 'shop' })
    const count = (all: NetworkDefinition) =>
      all.subnets.flatMap(({ reservations }) => reservations).length + all.dns.hosts.length
    expect(count(after)).toBe(1)
  })

  it.each([
    ['Web server', 'web-server'],
    ['web', 'web-2'],
    ['ÄÖ', 'machine'],
    ['--x--', 'x'],
  ])('of its machine’s: %s is %s', (machine, name) => {
    expect(freeHostName(machine, network({}), [lease()])).toBe(name)
  })
})

const standing: NameStanding = { resolver: false, module: 'installed', noChange: null }

describe('the host', () => {
  const asked = { definition: network({}), machine: 'web', isLent: true, version: '11.3.0' }
  it.each<[string, Partial<Parameters<typeof nameWay>[0]>, object]>([
    [
      'asks the network by its resolver',
      { standing: { ...standing, resolver: true } },
      { how: 'resolver', on: false, domain: 'default.internal' },
    ],
    [
      'in the domain that it has',
      {
        standing: { ...standing, resolver: true },
        definition: network({ domain: { name: 'x.test', localOnly: true, register: true } }),
      },
      { how: 'resolver', on: true, domain: 'x.test' },
    ],
    [
      'by the module with an older libvirt',
      { standing: { ...standing, resolver: true }, version: '10.0.0' },
      { how: 'module', on: false },
    ],
    [
      'by the module where DNS is off',
      {
        standing: { ...standing, resolver: true },
        definition: network({ dns: { enabled: false } }),
      },
      { how: 'module', on: false },
    ],
    ['by the module that it has', { standing: { ...standing, module: 'used' } }, { on: true }],
    [
      'not without it',
      { standing: { ...standing, module: 'missing' } },
      { hindrance: 'no-module' },
    ],
    ['not from afar', { standing: { ...standing, noChange: 'far' } }, { hindrance: 'far' }],
    ['not by any name', { machine: 'web server' }, { hindrance: 'odd-name' }],
    ['not what has no lease', { isLent: false }, { hindrance: 'not-lent' }],
    ['not on a bridge', { definition: null }, { hindrance: 'no-network' }],
  ])('finds a machine %s', (_, part, way) => {
    expect(nameWay({ ...asked, standing, ...part })).toMatchObject(way)
  })

  it.each([
    ['default', 'default.internal'],
    ['My Net_1', 'my-net-1.internal'],
    ['Ü', 'machines.internal'],
  ])('takes for the network %s the domain %s', (name, domain) => {
    expect(usualDomain(name)).toBe(domain)
  })

  it.each([
    ['hosts: files dns', ['files', 'dns']],
    ['# hosts: a\n hosts:\tfiles [NOTFOUND=return] libvirt_guest#x\n', ['files', 'libvirt_guest']],
    ['passwd: files', []],
  ])('reads %j', (text, sources) => {
    expect(hostSources(text)).toEqual(sources)
  })

  it('tries the network’s name, then the machine’s, and none that is an option', () => {
    const one = {
      ...{ alias: null, slot: null, mac: MAC, plugged: true, addresses: [] },
    } as unknown as MachineNic
    const machine = { name: '-x', state: 'running', nics: [one] } as unknown as Machine
    const running = network({ domain: { name: 'lab.internal', localOnly: true, register: true } })
    const found = namedNic(machine, one, undefined, { running, stored: running })
    expect(candidates(found, { name: 'web' })).toEqual(['web.lab.internal', 'web'])
    expect(candidates({ ...found, machine: { ...machine, name: 'db' } }, null)).toEqual(['db'])
  })
})

describe('a web page', () => {
  it.each([
    ['web.lab.internal', 443, 'https://web.lab.internal:443/'],
    [AT, 8080, 'http://192.168.122.10:8080/'],
    ['fd00::5', 80, 'http://[fd00::5]:80/'],
    ['file:///etc/passwd', 80, null],
    ['a b', 80, null],
    ['-x', 80, null],
    [null, 80, null],
  ])('of %j at %i is %j', (at, port, address) => {
    expect(webAddress(at, port)).toBe(address)
  })
})
