/** What the package's helper runs as root, for whoever asks it with whatever words. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { languageCodes } from '../../../renderer/languages.ts'
import { purposeOf } from '../../../electron/host/here/administrator.ts'
import { AdministratorHelper } from '../../support/administrator-helper.ts'
import { noteInputs } from '../../support/inputs-tried.ts'

/** One of each shape that there is; names may be anybody's. */
const COMMANDS = [
  'nft -j list ruleset',
  'nft --handle list chain inet gate forward',
  'iptables-legacy-save',
  'nft --echo --handle insert rule inet gate forward iifname virbr0 oifname "br\'0 x" udp dport 67 accept',
  'nft insert rule ip6 filter FORWARD oifname virbr0 ct state related,established accept',
  'nft insert rule ip filter INPUT iifname br0 meta l4proto ipv6-icmp accept',
  'nft delete rule inet gate forward handle 5',
  'iptables -I FORWARD -i virbr0 -o eth0 -j ACCEPT',
  'ip6tables -t raw -D PREROUTING -i virbr0 -p udp --dport 547 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  'docker-user iptables -I DOCKER-USER -i virbr0 -j ACCEPT',
  'docker-user ip6tables -D DOCKER-USER -o virbr0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  'ufw route prepend allow in on br0 out on br0',
  'ufw delete allow in on virbr0 to any port 67 proto udp',
  'firewall-cmd --permanent --zone=libvirt --change-interface=virbr0',
  'firewall-cmd --zone=libvirt --add-service=dhcp',
  'ip link set dev vnet0 master br0',
  'ip link set dev br0 type bridge stp_state 0',
  'ip link set dev eth0 mtu 1500',
  'ip link set dev br0 up',
  'bridge link set dev vnet0 state 3',
  'netem set kept vnet0 to limit 1000 delay 200ms',
  'netem remove vnet0 forget',
  'sysctl -w net.ipv4.ip_forward=1',
  'sysctl -w net.ipv4.conf.eth0/100.rp_filter=2',
  'systemctl restart virtnetworkd',
  'dumpcap -q -i vnet0 -f "tcp port 80" -s 262144 -B 32 -P -w -',
]
const split = (line: string) => line.match(/"[^"]*"|[^ ]+/g) ?? []
/** The only words that begin with a dash, and the only beginnings of those that hold a name. */
const OPTIONS =
  /^-(|j|I|D|i|o|p|m|t|w|q|f|s|B|P|-(handle|echo|dport|sport|ctstate|permanent|(zone|add-interface|remove-interface|change-interface)=[^\n]+|(add|remove)-(service=(dhcp|dhcpv6|dns)|protocol=ipv6-icmp|forward)))$/
const HOSTILE = [
  ...['', '-', '-f', '--file=/etc/shadow', '-f/etc/passwd', '--option', '-x', '--system=/tmp/x'],
  ...[
    ';',
    '$(id)',
    '`id`',
    'a\nb',
    'accept; flush ruleset',
    '"a" ; flush ruleset #"',
    '*',
    '?',
    '/',
  ],
  ...[
    '../../etc',
    'flush',
    'ruleset',
    'add',
    'drop',
    'DROP',
    'reload',
    '99999999999',
    '1\n',
    'x=y',
  ],
  ...[
    'stop',
    'sshd',
    'kernel.core_pattern=|/tmp/x',
    'net.ipv4.conf.x/../../../kernel/x.rp_filter=1',
  ],
]

