/**
 * Rulesets of real firewalls beside libvirt's, recorded in the lab on Debian 13 (Docker 26.1, ufw
 * 0.36, firewalld 2.3, iptables 1.8.11, libvirt 11.3), one with Debian 12's iptables 1.8.9.
 *
 * `nat`, `routed` and `isolated` are on virbr1, virbr2 and virbr3; `lan` is on br0.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checks } from '../../../electron/backend/doctor/checks/index.ts'
import type { Found } from '../../../electron/backend/doctor/check.ts'
import type { View } from '../../../electron/backend/doctor/view.ts'
import {
  merged,
  parseIptablesSave,
  parseRuleset,
} from '../../../electron/host/packet-filter/index.ts'
import type { Ruleset } from '../../../electron/host/packet-filter/index.ts'
import type { Network, Subnet } from '../../../shared/model/network.ts'
import { link, links, network, rules, sysctl, view, world } from './host.ts'

const read = (name: string) =>
  readFileSync(new URL(`../../fixtures/firewalls/${name}`, import.meta.url), 'utf8')
const recorded = (name: string) => parseRuleset(read(`${name}.json`))
const legacy = () =>
  merged(
    parseIptablesSave(read('docker-and-libvirt-iptables-legacy.save'), 'ip'),
    parseIptablesSave(read('docker-and-libvirt-ip6tables-legacy.save'), 'ip6'),
  )

const subnet = (family: Subnet['family'], address: string, prefix: number, start?: string) => ({
  ...{ family, address, prefix, reservations: [] },
  dhcpRanges: start ? [{ start, end: start }] : [],
})
const of = (number: number, kind: Network['kind'], six = kind !== 'isolated'): Network =>
  network({
    ...{ uuid: `u${number}`, name: kind, kind, bridge: `virbr${number}`, leases: [] },
    subnets: [
      subnet('ipv4', `10.8${number}.0.1`, 24, `10.8${number}.0.9`),
      ...(six ? [subnet('ipv6', `fd8${number}::1`, 64)] : []),
    ],
  })
const networks = [of(1, 'nat'), of(2, 'routed'), of(3, 'isolated')]

const host = (list: Ruleset, part: Partial<View> = {}) => {
  const bridges = ['virbr1', 'virbr2', 'virbr3'].map((name) => link(name, { kind: 'bridge' }))
  const uplinks = networks.flatMap(({ uuid }) =>
    ['ipv4', 'ipv6'].map((family) => [`${uuid} ${family}`, 'eth0'] as const),
  )
  return view({
    world: world({ machines: [], networks }),
    ...{ rules: list, links: [...links(), ...bridges], uplinks: new Map(uplinks), zones: null },
    sysctl: sysctl({ 'net.bridge.bridge-nf-call-iptables': 0 }),
    ...part,
  })
}

const FIREWALLS = ['firewall', 'docker', 'bridge-nf', 'way-out']
const find = (seen: View): Found[] =>
  checks
    .filter(
      ({ id, applicable }) => FIREWALLS.some((part) => id.startsWith(part)) && applicable(seen),
    )
    .flatMap((check) => check.run(seen))
const said = (seen: View) =>
  find(seen)
    .map(({ finding: { code, about, params } }) => {
      const name = 'name' in about ? about.name : ''
      return [code, name, params.services ?? params.owner ?? ''].join(' ').trim()
    })
    .sort()
const commandsFor = (seen: View, code: string, name: string) =>
  find(seen)
    .filter(
      ({ finding: { code: own, about } }) => own === code && 'name' in about && about.name === name,
    )
    .flatMap(({ finding }) => finding.commands)

describe('recorded rules of', () => {
  it.each<[string, Ruleset, string[]]>([
    ['libvirt alone', recorded('libvirt-iptables'), []],
    [
      'Docker before libvirt’s nftables: both directions of both families are dropped',
      recorded('docker-and-libvirt-nftables'),
      ['docker-forward nat Docker', 'docker-forward routed Docker'],
    ],
    [
      'Docker beside libvirt’s iptables, as iptables 1.8.9 leaves them opaque',
      recorded('docker-and-libvirt-iptables-1.8.9'),
      [],
    ],
    ['Docker beside libvirt’s iptables-legacy', legacy(), []],
    [
      'ufw beside libvirt’s nftables',
      recorded('ufw-and-libvirt-nftables'),
      [
        'firewall-forward nat ufw',
        'firewall-forward routed ufw',
        'firewall-input isolated DHCP, DNS',
        'firewall-input nat DHCP, DNS',
        'firewall-input routed DHCP, DNS',
      ],
    ],
    ['firewalld beside libvirt’s nftables', recorded('firewalld-and-libvirt-nftables'), []],
    ['nobody any more: what libvirt wrote is gone', rules([]), ['firewall-rules-lost nat']],
  ])('%s', (_, list, expected) => {
    expect(said(host(list))).toEqual(expected)
  })

  it('Docker, with br_netfilter: bridges are cut within themselves, of the family that is asked', () => {
    const within = (part: Record<string, number>) => {
      const off = { 'net.bridge.bridge-nf-call-iptables': 0, ...part }
      const seen = host(recorded('docker-and-libvirt-nftables'), { sysctl: sysctl(off) })
      return said({ ...seen, bridges: ['br0'] }).filter((line) => line.includes('br0'))
    }
    expect(within({})).toEqual([])
    expect(within({ 'net.bridge.bridge-nf-call-iptables': 1 })).toHaveLength(1)
    expect(within({ 'net.bridge.bridge-nf-call-ip6tables': 1 })).toHaveLength(1)
  })
})

describe('what ends it', () => {
  it('Docker: its own chain, both directions, both families; for a routed network also the way in', () => {
    const seen = host(recorded('docker-and-libvirt-nftables'))
    const both = (program: string, bridge: string) => [
      `sudo ${program} -I DOCKER-USER -i ${bridge} -j ACCEPT`,
      `sudo ${program} -I DOCKER-USER -o ${bridge} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
    ]
    expect(commandsFor(seen, 'docker-forward', 'nat')).toEqual([
      ...both('iptables', 'virbr1'),
      ...both('ip6tables', 'virbr1'),
    ])
    expect(commandsFor(seen, 'docker-forward', 'routed')).toContain(
      'sudo iptables -I DOCKER-USER -o virbr2 -j ACCEPT',
    )
  })

  it('Docker, with the package: kept over a boot, and taken back by the same', () => {
    const seen = host(recorded('docker-and-libvirt-nftables'), { keepsForDocker: true })
    expect(commandsFor(seen, 'docker-forward', 'nat')[0]).toBe(
      'sudo /usr/lib/puente/docker-user iptables -I DOCKER-USER -i virbr1 -j ACCEPT',
    )
    const [found] = find(seen).filter(({ finding }) => finding.code === 'docker-forward')
    expect(found?.fix).toMatchObject({
      lasts: 'for-good',
      commands: [
        { undo: 'docker-user iptables -D DOCKER-USER -i virbr1 -j ACCEPT'.split(' ') },
        {},
        {},
        {},
      ],
    })
  })

  it('ufw: the two services, and what is routed', () => {
    const seen = host(recorded('ufw-and-libvirt-nftables'))
    expect(commandsFor(seen, 'firewall-input', 'isolated')).toEqual([
      'sudo ufw allow in on virbr3 to any port 67 proto udp',
      'sudo ufw allow in on virbr3 to any port 53',
    ])
    expect(commandsFor(seen, 'firewall-forward', 'nat')).toEqual([
      'sudo ufw route allow in on virbr1',
    ])
    expect(commandsFor(seen, 'firewall-forward', 'routed')).toEqual([
      'sudo ufw route allow in on virbr2',
      'sudo ufw route allow out on virbr2',
    ])
  })

  it('each that is made can be taken back', () => {
    const lists = [recorded('docker-and-libvirt-nftables'), recorded('ufw-and-libvirt-nftables')]
    for (const { fix } of lists.flatMap((list) => find(host(list)))) {
      const commands = fix?.do === 'host' ? fix.commands : []
      expect(commands.length).toBeGreaterThan(0)
      for (const { undo } of commands) expect(undo).toBeDefined()
    }
  })

  it('Docker’s own tables (29, its nftables backend): named, and left alone where they drop', () => {
    const seen = (policy: string) => {
      const own = rules([`ip docker-bridges filter-FORWARD forward ${policy}`])
      return find(host(merged(recorded('libvirt-iptables'), own))).map(({ finding }) => finding)
    }
    expect(seen('accept')).toEqual([])
    const dropped = seen('drop')
    expect(dropped.length).toBeGreaterThan(0)
    for (const finding of dropped) {
      expect(finding).toMatchObject({
        ...{ code: 'docker-forward', fixable: false, commands: [] },
        params: { owner: 'Docker', chain: 'ip docker-bridges filter-FORWARD' },
      })
      expect(finding.evidence[0]?.command).toBe(
        'sudo nft list chain ip docker-bridges filter-FORWARD',
      )
    }
  })

  it('a table that only its owner may change is changed by nobody else', () => {
    const list = recorded('firewalld-and-libvirt-nftables')
    const strict = rules(['inet shut fwd forward drop'])
    const closed = { ...strict, tables: [{ family: 'inet', name: 'shut', flags: ['owner'] }] }
    const [found] = find(host(merged(list, closed))).filter(
      ({ finding }) => finding.code === 'firewall-forward',
    )
    expect(found?.finding).toMatchObject({
      fixable: false,
      params: { owner: 'nftables (inet shut)' },
    })
  })
})

describe('a network that is tied to an interface', () => {
  const tied = { ...of(1, 'nat'), forwardDevices: ['eth0'] }
  const underBridge = { links: [...links(), link('virbr1', { kind: 'bridge' })] }
  const seen = (uplink: string, part: Partial<View> = {}) =>
    host(recorded('libvirt-iptables'), {
      world: world({ machines: [], networks: [tied] }),
      uplinks: new Map([['u1 ipv4', uplink]]),
      ...part,
    })

  it('says that the route goes by another, once it went under a bridge, and nothing else', () => {
    const found = find({ ...seen('br0'), ...underBridge, networks: [tied] })
    expect(found.map(({ finding }) => finding.code)).toEqual(['way-out-elsewhere'])
    expect(found[0]?.finding.params).toEqual({ network: 'nat', named: 'eth0', out: 'br0' })
    expect(found[0]?.fix).toEqual({ do: 'lead-out-by', network: 'u1', device: 'br0' })
  })

  it('the same where it is gone', () => {
    const without = links().filter(({ name }) => name !== 'eth0')
    const found = find({ ...seen('enp4s0'), links: without, networks: [tied] })
    expect(found[0]?.finding.params).toMatchObject({ named: 'eth0', out: 'enp4s0' })
  })

  it('is silent where it is there and stands by itself', () => {
    const alone = { links: links(link('eth0')) }
    expect(said({ ...seen('tun0'), ...alone, networks: [tied] })).toEqual([])
  })
})
