/**
 * Hosts at random: each has the same connection before, with a bridge and after its removal, but
 * for what the plan named; or is refused with a sentence before anything was touched.
 *
 * `HOSTS=200 npm run test:lab -- hosts-at-random`; `SEED=…` makes the same hosts again, and
 * `FROM=17,23 HOSTS=1` those of them that failed.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Plan } from '../../shared/model/plan.ts'
import { Lab } from '../lab/lab.ts'
import { OFFICE_LAN } from '../lab/workstation.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { ANOTHER_NAME } from './support/host-parts.ts'
import { randomHost } from './support/random-host.ts'
import type { RandomHost } from './support/host-parts.ts'

const SEED = Number(process.env.SEED ?? 20_261_129)
const HOSTS = Number(process.env.HOSTS ?? 6)
const FROM = (process.env.FROM ?? '0').split(',').map(Number)

interface Seen {
  addresses: string[]
  defaultRoutes: string[]
  routes: string[]
  dns: string[]
  /** What the host speaks with. */
  mac: string
}

let lab: Lab
let backend: TestBackend
const outcomes = new Map<string, number>()

beforeAll(async () => {
  lab = await Lab.start({ guests: false })
  backend = await TestBackend.start(lab, { answerSeconds: 60 })
})
afterAll(async () => {
  console.log(summary())
  await backend.stop()
  await lab.stop()
})

const hosts = FROM.flatMap((from) =>
  Array.from({ length: HOSTS }, (_, index) => {
    const host = randomHost(SEED, from + index)
    return { index: from + index, words: host.name, host }
  }),
)

it.each(hosts)('host $index: $words', { retry: 0, timeout: 240_000 }, async ({ host }) => {
  try {
    await become(host)
    await bridgeAndBack(host)
  } catch (error) {
    count('FAILED')
    throw error
  } finally {
    await comeBack(host)
  }
})

async function bridgeAndBack(host: RandomHost): Promise<void> {
  const { nic, asked, awaited, profile } = host
  const before = await settled(nic, awaited)
  const plan = await backend.api.planCreateBridge({ ...asked, network: null }).catch(codeOf)
  if (typeof plan === 'string') {
    expect(await seen()).toEqual(before)
    return count(`refused: ${plan}`)
  }
  await keep(plan)
  const lost = lostOf(plan)
  // It was said that the profile goes on to the next NIC: a person's own answer to that.
  const isFreed = plan.warnings.some(({ key }) => key.startsWith('warning.original-for-any'))
  if (isFreed) await sh(`${BIND}${nic}; nmcli device disconnect eth1`)
  await same('with the bridge', before, lost)
  if (host.meanwhile !== 'nothing') {
    await happens(host)
    await same(`with the bridge, ${host.meanwhile}`, before, lost)
  }
  const removal = await backend.api.planRemoveBridge({ bridge: asked.name })
  await keep(removal)
  const isRandom = profile.ethernet.includes('cloned-mac-address=random')
  await same('after it', before, [...lost, ...lostOf(removal)], isRandom)
  count('bridged')
}

async function happens({ meanwhile, nic }: RandomHost): Promise<void> {
  if (meanwhile === 'down and up') await sh(`nmcli connection down br0; ${UP}${nic}'`)
  if (meanwhile !== 'rename' && meanwhile !== 'restart') return
  await lab.daemons.networkManager.stop()
  await backend.until(({ services }) => services.networkManager.status !== 'connected')
  if (meanwhile === 'rename')
    await sh(`ip link delete br0; ip link set ${nic} down; ip link set ${nic} name ${RENAMED}`)
  await lab.daemons.networkManager.start()
  await backend.until(({ services }) => services.networkManager.status === 'connected')
  if (meanwhile !== 'rename') return
  const found = await until('the new name is found', async () => {
    const options = { run: 'random', asAdministrator: false }
    const { findings } = await backend.api.diagnose({ type: 'bridge', name: 'br0' }, options)
    return findings.find(({ code }) => code === 'bridge-nic-renamed')
  })
  await keep(await backend.api.planFix(found.id))
}

/**
 * What is still missing, and what is there beside it, but for what was named before.
 * @param isMadeAnew has the profile another MAC at each activation?
 */
async function same(when: string, before: Seen, lost: string[], isMadeAnew = false): Promise<void> {
  const differences = async () => {
    const now = await seen()
    const isNamed = (text: string) => lost.includes(text)
    const prefixes = lost.map(prefixOf)
    const isNew = (text: string) => !before.addresses.includes(text)
    return {
      missing: before.addresses.filter((text) => !now.addresses.includes(text) && !isNamed(text)),
      // One that gets another host part is named; the other one is of the same prefix.
      more: now.addresses.filter((text) => isNew(text) && !prefixes.includes(prefixOf(text))),
      defaultRoutes: different(before.defaultRoutes, now.defaultRoutes),
      routes: different(before.routes, now.routes),
      dns: different(before.dns, now.dns),
      mac: now.mac === before.mac || isMadeAnew ? '' : `${before.mac} → ${now.mac}`,
    }
  }
  const none = { missing: [], more: [], defaultRoutes: [], routes: [], dns: [], mac: '' }
  const isSame = async () => JSON.stringify(await differences()) === JSON.stringify(none)
  await until(`the same ${when}`, isSame, { timeoutMs: 20_000 }).catch(() => undefined)
  expect(await differences(), when).toEqual(none)
}

function different(before: string[], now: string[]): string[] {
  const gone = before.filter((text) => !now.includes(text)).map((text) => `- ${text}`)
  return [...gone, ...now.filter((text) => !before.includes(text)).map((text) => `+ ${text}`)]
}

