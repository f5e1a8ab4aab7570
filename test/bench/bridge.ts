/**
 * How long the host is cut off while its NIC goes under a bridge, seen by a 10 ms probe from the
 * LAN: through the app, by nmcli at its best, by nmcli with its defaults, and by bare ip commands.
 * With an address by DHCP, with static ones, and with a second port; and on the way back. LAB_HOST
 * chooses the host.
 */
import { ROUTER } from '../lab/lan.ts'
import { Lab } from '../lab/lab.ts'
import type { ProbeResult } from '../lab/probe.ts'
import { until } from '../lab/wait.ts'
import { OFFICE_LAN } from '../lab/workstation.ts'
import { TestBackend } from '../support/backend.ts'
import { hostAddress } from '../support/host.ts'
import { letThrough } from '../support/switch-port.ts'
import { watchTimeline, type Timeline } from './bridge/timeline.ts'
import { median, spread } from './row.ts'
import type { BenchRow } from './row.ts'

const ROUNDS = 5
/** With its defaults nmcli cuts the host off for half a minute: one such round says it all. */
const DEFAULT_ROUNDS = 1
const ADDRESS_MS = 60_000

/** How long the host may be away, on every host. */
const SHORT_MS = 60
const TWO_PORTS_MS = 250

interface Way {
  /** Resolves when the way itself says that it is done. */
  bridge: () => Promise<void>
  undo: () => Promise<void>
}

interface Measured {
  gaps: number[]
  /** The same on the way back. */
  backs: number[]
  lost: number[]
  tookMs: number[]
  timelines: Timeline[]
}

type Name = 'puente' | 'best' | 'ip' | 'defaults'
type Results = Record<Name, Measured>

export async function run(): Promise<BenchRow[]> {
  await using lab = await Lab.start({ guests: false })
  await using backend = await TestBackend.start(lab, { answerSeconds: 60 })
  // The second port's cable leads nowhere: both on one switch would be a loop.
  await letThrough(lab, 'eth1', false)
  const dhcp = await measureAll(lab, backend, [])
  const two = await measurePeers(lab, backend, ['eth1'])
  await lab.nmcli('connection', 'modify', OFFICE_LAN.id, ...STATIC)
  await lab.nmcli('connection', 'up', OFFICE_LAN.id)
  const fixed = await measurePeers(lab, backend, [])
  return [
    ...rows(dhcp),
    ...gapRows('static addresses', fixed, SHORT_MS),
    ...gapRows('two ports', two, TWO_PORTS_MS),
  ]
}

/** The same address as by DHCP need not be free: another one of the LAN's. */
const STATIC = [
  ...['ipv4.method', 'manual', 'ipv4.addresses', '198.51.100.20/24,198.51.100.21/24'],
  ...['ipv4.gateway', ROUTER, 'ipv4.dns', ROUTER],
]

async function measureAll(lab: Lab, backend: TestBackend, ports: string[]): Promise<Results> {
  const address = await hostAddress(lab)
  const results = await measurePeers(lab, backend, ports, { ip: bareIp(lab, address) })
  const defaults = none()
  for (let round = 0; round < DEFAULT_ROUNDS; round++) {
    await measure(lab, address, nmcliDefaults(lab), defaults)
  }
  return { ...results, ip: results.ip ?? none(), defaults }
}

/** The ways by turns, so that what else the machine does hits them alike. */
async function measurePeers<Other extends string = never>(
  lab: Lab,
  backend: TestBackend,
  ports: string[],
  others: Partial<Record<Other, Way>> = {},
): Promise<Record<'puente' | 'best' | Other, Measured>> {
  const address = await hostAddress(lab)
  const ways: Record<string, Way> = {
    ...{ puente: puente(backend, ports), best: nmcliBest(lab, ports) },
    ...others,
  }
  const results = Object.fromEntries(Object.keys(ways).map((name) => [name, none()]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, way] of Object.entries(ways)) {
      await measure(lab, address, way, results[name] ?? none())
      // nmcli leaves before the bridge is gone, and the app would find its name taken.
      const asked = { nic: 'eth0', name: 'br0', network: null }
      const isFree = () =>
        backend.api
          .planCreateBridge(asked)
          .then(() => true)
          .catch(() => false)
      await until('the bridge’s name is free', isFree)
    }
  }
  for (const [name, { gaps, backs }] of Object.entries(results)) {
    console.log(`  ${name}: gap ${inMs(gaps)}, back ${inMs(backs)}`)
  }
  return results as Record<'puente' | 'best' | Other, Measured>
}

