import { AdministratorHelper } from '../../support/administrator-helper.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checks } from '../../../electron/backend/doctor/checks/index.ts'
import type { View } from '../../../electron/backend/doctor/view.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import { emptyDefinition } from '../../../shared/model/network-definition.ts'
import { findingCodes } from '../../../shared/model/finding.ts'
import type { DiagnosisTarget, FindingCode } from '../../../shared/model/finding.ts'
import { presets } from '../../../shared/rules/link-conditions.ts'
import { virshName } from '../../../electron/libvirt/commands/line.ts'
import { names, pasteIn, renamedWord, SHELLS } from '../../support/pasted-words.ts'
import { illForwards } from './ill-forwards.ts'
import { illNetworks } from './ill-networks.ts'
import { illVlans } from './ill-vlans.ts'
import { CALLED, plainly, PROGRAMS, shownLines } from './renamed-view.ts'
import {
  codesIn,
  gone,
  healthyRules,
  item,
  lan,
  link,
  links,
  machine,
  network,
  nic,
  onLan,
  rules,
  sysctl,
  view,
  withNic,
  world,
} from './host.ts'

const web: DiagnosisTarget = { type: 'machine', uuid: machine().uuid }
const quote = { command: 'x', output: 'y' }
const badNic = { conditions: { now: presets.mobile, kept: null } }
const drop = { drop: null }
const ownRules = (policy: string, more: string[] = []) =>
  rules(
    [`ip filter FORWARD forward ${policy}`, 'ip nat POST postrouting accept', ...more],
    [['ip nat POST', { masquerade: null }]],
  )

const usedByHost = item({
  name: 'eth1',
  ipv4: { ...item({ name: '' }).ipv4, addresses: [{ address: '198.51.100.60', prefix: 24 }] },
})

/** br0 was made for eth0, which is called enp4s0 now. */
const renamed = () => [
  item({
    ...{ name: 'br0', kind: 'bridge', madeByPuente: { nic: 'eth0' } },
    bridge: {
      ...{ owner: 'puente', options: defaultBridgeOptions, ownPorts: ['eth0'] },
      nicNow: 'enp4s0',
    },
  }),
  item({ name: 'enp4s0' }),
]

