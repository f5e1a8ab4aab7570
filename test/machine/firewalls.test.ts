/**
 * Firewalls as systemd starts them, with libvirt’s rules in either backend: started beside running
 * networks, then by a real boot before libvirt, as where that waits for its first client. Each kind of
 * network reaches what it promises, or the doctor names whose rule stops it and mends that: also after
 * the firewall’s reload, the network’s restart and, unless the plan said that it lasts until then, the
 * next boot. Row 53; own rules, and what each rule does, are test/firewalls.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KINDS, type Kind, type LibvirtRules } from '../firewalls/guests.ts'
import { FirewalledComputer } from './support/firewalled.ts'
import { asColumns } from './support/columns.ts'

interface Firewall {
  name: string
  /** As its findings name it. */
  owner: RegExp
  start: string
  /** What somebody does to it after a boot, where by itself it stops nobody. */
  spoil?: string
  reload: string
}

/** Into the zone of the LAN, which lets nothing through. */
const INTO_LAN_ZONE = ['virbr1', 'virbr2', 'virbr3']
  .map((bridge) => `firewall-cmd -q --zone=public --change-interface=${bridge}`)
  .join('; ')

const FIREWALLS: Firewall[] = [
  {
    name: 'Docker',
    owner: /^Docker$/,
    start: 'systemctl enable --now docker',
    reload: 'systemctl restart docker',
  },
  {
    name: 'ufw',
    owner: /^ufw$/,
    start: 'ufw --force enable; systemctl enable --now ufw',
    reload: 'ufw reload',
  },
  {
    name: 'firewalld',
    // Of what is in a wrong zone no rule is at fault.
    owner: /^(firewalld|)$/,
    start: 'systemctl enable --now firewalld',
    spoil: INTO_LAN_ZONE,
    reload: 'firewall-cmd -q --reload',
  },
]
const FIREWALL_FIRST = '[Unit]\nAfter=docker.service ufw.service firewalld.service\n'
const RULES: LibvirtRules[] = ['iptables', 'nftables']
const HEAD = ['firewall', 'libvirt', 'network', 'beside', 'boot', 'named', 'fixed', 'reload']
const rows: string[][] = []

const combinations = FIREWALLS.flatMap((firewall) =>
  RULES.map((rules) => ({ firewall, name: firewall.name, rules })),
)

/** Side by side: most of a try is waiting. */
async function ofEach(
  ask: (kind: Kind) => Promise<boolean>,
  kinds: readonly Kind[] = KINDS,
): Promise<[Kind, boolean][]> {
  return Promise.all(kinds.map(async (kind): Promise<[Kind, boolean]> => [kind, await ask(kind)]))
}

afterAll(() => console.log(`\n${asColumns([[...HEAD, 'restart', 'boot'], ...rows])}\n`))

describe.each(combinations)('$name and libvirt’s rules in $rules', ({ firewall, name, rules }) => {
  let host: FirewalledComputer
  const cells = new Map<Kind, string[]>(KINDS.map((kind) => [kind, [name, rules, kind]]))
  const note = (kind: Kind, text: string) => cells.get(kind)?.push(text)
  /** How long the mending of those that were cut off lasts, as its plan said. */
  const said = new Map<Kind, string>()
  const inWords = (reached: boolean) => (reached ? 'yes' : 'no')

  beforeAll(async () => {
    host = await FirewalledComputer.start(rules)
    await host.computer.write('/etc/systemd/system/libvirtd.service.d/order.conf', FIREWALL_FIRST)
  })
  afterAll(async () => {
    rows.push(...cells.values())
    await host?.stop()
  })

  it('started beside running networks', async () => {
    for (const [kind, reached] of await ofEach((one) => host.guests.comesToReach(one))) {
      expect(reached, kind).toBe(true)
    }
    await host.computer.sh(firewall.start)
    for (const [kind, reached] of await ofEach((one) => host.guests.reaches(one))) {
      note(kind, inWords(reached))
    }
  })

  it('cuts off after a boot only what the doctor names and mends', async () => {
    await host.reboot()
    // The first packet to a stand-in that was plugged in just now finds it asleep.
    const reaches = async (kind: Kind) =>
      (await host.guests.reaches(kind)) || (await host.guests.reaches(kind))
    const byItself = new Map(await ofEach(reaches))
    if (firewall.spoil) await host.computer.sh(firewall.spoil)
    const then = firewall.spoil ? new Map(await ofEach(reaches)) : byItself
    for (const kind of KINDS) {
      const [before, reached] = [byItself.get(kind), then.get(kind) ?? false]
      note(kind, before === reached ? inWords(reached) : 'yes; moved: no')
      const named: string[] = []
      if (!reached) {
        // The cause comes first: with it others end, and behind it there may stand another.
        for (let left = 6; left > 0; left--) {
          const [finding] = await host.findings(kind)
          if (!finding) break
          if (named.length === 0) {
            expect(String(finding.params.owner ?? ''), kind).toMatch(firewall.owner)
          }
          const lasts = await host.fix(finding)
          named.push(lasts === null ? `${finding.code} (gone)` : finding.code)
          if (lasts !== null) said.set(kind, lasts)
        }
        expect(named, `${kind} is cut off, and nobody says why`).not.toEqual([])
        expect(await host.guests.comesToReach(kind), `${kind} reaches after the fix`).toBe(true)
      }
      note(kind, [...new Set(named)].join(', '))
      note(kind, reached ? '' : 'yes')
    }
  })

  it('is mended for as long as was said', async () => {
    const reachAll = async (kinds: Kind[], when: string) => {
      for (const [kind, reached] of await ofEach((one) => host.guests.comesToReach(one), kinds)) {
        note(kind, inWords(reached))
        expect(reached, `${kind}, ${when}`).toBe(true)
      }
    }
    await host.computer.sh(firewall.reload)
    await reachAll([...KINDS], 'after the reload')
    for (const kind of KINDS) await host.restartNetwork(kind)
    await reachAll([...KINDS], 'after the networks’ restart')
    await host.reboot()
    const untilBoot = KINDS.filter((kind) => said.get(kind) === 'lasts-until-boot')
    for (const [kind, reached] of await ofEach((one) => host.guests.reaches(one), untilBoot)) {
      note(kind, `${inWords(reached)}, as said`)
    }
    await reachAll(
      KINDS.filter((kind) => !untilBoot.includes(kind)),
      'after the next boot',
    )
  })
})
