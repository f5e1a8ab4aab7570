/**
 * One row for each kind of host: its connection before, with a bridge, and after the bridge's
 * removal; then the same once more, by pasting the plans' commands. Kinds that this kernel can't
 * make are rows of the plan, on recorded state.
 */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Change } from '../../shared/model/plan.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { hostAddress } from '../support/host.ts'
import { paste } from '../support/paste.ts'
import { bridgeText, factNames, facts, printTable, profileText, rowsOf } from './support/facts.ts'
import type { Facts } from './support/facts.ts'
import { KINDS, become } from './support/kinds.ts'
import type { Kind } from './support/kinds.ts'
import { PLANNED } from './support/planned.ts'

/**
 * How long the host may be away, on a busy machine: less than a DHCP server or a router that is
 * asked in vain is asked again after. A spanning tree takes its own time.
 */
const GAP_MS = 700

let lab: Lab
let backend: TestBackend
const table = new Map<string, string[][]>()

beforeAll(async () => {
  lab = await Lab.start({ guests: false })
})
afterAll(async () => {
  await lab.stop()
  const rows = [...KINDS, ...PLANNED].map(({ name }) => table.get(name) ?? [[name, 'BROKEN']])
  printTable(rows.flat())
})

let cleanUp: Kind['cleanUp']
afterEach(async () => {
  await backend.stop()
  await cleanUp?.(lab)
  cleanUp = undefined
  for (const uuid of await ours()) await lab.nmcli('connection', 'delete', uuid)
})

it.each(KINDS)('$name', async (kind) => {
  cleanUp = kind.cleanUp
  await become(lab, kind)
  backend = await TestBackend.start(lab, { answerSeconds: 60 })
  const before = await settled(kind)
  const made = await make(kind)
  const bridged = await facts(lab, 'br0')
  expectCarried(kind, before, bridged)
  if (!kind.intent?.options?.stp) expect(made.gap ?? 0).toBeLessThan(GAP_MS)
  const texts = await Promise.all(made.uuids.map((uuid) => profileText(lab, uuid)))
  const kernel = await bridgeText(lab, 'br0')
  const removal = await remove()
  const after = await eventually(kind, before)
  table.set(kind.name, rowsOf(kind.name, [before, bridged, after], String(made.gap ?? '-')))
  await paste(lab, made.commands)
  await becomes('the pasted bridge is connected', 'br0', bridged)
  const pasted = await Promise.all(made.uuids.map((uuid) => profileText(lab, uuid)))
  expect(pasted).toEqual(texts)
  expect(await bridgeText(lab, 'br0')).toBe(kernel)
  await paste(lab, removal)
  await eventually(kind, before)
  for (const uuid of made.uuids) expect(await profileIds()).not.toContain(uuid)
})

it.each(PLANNED)('plan: $name', async ({ name, rows }) => {
  table.set(name, rows())
})

function deviceOf({ intent }: Kind): string {
  return intent?.nic === undefined ? 'eth0' : (intent.nic ?? '')
}

/** Once its addresses have come: of IPv6 they come later. */
async function settled(kind: Kind): Promise<Facts> {
  const wanted = kind.ipv6 && kind.ipv6 !== 'none' ? /2001:db8.*\/(64|128)/ : /./
  await until('the host is connected', async () => {
    const { addresses, metric } = await facts(lab, deviceOf(kind))
    return wanted.test(addresses) && (!kind.ipv6 || metric.includes('fe80'))
  })
  if (kind.name.includes('two default routes')) {
    await until('both routes', async () => (await facts(lab, 'eth0')).metric.includes('600'))
  }
  const now = await facts(lab, deviceOf(kind))
  await backend.until(({ interfaces }) => {
    const own = interfaces.flatMap(({ ipv4, ipv6 }) => [...ipv4.addresses, ...ipv6.addresses])
    const listed = own.map(({ address, prefix }) => `${address}/${prefix}`)
    return now.addresses.split(' ').every((address) => listed.includes(address))
  })
  return now
}

async function make({ intent = {} }: Kind) {
  const asked = { nic: 'eth0', name: 'br0', network: null, ...intent }
  const plan = await backend.api.planCreateBridge(asked)
  const address = await hostAddress(lab).catch(() => null)
  const probe = address ? await lab.lan.probe(address) : null
  const change = await backend.api.applyPlan(plan.id)
  const gap = probe ? Math.round((await probe.stop()).gapMs) : null
  await keep(change)
  return { gap, commands: plan.commands, uuids: await ours() }
}

/** The profiles of a bridge; none, unless a kind has failed in the middle. */
async function ours(): Promise<string[]> {
  const listed = await lab.nmcli('-g', 'UUID,NAME', 'connection', 'show')
  const lines = listed.split('\n').filter((line) => /:br0( port \w+)?$/.test(line))
  return lines.map((line) => line.split(':')[0] ?? '')
}

async function remove(): Promise<string[]> {
  const removal = await backend.api.planRemoveBridge({ bridge: 'br0' })
  await keep(await backend.api.applyPlan(removal.id))
  return removal.commands
}

const profileIds = () => lab.nmcli('-g', 'UUID', 'connection', 'show')

async function keep(change: Change): Promise<void> {
  if (change.phase === 'awaiting-answer') await backend.api.keepChange(change.id)
}

function expectCarried({ becomes, intent }: Kind, before: Facts, bridged: Facts): void {
  const { mac: _mac, mtu: _mtu, ...connection } = before
  if (becomes === 'more') {
    for (const address of before.addresses.split(' ')) expect(bridged.addresses).toContain(address)
    expect(bridged.addresses.length).toBeGreaterThan(before.addresses.length)
    expect(bridged.metric.startsWith(before.metric)).toBe(true)
    return
  }
  expect(withoutHeard(bridged)).toMatchObject(connection)
  const mtu = intent?.options?.mtu
  if (intent?.nic !== null) expect(bridged.mtu).toBe(mtu ? String(mtu) : before.mtu)
}

/**
 * A new bridge may hear an advertisement before NetworkManager has told the kernel to leave those
 * to it: then there is one more default route, of a metric (1024) that loses.
 */
function withoutHeard(now: Facts): Facts {
  return { ...now, metric: now.metric.replace(/, via fe80[^,]* metric 1024/, '') }
}

/** Exactly as before, in a moment: a second NIC's DHCP may be a bit later. */
function eventually(kind: Kind, before: Facts): Promise<Facts> {
  return becomes('all is as before', deviceOf(kind), before)
}

async function becomes(what: string, device: string, wanted: Facts): Promise<Facts> {
  const look = async () => withoutHeard(await facts(lab, device))
  const isThere = async () => JSON.stringify(await look()) === JSON.stringify(withoutHeard(wanted))
  await until(what, isThere, { timeoutMs: 30_000 }).catch(() => undefined)
  const now = await look()
  // One by one: of a whole the report would say `{ …(6) }`, and not what differs.
  for (const name of factNames) expect(now[name], name).toBe(withoutHeard(wanted)[name])
  return facts(lab, device)
}