/** The least that makes each of them fire. */
const ill: Record<FindingCode, [Partial<View>, DiagnosisTarget?]> = {
  'libvirt-down': [{ services: { ...view().services, libvirt: gone('libvirt-unavailable') } }],
  'networkmanager-down': [
    { services: { ...view().services, networkManager: gone('networkmanager-missing') } },
  ],
  'machine-off': [{ world: world({ machines: [machine({ state: 'shut-off' })] }) }, web],
  'machine-saved': [
    {
      world: world({
        machines: [machine({ state: 'shut-off', saved: { networks: ['elsewhere'] } })],
      }),
    },
    web,
  ],
  'machine-paused': [{ world: world({ machines: [machine({ state: 'paused' })] }) }, web],
  'no-nic': [{ world: world({ machines: [machine({ nics: [] })] }) }, web],
  'nic-not-plugged': [{ world: withNic({ plugged: false, tap: null }) }],
  'network-gone': [{ world: world({ networks: [lan()] }) }],
  'dns-port-taken': [
    {
      world: world({ networks: [network({ active: false }), lan()] }),
      listeners: [{ address: '0.0.0.0', device: null, port: 53, line: 'UNCONN 0 0 0.0.0.0:53' }],
    },
  ],
  'network-inactive': [{ world: world({ networks: [network({ active: false }), lan()] }) }],
  'device-missing': [{ links: links().filter(({ name }) => name !== 'br0') }],
  'link-down': [{ world: withNic({ linkUp: false }) }],
  'bad-link': [{ world: withNic(badNic), netem: new Map([['vnet0', [quote]]]) }],
  'tap-without-bridge': [{ links: links(link('vnet0', { kind: 'tun' })) }],
  'bridge-down': [{ links: links(link('virbr0', { kind: 'bridge', stp: false, up: false })) }],
  'bridge-nic-renamed': [{ world: world({ interfaces: renamed() }) }],
  'bridge-without-port': [{ links: links(link('eth0')) }],
  'wifi-bridge': [
    { world: world({ interfaces: [item({ name: 'eth0', kind: 'wifi', controller: 'br0' })] }) },
  ],
  'bridge-no-carrier': [{ links: links(link('eth0', { master: 'br0', carrier: false })) }],
  'stp-listening': [
    {
      links: links(
        link('virbr0', { kind: 'bridge', stp: true }),
        link('vnet0', { kind: 'tun', master: 'virbr0', port: 'listening' }),
      ),
    },
  ],
  'duplicate-mac': [
    { world: world({ machines: [machine(), machine({ uuid: onLan().uuid, name: 'copy' })] }) },
  ],
  'duplicate-address': [
    {
      neighbours: [
        { address: '192.168.122.10', mac: '52:54:00:00:00:99', device: 'virbr0', line: 'x' },
      ],
    },
  ],
  'subnet-overlap': [
    {
      occupied: new Map([
        [network().uuid, [{ subnet: '192.168.122.128/25', by: 'interface', name: 'tun0' }]],
      ]),
    },
  ],
  'dnsmasq-dead': [{ listeners: [] }],
  'firewall-input': [
    {
      rules: rules(
        ['ip filter INPUT input drop', 'ip nat POST postrouting accept'],
        [['ip nat POST', { masquerade: null }]],
      ),
    },
  ],
  'docker-forward': [{ rules: ownRules('drop', ['ip filter DOCKER-USER']) }],
  'bridge-nf': [{ rules: ownRules('drop') }],
  'dns-silent': [{ dns: new Map([['192.168.122.1', false]]) }],
  'dhcp-range-full': [
    {
      world: world({
        networks: [
          network({
            subnets: network().subnets.map((subnet) => ({
              ...subnet,
              dhcpRanges: [{ start: '192.168.122.10', end: '192.168.122.10' }],
            })),
          }),
          lan(),
        ],
      }),
    },
  ],
  'no-reservation': [
    {
      world: {
        ...withNic({ addresses: [] }),
        networks: [
          network({
            subnets: network().subnets.map((subnet) => ({
              ...subnet,
              dhcpRanges: [],
              reservations: [{ mac: '52:54:00:00:00:99', name: null, address: '192.168.122.9' }],
            })),
            leases: [],
          }),
          lan(),
        ],
      },
    },
  ],
  'ip-forward': [{ sysctl: sysctl({ 'net.ipv4.ip_forward': 0 }) }],
  'reverse-path': [
    {
      sysctl: sysctl({ 'net.ipv4.conf.eth1.rp_filter': 1 }),
      ways: [
        { network: network().uuid, from: '192.168.122.10', out: 'eth1', back: 'br0', quotes: [] },
      ],
    },
  ],
  'way-out-elsewhere': [
    { world: world({ networks: [network({ forwardDevices: ['eth0'] }), lan()] }) },
  ],
  'firewall-rules-lost': [{ rules: rules([]) }],
  'firewall-forward': [
    { rules: ownRules('drop'), sysctl: sysctl({ 'net.bridge.bridge-nf-call-iptables': 0 }) },
  ],
  'firewalld-zone': [{ zones: new Map([['virbr0', { zone: 'public', quote }]]) }],
  'ufw-forward': [{ rules: null, ufw: { enabled: true, forward: 'DROP', quote } }],
  'mtu-mismatch': [{ links: links(link('eth0', { master: 'br0', mtu: 1400 })) }],
  'security-denial': [
    {
      denials: [`apparmor="DENIED" operation="open" profile="libvirt-${machine().uuid}" name="/x"`],
    },
  ],
  'host-dns-silent': [
    {
      dns: new Map([
        ['192.168.122.1', true],
        ['198.51.100.1', false],
      ]),
    },
  ],
  'no-lease': [{ world: withNic({ addresses: [] }) }],
  'no-lan-address': [{ world: world({ machines: [onLan({ addresses: [] })] }) }],
  'stored-differs': [{ world: withNic({ pending: ['source'] }) }],
  'macvtap-host': [
    {
      world: {
        ...withNic({
          tap: 'macvtap0',
          source: { type: 'direct', device: 'eth1', mode: 'bridge' },
        }),
        interfaces: [usedByHost],
      },
    },
  ],
  ...{ ...illNetworks, ...illVlans },
  ...illForwards,
  'network-no-autostart': [{ world: world({ networks: [network({ autostart: false }), lan()] }) }],
  'file-set-aside': [{ setAside: ['/home/alex/.local/state/puente/journal.json.strange'] }],
  rights: [{ refusedRights: ['org.freedesktop.NetworkManager.network-control'] }],
}