const inMs = (values: number[]) => `${median(values).toFixed(0)} ms (${spread(values)})`

function rows(results: Results): BenchRow[] {
  const gap = (name: Name) => median(results[name].gaps)
  const compare = (name: string, peer: Name, goal: number | null): BenchRow => {
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
  return [
    ...gapRows('DHCP', results, SHORT_MS),
    compare('gap, beside nmcli with its defaults (STP on)', 'defaults', 1 / 50),
    compare('gap, beside bare ip commands', 'ip', null),
    absolute('from Apply to verified', median(results.puente.tookMs), 2_000, 'ms'),
    absolute('probes of 10 ms lost', median(results.puente.lost), 5, 'probes'),
    ...stepRows(results),
  ]
}

/** There and back, beside nmcli at its best (STP off, the NIC’s MAC). */
function gapRows(
  what: string,
  { puente, best }: Record<'puente' | 'best', Measured>,
  goalMs: number,
): BenchRow[] {
  const row = (name: string, of: (one: Measured) => number[], goal: number | null): BenchRow => {
    const [measured, peer] = [median(of(puente)), median(of(best))]
    const met = goal === null || measured <= goal
    const unit = { unit: 'ms', runs: ROUNDS, spread: spread(of(puente)) }
    return { name, measured, peer, ratio: measured / peer, goal, met, ...unit }
  }
  return [
    row(`gap, ${what}, beside nmcli at its best`, ({ gaps }) => gaps, goalMs),
    row(`gap on the way back, ${what}, beside nmcli`, ({ backs }) => backs, null),
  ]
}

function absolute(name: string, measured: number, goal: number, unit: string): BenchRow {
  const row = { name, measured, peer: null, ratio: null, goal, unit, runs: ROUNDS }
  return { ...row, met: measured <= goal }
}

/** What the gap is made of, beside the same in nmcli's best form. */
function stepRows({ puente, best }: Record<'puente' | 'best', Measured>): BenchRow[] {
  const names = Object.keys(puente.timelines[0] ?? {}).slice(1)
  return names.map((name) => {
    const of = ({ timelines }: Measured) =>
      median(timelines.map((one) => one[name] ?? NaN).filter(Number.isFinite))
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
  const back = await lab.lan.probe(address)
  await way.undo()
  await answersAgain(lab, address)
  into.backs.push((await back.stop()).gapMs)
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

function puente(backend: TestBackend, ports: string[]): Way {
  let change = ''
  return {
    bridge: async () => {
      const intent = { nic: 'eth0', name: 'br0', network: null, ports }
      const plan = await backend.api.planCreateBridge(intent)
      change = (await backend.api.applyPlan(plan.id)).id
    },
    undo: async () => {
      await backend.api.revertChange(change)
    },
  }
}

function nmcliBest(lab: Lab, ports: string[]): Way {
  const options = 'bridge.stp no 802-3-ethernet.cloned-mac-address'
  const addresses = () => lab.nmcli('-g', 'ipv4.method', 'connection', 'show', OFFICE_LAN.id)
  return nmcli(
    lab,
    async () => [
      ...[...options.split(' '), await macOf(lab, 'eth0')],
      ...((await addresses()) === 'manual' ? STATIC : []),
    ],
    ports,
  )
}

function nmcliDefaults(lab: Lab): Way {
  return nmcli(lab, () => Promise.resolve([]))
}

function nmcli(lab: Lab, options: () => Promise<string[]>, others: string[] = []): Way {
  const add = (...args: string[]) => lab.nmcli('connection', 'add', ...args)
  return {
    bridge: async () => {
      await add('type', 'bridge', 'con-name', 'b', 'ifname', 'br0', ...(await options()))
      await add('type', 'ethernet', 'con-name', 'p', 'ifname', 'eth0', 'master', 'br0')
      await lab.nmcli('connection', 'up', 'p')
      for (const port of others) {
        await add('type', 'ethernet', 'con-name', port, 'ifname', port, 'master', 'br0')
        await lab.nmcli('connection', 'up', port)
      }
    },
    undo: async () => {
      await lab.nmcli('connection', 'delete', 'p', ...others, 'b')
      await lab.nmcli('connection', 'up', OFFICE_LAN.id)
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
      await lab.nmcli('connection', 'up', OFFICE_LAN.id)
    },
  }
}

async function macOf(lab: Lab, nic: string): Promise<string> {
  const [link] = await lab.ip<{ address: string }>('link', 'show', 'dev', nic)
  return link?.address ?? ''
}

function none(): Measured {
  return { gaps: [], backs: [], lost: [], tookMs: [], timelines: [] }
}
