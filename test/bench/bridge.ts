/**
 * How long the host is cut off while its NIC goes under a bridge, seen by a 10 ms probe from the
 * LAN: through the app, by nmcli at its best, by nmcli with its defaults, and by bare ip commands.
 */
import { Lab } from '../lab/lab.ts'
import type { ProbeResult } from '../lab/probe.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { hostAddress } from '../support/host.ts'
import { watchTimeline, type Timeline } from './bridge/timeline.ts'
import { median, spread } from './row.ts'
import type { BenchRow } from './row.ts'

const ROUNDS = 5
/** With its defaults nmcli cuts the host off for half a minute: one such round says it all. */
const DEFAULT_ROUNDS = 1
const ADDRESS_MS = 60_000

interface Way {
  /** Resolves when the way itself says that it is done. */
  bridge: () => Promise<void>
  undo: () => Promise<void>
}

interface Measured {
  gaps: number[]
  lost: number[]
  tookMs: number[]
  timelines: Timeline[]
}

export async function run(): Promise<BenchRow[]> {
  await using lab = await Lab.start({ guests: false })
  await using backend = await TestBackend.start(lab, { answerSeconds: 60 })
  const address = await hostAddress(lab)
  const ways = { puente: puente(backend), best: nmcliBest(lab), ip: bareIp(lab, address) }
  const results = { puente: none(), best: none(), ip: none(), defaults: none() }
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of ['puente', 'best', 'ip'] as const) {
      await measure(lab, address, ways[name], results[name])
    }
  }
  for (let round = 0; round < DEFAULT_ROUNDS; round++) {
    await measure(lab, address, nmcliDefaults(lab), results.defaults)
  }
  for (const [name, { gaps }] of Object.entries(results)) {
    console.log(`  ${name}: gap ${median(gaps).toFixed(0)} ms (${spread(gaps)})`)
  }
  return rows(results)
}

function rows(results: Record<'puente' | 'best' | 'ip' | 'defaults', Measured>): BenchRow[] {
  const gap = (name: keyof typeof results) => median(results[name].gaps)
  const compare = (name: string, peer: keyof typeof results, goal: number | null): BenchRow => {
    const ratio = gap('puente') / gap(peer)
    const met = goal === null || ratio <= goal
    return {
      name,
      measured: gap('puente'),
      peer: gap(peer),
      ratio,
      goal,
      met,
      unit: 'ms',
      runs: ROUNDS,
    }
  }
  const absolute = (name: string, measured: number, goal: number, unit: string): BenchRow => ({
    name,
    measured,
    peer: null,
    ratio: null,
    goal,
    met: measured <= goal,
    unit,
    runs: ROUNDS,
  })
  return [
    compare('gap, beside nmcli at its best (STP off, the NIC’s MAC)', 'best', 1.25),
    compare('gap, beside nmcli with its defaults (STP on)', 'defaults', 1 / 50),
    compare('gap, beside bare ip commands', 'ip', null),
    absolute('from Apply to verified', median(results.puente.tookMs), 2_000, 'ms'),
    absolute('probes of 10 ms lost', median(results.puente.lost), 5, 'probes'),
    ...stepRows(results),
  ]
}

/** What the gap is made of, beside the same in nmcli's best form. */
function stepRows({ puente, best }: Record<'puente' | 'best', Measured>): BenchRow[] {
  const names = Object.keys(puente.timelines[0] ?? {}).slice(1)
  return names.map((name) => {
    const of = ({ timelines }: Measured) => median(timelines.map((one) => one[name] ?? NaN))
    const [measured, peer] = [of(puente), of(best)]
    const ratio = peer > 0 ? measured / peer : null
    const unit = { unit: 'ms', runs: puente.timelines.length }
    return {
      name: `in the gap, until ${name}`,
      measured,
      peer,
      ratio,
      goal: null,
      met: true,
      ...unit,
    }
  })
}

async function measure(lab: Lab, address: string, way: Way, into: Measured): Promise<void> {
  const timeline = await watchTimeline(lab)
  const probe = await lab.lan.probe(address)
  const before = performance.now()
  await way.bridge()
  into.tookMs.push(performance.now() - before)
  await answersAgain(lab, address)
  const result: ProbeResult = await probe.stop()
  into.gaps.push(result.gapMs)
  into.lost.push(result.lost)
  into.timelines.push(await timeline())
  await way.undo()
  await answersAgain(lab, address)
}

/** nmcli says "done" long before: the host counts as back when the LAN reaches it. */
async function answersAgain(lab: Lab, address: string): Promise<void> {
  const ping = ['ping', '-c', '1', '-W', '1', address]
  await until(
    `${address} answers`,
    async () => (await lab.run(ping, { where: 'lan', check: false })).code === 0,
    { timeoutMs: ADDRESS_MS },
  )
}

function puente(backend: TestBackend): Way {
  let change = ''
  return {
    bridge: async () => {
      const intent = { nic: 'eth0', name: 'br0', network: null }
      const plan = await backend.api.planCreateBridge(intent)
      change = (await backend.api.applyPlan(plan.id)).id
    },
    undo: async () => {
      await backend.api.revertChange(change)
    },
  }
}

function nmcliBest(lab: Lab): Way {
  const options = 'bridge.stp no 802-3-ethernet.cloned-mac-address'
  return nmcli(lab, async () => [...options.split(' '), await macOf(lab, 'eth0')])
}

function nmcliDefaults(lab: Lab): Way {
  return nmcli(lab, () => Promise.resolve([]))
}

function nmcli(lab: Lab, options: () => Promise<string[]>): Way {
  const add = (...args: string[]) => lab.nmcli('connection', 'add', ...args)
  return {
    bridge: async () => {
      await add('type', 'bridge', 'con-name', 'b', 'ifname', 'br0', ...(await options()))
      await add('type', 'ethernet', 'con-name', 'p', 'ifname', 'eth0', 'master', 'br0')
      await lab.nmcli('connection', 'up', 'p')
    },
    undo: async () => {
      await lab.nmcli('connection', 'delete', 'p', 'b')
      await lab.nmcli('connection', 'up', 'Office LAN')
    },
  }
}

/** The floor: what the kernel alone needs, with nobody to ask for an address. */
function bareIp(lab: Lab, address: string): Way {
  const batch = (lines: string[]) =>
    lab.run(['ip', '-batch', '-'], { input: `${lines.join('\n')}\n` })
  return {
    bridge: async () => {
      await lab.nmcli('device', 'set', 'eth0', 'managed', 'no')
      await batch([
        `address flush dev eth0`,
        `link add br0 address ${await macOf(lab, 'eth0')} type bridge forward_delay 0 stp_state 0`,
        'link set br0 up',
        'link set eth0 up master br0',
        `address add ${address}/24 dev br0`,
        'route add default via 198.51.100.1 dev br0',
      ])
    },
    undo: async () => {
      await batch(['link set eth0 nomaster', 'link delete br0'])
      await lab.nmcli('device', 'set', 'eth0', 'managed', 'yes')
      await lab.nmcli('connection', 'up', 'Office LAN')
    },
  }
}

async function macOf(lab: Lab, nic: string): Promise<string> {
  const [link] = await lab.ip<{ address: string }>('link', 'show', 'dev', nic)
  return link?.address ?? ''
}

function none(): Measured {
  return { gaps: [], lost: [], tookMs: [], timelines: [] }
}
