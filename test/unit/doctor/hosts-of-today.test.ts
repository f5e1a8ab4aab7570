/** What newer hosts tell in other words, and what there is no fault. */
import { describe, expect, it } from 'vitest'
import type { View } from '../../../electron/backend/doctor/view.ts'
import { checks } from '../../../electron/backend/doctor/checks/index.ts'
import type { FindingCode } from '../../../shared/model/finding.ts'
import { codesIn, item, network, rules, sysctl, view, world } from './host.ts'

const avc = (context: string, more = 'permissive=0') =>
  `AVC avc:  denied  { read } for  pid=7 comm="x" scontext=system_u:system_r:${context} ${more}`
const bothWays = (bridge: number, out: number) => ({
  'net.ipv4.conf.virbr0.forwarding': bridge,
  'net.ipv4.conf.br0.forwarding': out,
})
const secure = 'dns+tls://198.51.100.53#dns.example'
const namesBy = (ipv4: string[], ipv6: string[], dns: [string, boolean][]): Partial<View> => {
  const host = item({ name: 'br0' })
  const servers = { ipv4: { ...host.ipv4, dns: ipv4 }, ipv6: { ...host.ipv6, dns: ipv6 } }
  return {
    world: world({ interfaces: [item({ name: 'br0', ...servers })] }),
    dns: new Map([['192.168.122.1', true], ...dns]),
  }
}

describe.each<[FindingCode, [string, Partial<View>][], [string, Partial<View>][]]>([
  [
    'security-denial',
    [
      ['a machine’s type', { denials: [avc('svirt_t:s0:c1,c2')] }],
      ['a machine that is emulated', { denials: [avc('svirt_tcg_t:s0:c1,c2')] }],
      ['a daemon of its own for machines', { denials: [avc('virtqemud_t:s0')] }],
      ['a daemon of its own for networks', { denials: [avc('virtnetworkd_t:s0')] }],
      ['passt', { denials: [avc('passt_t:s0:c1,c2')] }],
      [
        'AppArmor’s profile of such a daemon',
        { denials: ['apparmor="DENIED" profile="virtqemud"'] },
      ],
      ['AppArmor’s profile of passt', { denials: ['apparmor="DENIED" profile="/usr/bin/passt"'] }],
    ],
    [
      ['what a permissive type only tells', { denials: [avc('virtqemud_t:s0', 'permissive=1')] }],
      ['who acts on a machine', { denials: [avc('chronyd_t:s0 tcontext=a:b:svirt_t:s0')] }],
      ['a guest’s own agent', { denials: [avc('virt_qemu_ga_t:s0')] }],
    ],
  ],
  [
    'ip-forward',
    [
      ['the bridge alone does not forward', { sysctl: sysctl(bothWays(0, 1)) }],
      ['answers are not forwarded', { sysctl: sysctl(bothWays(1, 0)) }],
      ['nothing is said of each', { sysctl: sysctl({ 'net.ipv4.ip_forward': 0 }) }],
      [
        'only one of the two forwards',
        { sysctl: sysctl({ 'net.ipv4.ip_forward': 0, ...bothWays(1, 0) }) },
      ],
    ],
    [
      [
        'both forward, though not all',
        { sysctl: sysctl({ 'net.ipv4.ip_forward': 0, ...bothWays(1, 1) }) },
      ],
      [
        'one that no machine’s packets take',
        { sysctl: sysctl({ 'net.ipv4.conf.eth9.forwarding': 0 }) },
      ],
    ],
  ],
  [
    'host-dns-silent',
    [
      ['IPv6’s alone', namesBy([], ['2001:db8::53'], [['2001:db8::53', false]])],
      ['with a port', namesBy(['dns+udp://192.0.2.53:5353'], [], [['192.0.2.53:5353', false]])],
    ],
    [
      [
        'one of IPv6 answers',
        namesBy(
          ['192.0.2.53'],
          ['2001:db8::53'],
          [
            ['192.0.2.53', false],
            ['2001:db8::53', true],
          ],
        ),
      ],
      [
        'one beside it is asked by TLS',
        namesBy(['192.0.2.53', secure], [], [['192.0.2.53', false]]),
      ],
      ['all are asked by TLS', namesBy([secure], [], [])],
    ],
  ],
  [
    'firewalld-zone',
    [],
    [
      [
        'an open network has none on purpose',
        {
          world: world({ networks: [network({ kind: 'open' })] }),
          zones: new Map([['virbr0', { zone: 'public', quote: { command: '', output: '' } }]]),
        },
      ],
    ],
  ],
])('%s', (code, fires, silent) => {
  it.each(fires)('fires: %s', (_, part) => {
    expect(codesIn(view(part))).toContain(code)
  })
  it.each(silent)('is silent: %s', (_, part) => {
    expect(codesIn(view(part))).not.toContain(code)
  })
})

it('names the setting of the interface, a VLAN’s dot as sysctl takes it', () => {
  const host = item({ name: 'eth0.5' })
  const seen = view({
    world: world({ interfaces: [{ ...host, ipv4: { ...host.ipv4, gateway: '198.51.100.1' } }] }),
    sysctl: sysctl({ 'net.ipv4.conf.eth0/5.forwarding': 0 }),
  })
  expect(commandsOf('ip-forward', seen)).toContain('sysctl -w net.ipv4.conf.eth0/5.forwarding=1')
})

it('looks for what translates where either of libvirt’s backends writes it', () => {
  const evidence = (seen: View) =>
    findingsOf('firewall-rules-lost', seen).flatMap(({ evidence: quotes }) => quotes)
  const [gone] = evidence(view({ rules: rules([]) }))
  expect(gone?.command).toBe(
    'sudo nft list ruleset | grep -F -e 192.168.122.0/24 | grep -i masquerade',
  )
})

function findingsOf(code: FindingCode, seen: View) {
  const check = checks.find(({ id }) => id === code)
  return check?.run(seen).map(({ finding }) => finding) ?? []
}

function commandsOf(code: FindingCode, seen: View): string {
  return findingsOf(code, seen)
    .flatMap(({ commands }) => commands)
    .join('\n')
}