/** Of a /64, or of IPv4's /24. */
function prefixOf(address: string): string {
  if (address.includes(':')) return address.split(':').slice(0, 4).join(':')
  return address.split('.').slice(0, 3).join('.')
}

/** Addresses that the plan says will be lost, or may be others; all of IPv4's where leases may change. */
function lostOf({ lost = [] }: Plan): string[] {
  return lost.flatMap(({ params }) => String(params?.addresses ?? '').split(', '))
}

async function seen(): Promise<Seen> {
  const { addresses, defaultRoutes, routes, dns, macs } = await lab.snapshotHost()
  // The kernel's own, heard before NetworkManager told it not to listen; it loses.
  const own = defaultRoutes.filter((route) => !/fe80.* metric 1024$/.test(route))
  const mac = macs.br0 ?? macs[RENAMED] ?? macs[ANOTHER_NAME] ?? macs.eth0 ?? ''
  const isOurs = (address: string) => !address.startsWith('10.200.0.')
  return { addresses: addresses.filter(isOurs), defaultRoutes: own, routes, dns, mac }
}

/** All that is announced has come, nothing since for two seconds, and the backend has seen it. */
async function settled(nic: string, awaited: RegExp[]): Promise<Seen> {
  let last = ''
  let since = Date.now()
  await until(
    'a host at rest',
    async () => {
      const found = await seen()
      const now = JSON.stringify(found)
      if (now !== last) since = Date.now()
      last = now
      const isWhole = awaited.every((one) => found.addresses.some((text) => one.test(text)))
      return isWhole && Date.now() - since > 2_000
    },
    { timeoutMs: 60_000 },
  )
  const now = await seen()
  await backend.until(({ interfaces }) => {
    if (!interfaces.some(({ name, state }) => name === nic && state === 'activated')) return false
    const listed = interfaces
      .flatMap(({ ipv4, ipv6 }) => [...ipv4.addresses, ...ipv6.addresses])
      .map(({ address, prefix }) => `${address}/${prefix}`)
    return now.addresses.every((address) => listed.includes(address))
  })
  return now
}

async function keep(plan: Plan): Promise<void> {
  const change = await backend.api.applyPlan(plan.id)
  if (change.phase === 'awaiting-answer') await backend.api.keepChange(change.id)
}

const BIND = `nmcli connection modify '${OFFICE_LAN.id}' connection.interface-name `
const RENAMED = 'enp9s0'
const UP = "nmcli connection up 'br0 port "

const codeOf = (error: { data?: { code: string; cause?: string } }): string =>
  [error.data?.code ?? String(error), error.data?.cause].filter(Boolean).join(' ')

const sh = (script: string, where: 'workstation' | 'lan' = 'workstation') =>
  lab.run(['sh', '-c', script], { where, check: false })

async function become({
  nic,
  profile,
  bound,
  ipv6,
  announced,
  lan,
  more,
}: RandomHost): Promise<void> {
  const { id, uuid } = OFFICE_LAN
  if (nic !== 'eth0') await sh(rename('eth0', nic))
  const lines = [
    ...['[connection]', `id=${id}`, `uuid=${uuid}`, 'type=ethernet', ...bound],
    ...[...profile.connection, '[ethernet]', ...profile.ethernet],
    ...['[ipv4]', ...profile.ipv4, '[ipv6]', ...profile.ipv6, ''],
  ]
  const file = `/etc/NetworkManager/system-connections/${id}.nmconnection`
  await lab.run(['tee', file], { input: lines.join('\n') })
  for (const script of lan) await sh(script, 'lan')
  await lab.lan.dhcp.restart({ ipv6, extra: announced })
  await lab.nmcli('connection', 'reload')
  await lab.nmcli('connection', 'up', id)
  for (const script of more) await sh(script)
}

/** Whatever came of it, the next host begins on the lab as it was. */
async function comeBack({ nic, undo }: RandomHost): Promise<void> {
  for (const script of undo) await sh(script)
  const ours = ['br0', `br0 port ${nic}`, `br0 port ${RENAMED}`, RENAMED]
  await sh(
    `nmcli connection down '${OFFICE_LAN.id}'; for name in ${ours.map((name) => `'${name}'`).join(' ')}; do nmcli connection delete "$name"; done`,
  )
  const links = await lab.ip<{ ifname: string }>('link', 'show')
  const other = links.find(({ ifname }) => [RENAMED, nic].includes(ifname) && ifname !== 'eth0')
  if (other) await sh(rename(other.ifname, 'eth0'))
  await sh(
    'ip -4 address flush dev lanbr; ip -6 address flush dev lanbr scope global; ip -6 address delete fe80::1/64 dev lanbr; ' +
      'ip address add 198.51.100.1/24 dev lanbr; ip address add 2001:db8:51:64::1/64 dev lanbr nodad',
    'lan',
  )
}

function rename(from: string, to: string): string {
  return `nmcli device disconnect ${from}; ip link set ${from} down; ip link set ${from} name ${to}; ip link set ${to} up; sleep 1`
}

function count(outcome: string): void {
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
}

function summary(): string {
  const rows = [...outcomes].sort(([a], [b]) => a.localeCompare(b))
  const lines = rows.map(([outcome, times]) => `${String(times).padStart(5)}  ${outcome}`)
  return [`\nhosts at random: SEED=${SEED} FROM=${FROM.join()} HOSTS=${HOSTS}`, ...lines, ''].join(
    '\n',
  )
}