describe('each check', () => {
  it('is silent on a healthy host', () => {
    expect(codesIn(view())).toEqual([])
    expect(codesIn(view({}, web))).toEqual([])
  })

  it.each(findingCodes)('%s fires, with evidence, and with words of its own', (code) => {
    const [part, target] = ill[code]
    const seen = view(part, target)
    expect(codesIn(seen)).toContain(code)
    const [found] = checks.find(({ id }) => id === code)?.run(seen) ?? []
    expect(found?.finding.evidence.length).toBeGreaterThan(0)
    expect(found?.finding.fixable).toBe(found?.fix !== null)
  })

  it('that goes on in passing needs nothing but the inventory and the links', () => {
    const bare = {
      ...view(),
      ...{ listeners: null, rules: null, dns: new Map(), denials: null, zones: null },
    }
    const found = checks.filter(({ inPassing }) => inPassing).flatMap((check) => check.run(bare))
    expect(found).toEqual([])
    expect(checks.filter(({ inPassing }) => inPassing).length).toBeGreaterThan(10)
  })
})

describe('what looks alike and is not', () => {
  it.each<[string, FindingCode, Partial<View>]>([
    [
      'an inactive network that nobody uses',
      'network-inactive',
      { world: world({ machines: [], networks: [network({ active: false })] }) },
    ],
    [
      'the same MAC on another wire',
      'duplicate-mac',
      { world: world({ machines: [machine(), onLan({ mac: nic().mac })] }) },
    ],
    [
      'a bridge that drops, with br_netfilter off',
      'bridge-nf',
      { rules: ownRules('drop'), sysctl: sysctl({ 'net.bridge.bridge-nf-call-iptables': 0 }) },
    ],
    [
      'Docker’s chains with a policy that accepts',
      'docker-forward',
      { rules: ownRules('accept', ['ip filter DOCKER-USER']) },
    ],
    [
      'an overlap with a network that is off',
      'subnet-overlap',
      {
        world: world({
          networks: [network(), lan(), network({ uuid: 'x', name: 'other', active: false })],
        }),
        occupied: new Map([
          [network().uuid, [{ subnet: '192.168.122.0/24', by: 'network', name: 'other' }]],
        ]),
      },
    ],
    [
      'a zone that the network itself names',
      'firewalld-zone',
      {
        zones: new Map([['virbr0', { zone: 'own', quote }]]),
        definitions: new Map([
          [network().uuid, { ...emptyDefinition('default', 'nat'), zone: 'own' }],
        ]),
      },
    ],
    [
      'a second NIC beside macvtap',
      'macvtap-host',
      {
        world: world({
          machines: [
            machine({
              nics: [
                nic(),
                nic({
                  alias: 'net1',
                  mac: '52:54:00:00:00:07',
                  tap: 'macvtap0',
                  source: { type: 'direct', device: 'eth0', mode: 'bridge' },
                }),
              ],
            }),
          ],
        }),
      },
    ],
    [
      'a denial of somebody else',
      'security-denial',
      { denials: ['apparmor="DENIED" profile="firefox"'] },
    ],
    [
      'a dnsmasq that does not even listen',
      'dns-silent',
      { listeners: [], dns: new Map([['192.168.122.1', false]]) },
    ],
    [
      'loose reverse-path filtering',
      'reverse-path',
      {
        sysctl: sysctl({ 'net.ipv4.conf.eth1.rp_filter': 2, 'net.ipv4.conf.all.rp_filter': 1 }),
        ways: [
          { network: network().uuid, from: '192.168.122.10', out: 'eth1', back: 'br0', quotes: [] },
        ],
      },
    ],
  ])('%s', (_, code, part) => {
    expect(codesIn(view(part))).not.toContain(code)
  })

  it('what can’t be looked at is not judged', () => {
    const blind = view({ rules: null, links: null, listeners: null, denials: null, zones: null })
    expect(codesIn(blind)).toEqual([])
    const judged = checks.filter(({ applicable }) => applicable(blind)).map(({ id }) => id)
    expect(judged).not.toContain('firewall-forward')
    expect(judged).not.toContain('tap-without-bridge')
  })
})

