/**
 * Ports of a whole computer that lead to a machine, through each firewall as systemd starts it and
 * libvirt’s rules in nftables: a LAN host reaches the machine, and nothing else; after the firewall’s
 * reload, the network’s restart and a boot; and nothing is left once they are removed.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asColumns } from './support/columns.ts'
import { ForwardedComputer } from './support/forwarded.ts'

interface Firewall {
  name: string
  start: string
  /** What opens the relay's own port, as its plan and the doctor say; null: nothing is in its way. */
  opens: string | null
  reload: string
}

const FIREWALLS: Firewall[] = [
  { name: 'none', start: ':', opens: null, reload: ':' },
  {
    name: 'ufw',
    // Without it guests have no DHCP, which the doctor names: that is the firewalls' own test.
    start:
      'ufw allow in on virbr0 to any port 67 proto udp; ufw --force enable; systemctl enable --now ufw',
    opens: 'ufw allow 8080/tcp',
    reload: 'ufw reload',
  },
  {
    name: 'firewalld',
    start: 'systemctl enable --now firewalld',
    opens: 'firewall-cmd -q --permanent --add-port=8080/tcp; firewall-cmd -q --reload',
    reload: 'firewall-cmd -q --reload',
  },
  {
    name: 'Docker',
    start: 'systemctl enable --now docker',
    opens: null,
    reload: 'systemctl restart docker',
  },
]

const FORWARDS = [
  { engine: 'relay', protocol: 'tcp', port: 8080, toPort: 80 },
  { engine: 'nat', protocol: 'tcp', port: 8081, toPort: 81 },
  { engine: 'nat', protocol: 'udp', port: 5300, toPort: 5353 },
] as const
const TCP = FORWARDS.filter(({ protocol }) => protocol === 'tcp').map(({ port }) => port)

const HEAD = ['firewall', 'engine', 'beside', 'reload', 'network', 'boot']
const rows: string[][] = []
afterAll(() => console.log(`\n${asColumns([HEAD, ...rows])}\n`))

describe.each(FIREWALLS)('through $name', (firewall) => {
  let host: ForwardedComputer
  let untouched: string
  let closed: number[]
  const cells = FORWARDS.map(({ engine, protocol }) => [firewall.name, `${engine}, ${protocol}`])

  beforeAll(async () => {
    host = await ForwardedComputer.start(firewall.start)
    untouched = await host.traces()
    closed = await host.open()
  })
  afterAll(async () => {
    rows.push(...cells)
    await host?.stop()
  })

  /** Each is reached, and of the host's own ports no other is open than before. */
  async function requireReached(when: string): Promise<void> {
    for (const [at, { protocol, port }] of FORWARDS.entries()) {
      const reached = protocol === 'tcp' ? host.comesToAnswer(port) : host.comesToHear(port)
      cells[at]?.push((await reached) ? 'yes' : 'no')
    }
    for (const cell of cells) expect(cell.at(-1), `${cell.join(' ')}, ${when}`).toBe('yes')
    const open = (await host.open()).filter((port) => !closed.includes(port))
    expect(open, when).toEqual(TCP)
  }

  it('a LAN host reaches the machine, and nothing else', async () => {
    for (const asked of FORWARDS) {
      const warned = await host.add(asked)
      const isInTheWay = firewall.opens !== null && asked.engine === 'relay'
      expect(warned.includes(`warning.forward-${firewall.name}` as never)).toBe(isInTheWay)
    }
    if (firewall.opens !== null) await host.computer.sh(firewall.opens)
    await requireReached('beside it')
  })

  it('also after the firewall’s reload, the network’s restart and a boot', async () => {
    await host.computer.sh(firewall.reload)
    await requireReached('after the reload')
    await host.restartNetwork()
    await requireReached('after the network’s restart')
    await host.reboot()
    await requireReached('after a boot')
  })

  it('and nothing is left once they are removed', async () => {
    await host.backend()
    expect(host.forwards).toHaveLength(FORWARDS.length)
    await host.removeAll()
    expect(await host.traces()).toBe(untouched)
    expect(await host.open()).toEqual(closed)
  })
})