describe.each(['dash', 'bash'])('in %s', (shell) => {
  const helper = new AdministratorHelper(shell)
  afterAll(() => helper.remove())

  it.each(COMMANDS)('%s is run as it is', (line) => {
    expect(helper.takesCommand(split(line))).toEqual(split(line))
  })

  it.each([
    [],
    ['look'],
    ['sh', '-c', 'id'],
    ['look', 'sh', '-c', 'id'],
    ['look', 'nft', 'flush', 'ruleset'],
    ['look', '/tmp/nft', '-j', 'list', 'ruleset'],
    ['look', '../tmp/nft', '-j', 'list', 'ruleset'],
    ['look', 'nft', '-j list', 'ruleset'],
    ['firewall', 'nft', '-f', '/tmp/rules'],
    ['firewall', 'nft', 'insert', 'rule', 'inet', 'gate', 'forward', 'drop'],
    ['firewall', 'nft', 'insert', 'rule', 'inet', 'gate', 'forward', 'iifname', 'a;b', 'accept'],
    ['firewall', 'nft', 'insert', 'rule', 'inet', 'gate', 'f; flush ruleset', 'accept'],
    ['firewall', 'iptables', '-F'],
    ['firewall', 'iptables', '-I', 'FORWARD', '-j', 'DROP'],
    ['firewall', 'iptables', '-I', 'FORWARD', '--modprobe=/tmp/x', 'y', '-j', 'ACCEPT'],
    ['firewall', 'docker-user', 'iptables', '-I', 'FORWARD', '-i', 'virbr0', '-j', 'ACCEPT'],
    ['firewall', 'docker-user', 'iptables', '-I', 'DOCKER-USER', '-j', 'DROP'],
    ['firewall', 'docker-user', 'clear'],
    ['firewall', 'docker-user', 'sh', '-I', 'DOCKER-USER', '-i', 'virbr0', '-j', 'ACCEPT'],
    ['firewall', 'ufw', 'disable'],
    ['firewall', 'ufw', 'allow'],
    ['firewall', 'firewall-cmd', '--panic-off'],
    ['link', 'ip', '-batch', '/etc/shadow'],
    ['link', 'ip', 'link', 'set', 'dev', '-n', 'up'],
    ['link', 'ip', 'netns', 'exec', 'x', 'sh'],
    ['link', 'netem', 'started'],
    ['link', 'netem', 'clear'],
    ['setting', 'netem', 'remove', 'vnet0'],
    ['setting', 'sysctl', '-w', 'kernel.core_pattern=1'],
    ['setting', 'sysctl', '-p', '/tmp/x'],
    ['capture', 'dumpcap', '-i', 'eth0', '-w', '/etc/passwd'],
    ['capture', 'dumpcap', ...'-q -i eth0 -f ip -s 9 -B 9 -P -w /etc/passwd'.split(' ')],
    ['capture', 'dumpcap', ...'-q -i eth0 -f -w -s 9 -B 9 -P -w -'.split(' ')],
    ['capture', 'dumpcap', ...'-q -i ../pipe -f ip -s 9 -B 9 -P -w -'.split(' ')],
    ['restart', 'systemctl', 'restart', 'sshd'],
    ['restart', 'systemctl', 'stop', 'libvirtd'],
    ['restart', 'nft', '-j', 'list', 'ruleset'],
    // What only looks is asked about less often: nothing that changes may pass for it.
    ['look', 'nft', 'insert', 'rule', 'inet', 'gate', 'forward', 'accept'],
  ])('%s %s %s %s is refused', (...words) => {
    expect(helper.takes(words)).toBeNull()
  })

  it('of any words runs nothing but commands of these shapes', () => {
    const command = fc.constantFrom(...COMMANDS.map(split))
    const change = fc.tuple(
      fc.nat(12),
      fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 12 })),
      fc.constantFrom('instead', 'before'),
    )
    let inputs = 0
    fc.assert(
      fc.property(command, fc.array(change, { minLength: 1, maxLength: 2 }), (words, changes) => {
        const asked = [...words]
        for (const [at, word, how] of changes) {
          asked.splice(
            1 + (at % asked.length),
            how === 'instead' ? 1 : 0,
            word.replaceAll('\0', ''),
          )
        }
        const [program = '', ...rest] = asked
        const run = helper.takes([purposeOf(program, rest) ?? '', ...asked])
        inputs++
        if (run === null) return
        expect(run).toEqual(asked)
        for (const word of rest) {
          expect(word).not.toMatch(/\p{Cc}/u)
          if (word.startsWith('-')) expect(word).toMatch(OPTIONS)
        }
        if (program === 'nft') expect(rest.join(' ').replace(/"[^"]*"/g, '')).not.toMatch(/[;{}"#]/)
      }),
      { numRuns: 400 },
    )
    noteInputs(`commands for the administrator in ${shell}`, inputs)
  })
})

it('has an action of polkit’s for each of its words, with a question in each language', () => {
  const read = (name: string) =>
    readFileSync(new URL(`../../../build/package/files/${name}`, import.meta.url), 'utf8')
  const policy = read('org.puente.Puente.policy')
  const words = [...read('as-administrator').matchAll(/^'(\w+) [\w-]+'/gm)].map(([, word]) => word)
  for (const word of new Set(words)) {
    const [, action = ''] = policy.split(`<action id="org.puente.Puente.${word}">`)
    const [text = ''] = action.split('</action>')
    expect(text).toContain(`exec.argv1">${word}<`)
    expect(text).toContain('exec.path">/usr/lib/puente/as-administrator<')
    expect(text.match(/<message/g)).toHaveLength(languageCodes.length)
    for (const language of languageCodes.filter((code) => code !== 'en'))
      expect(text).toContain(`<message xml:lang="${language}">`)
    // Only what changes nothing may go on unasked for a while.
    expect(text.includes('auth_admin_keep')).toBe(word === 'look')
    expect(text).not.toMatch(/>(yes|auth_self\w*)</)
  }
  expect(policy.match(/<action /g)).toHaveLength(new Set(words).size)
})