describe('a fix', () => {
  it('for Docker goes into the chain that Docker leaves alone', () => {
    const seen = view({ rules: ownRules('drop', ['ip filter DOCKER-USER']) })
    const found = checks.find(({ id }) => id === 'docker-forward')?.run(seen) ?? []
    const commands = found.flatMap(({ finding }) => finding.commands)
    expect(commands).toContain('sudo iptables -I DOCKER-USER -i br0 -o br0 -j ACCEPT')
    expect(commands.filter((line) => !line.includes(' DOCKER-USER '))).toEqual([])
  })

  it('for somebody’s own table is a rule of nft before the one that drops', () => {
    const own = rules(
      ['inet strict input input accept', 'ip nat POST postrouting accept'],
      [
        ['inet strict input', drop],
        ['ip nat POST', { masquerade: null }],
      ],
    )
    const [found] =
      checks.find(({ id }) => id === 'firewall-input')?.run(view({ rules: own })) ?? []
    expect(found?.finding.commands).toEqual([
      'sudo nft insert rule inet strict input iifname virbr0 udp dport 67 accept',
      'sudo nft insert rule inet strict input iifname virbr0 udp dport 53 accept',
      'sudo nft insert rule inet strict input iifname virbr0 tcp dport 53 accept',
    ])
  })

  it('is not offered where nothing of the app’s would help', () => {
    const [found] =
      checks.find(({ id }) => id === 'bridge-no-carrier')?.run(view(ill['bridge-no-carrier'][0])) ??
      []
    expect(found?.finding).toMatchObject({ fixable: false, params: { nic: 'eth0', bridge: 'br0' } })
  })
})

it('healthy rules are healthy', () => expect(codesIn(view({ rules: healthyRules() }))).toEqual([]))

it('whatever is run as the administrator is what the package’s helper takes, as it is', () => {
  const helper = new AdministratorHelper()
  const fixes = Object.values(ill).flatMap(([part]) =>
    checks.flatMap((check) => {
      const seen = view(part)
      return check.applicable(seen) ? check.run(seen).map(({ fix }) => fix) : []
    }),
  )
  const commands = fixes.flatMap((fix) => (fix?.do === 'host' ? fix.commands : []))
  const all = commands.flatMap(({ argv, undo }) => [argv, ...(Array.isArray(undo) ? [undo] : [])])
  const distinct = new Map(all.map((argv) => [argv.join(' '), argv]))
  for (const argv of distinct.values()) expect(helper.takesCommand(argv)).toEqual(argv)
  expect(distinct.size).toBeGreaterThan(20)
  helper.remove()
})

/** A name that virsh would take for an id is shown as the UUID: that has a test of its own. */
const called = names.filter((name) => virshName({ name, uuid: '' }) === name)

/** Every command that is shown, pasted: whatever libvirt and the kernel have called things. */
describe.each(SHELLS)('what is shown to be pasted, in %s', { timeout: 120_000 }, (shell) => {
  it('has the same words for any names', () => {
    const views = Object.values(ill).map(([part]) => view(part))
    const meant = pasteIn(shell, shownLines(views, new Map()), PROGRAMS)
    fc.assert(
      fc.property(fc.uniqueArray(called, { minLength: CALLED.length }), (values) => {
        const renamed = new Map(CALLED.map((name, index) => [name, values[index] ?? '']))
        const lines = shownLines(views, renamed)
        const pasted = pasteIn(shell, lines, PROGRAMS).map(plainly)
        const expected = meant.map((argv) => argv.map((word) => renamedWord(word, renamed)))
        expect(pasted).toEqual(expected.map(plainly))
      }),
      { numRuns: 2, endOnFailure: true },
    )
    expect(meant.length).toBeGreaterThan(50)
    console.log(`${shell}: 2 × ${meant.length} commands of the doctor's pasted`)
  })
})
