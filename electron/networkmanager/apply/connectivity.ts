/** How well a device is connected: a baseline before, and the same asked again after. */
import { setTimeout as sleep } from 'node:timers/promises'
import { PuenteError } from '../../../shared/errors.ts'
import type { IpState } from '../../../shared/model/host.ts'
import type { Check } from '../../../shared/model/plan.ts'
import { isIn, parseAddress, parseSubnet } from '../../../shared/rules/ip.ts'
import { plainServer } from '../../../shared/rules/name-servers.ts'
import { globalAddresses } from '../../../shared/rules/global-addresses.ts'
import type { NetworkManagerClient } from '../client/client.ts'
import { hostInterfaces } from '../interfaces/interfaces.ts'
import { NM, ROOT_PATH } from '../client/constants.ts'
import { isNeighbourReachable } from '../../host/neighbours.ts'
import { readFromKernel } from '../interfaces/from-kernel.ts'
import { originatedAddresses } from '../interfaces/address-origin.ts'
import { connectionOf, vlansOn } from '../interfaces/nic-facts.ts'
import { property } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import { TimeoutError } from '../client/client.ts'

/** What worked before: only that is required afterwards. */
export interface Baseline {
  /** Had it a signal? A bridge that nothing is plugged into has none. */
  link: boolean
  addresses: string[]
  /** IPv6 subnets (`2001:db8:1:2::/64`) in any of whose addresses it must be. */
  prefixes: string[]
  usesDhcp: boolean
  /** The default routes' next hops, of both families, that must be there. */
  gateways: string[]
  /** Those of them that answered. */
  answering: string[]
  nameServers: string[]
  /** Does NetworkManager itself say that the Internet is reached? */
  online: boolean
  /** Addresses of what stays on the NIC: its VLANs. */
  others: { device: string; addresses: string[] }[]
  /** DHCP is asked anew: an address of its has to come. What the host had before. */
  leased?: string
  /** Are they written down beside DHCP? Then it may still be asked while they are there. */
  areBesideDhcp?: boolean
}

export type ReportCheck = (id: Check['id'], state: Check['state']) => void

const GATEWAY_BASELINE_MS = 1_500
const DNS_BASELINE_MS = 2_000
const GATEWAY_MS = 8_000
const DNS_MS = 10_000
const DNS_PAUSE_MS = 250
const ONLINE_ATTEMPTS = 8
const LOGIN_MS = 15_000
const LOGIN_PAUSE_MS = 1_000
/** NMConnectivityState */
const FULL_CONNECTIVITY = 4

export async function takeBaseline(nm: NetworkManagerClient, device: string): Promise<Baseline> {
  await readFromKernel(nm)
  const { ipv4, ipv6 } = ipOf(nm.state, device)
  const nameServers = [...ipv4.dns, ...ipv6.dns].flatMap((server) => plainServer(server) ?? [])
  const [answering, dnsAnswers, online] = await Promise.all([
    answeringOf(nm, [ipv4.gateway, ipv6.gateway], device),
    nameServers.length > 0 && nm.side.askNameServers(nameServers, DNS_BASELINE_MS),
    isOnline(nm),
  ])
  return {
    link: find(nm.state, device)?.carrier ?? false,
    addresses: lastingAddresses(nm.state, device),
    prefixes: [],
    usesDhcp: ipv4.method === 'dhcp',
    gateways: gatewaysToKeep([ipv4, ipv6], answering),
    answering,
    nameServers: dnsAnswers ? nameServers : [],
    online,
    others: vlansOn(nm.state, device).map((vlan) => {
      return { device: vlan, addresses: lastingAddresses(nm.state, vlan) }
    }),
  }
}

async function answeringOf(
  { side }: NetworkManagerClient,
  gateways: (string | null)[],
  device: string,
): Promise<string[]> {
  const asked = gateways.map(async (gateway) => {
    const isThere =
      gateway && (await isNeighbourReachable(side, gateway, device, GATEWAY_BASELINE_MS))
    return isThere ? [gateway] : []
  })
  return (await Promise.all(asked)).flat()
}

/** One that is silent and only heard of may be gone for good; one that is written down comes again. */
function gatewaysToKeep(families: IpState[], answering: string[]): string[] {
  return families.flatMap(({ gateway, method }) =>
    gateway && (method === 'static' || answering.includes(gateway)) ? [gateway] : [],
  )
}

/**
 * Requires of `device` what the baseline had, telling each check as it goes.
 * @param addressMs how long a DHCP server or router may take to give the addresses
 * @throws PuenteError naming what is missing
 */
export async function verify(
  nm: NetworkManagerClient,
  device: string,
  baseline: Baseline,
  addressMs: number,
  report: ReportCheck,
): Promise<void> {
  if (!baseline.link) report('link', 'skipped')
  else await checked('link', report, () => requireLink(nm, device))
  await checked('address', report, () => requireAll(nm, device, baseline, addressMs))
  const { answering, nameServers, online } = baseline
  if (answering.length === 0) report('gateway', 'skipped')
  else await checked('gateway', report, () => requireGateways(nm, answering, device))
  if (nameServers.length === 0) report('dns', 'skipped')
  else await checked('dns', report, () => requireNameServers(nm, nameServers))
  if (!online) report('internet', 'skipped')
  else await checked('internet', report, () => requireOnline(nm))
  if (!nm.side.isFar) report('login', 'skipped')
  else await checked('login', report, () => requireLogin(nm))
}

/**
 * Waits until the device is activated with every address and the gateways of the baseline; says
 * whether it came to that. Its addresses alone are there a moment before its routes.
 */
export async function waitUntilConnected(
  nm: NetworkManagerClient,
  device: string,
  baseline: Wanted,
  timeoutMs: number,
): Promise<boolean> {
  try {
    await nm.until((state) => isConnected(state, device, baseline), timeoutMs)
    return true
  } catch (error) {
    if (error instanceof TimeoutError) return false
    throw error
  }
}

export type Wanted = Pick<Baseline, 'addresses' | 'gateways'> &
  Partial<Pick<Baseline, 'prefixes' | 'areBesideDhcp' | 'leased'>>

function isConnected(
  state: NmState,
  device: string,
  { addresses, gateways, prefixes = [], areBesideDhcp = false, leased }: Wanted,
): boolean {
  const found = find(state, device)
  const isUp = found?.state === 'activated' || (areBesideDhcp && found?.state === 'activating')
  if (!found || !isUp) return false
  if (leased !== undefined && found.ipv4.addresses.length === 0) return false
  const present = globalAddresses(found)
  const ways = [...nextHops(found.ipv4), ...nextHops(found.ipv6)]
  return (
    gateways.every((gateway) => ways.includes(gateway)) &&
    addresses.every((address) => present.includes(address)) &&
    prefixes.every((prefix) => present.some((address) => isInside(address, prefix)))
  )
}

/** Of two routers that both announce themselves either may be the first. */
function nextHops({ gateway, routes }: IpState): (string | null)[] {
  return [gateway, ...routes.filter(({ prefix }) => prefix === 0).map(({ nextHop }) => nextHop)]
}

function isInside(address: string, prefix: string): boolean {
  const subnet = parseSubnet(prefix)
  const parsed = parseAddress(address.split('/')[0] ?? '')
  return subnet !== null && parsed !== null && isIn(parsed, subnet)
}

async function checked(
  id: Check['id'],
  report: ReportCheck,
  check: () => Promise<void>,
): Promise<void> {
  report(id, 'running')
  try {
    await check()
  } catch (error) {
    report(id, 'failed')
    throw error
  }
  report(id, 'passed')
}

async function requireLink(nm: NetworkManagerClient, device: string): Promise<void> {
  try {
    await nm.until((state) => find(state, device)?.carrier, 10_000)
  } catch (error) {
    throw error instanceof TimeoutError
      ? new PuenteError('link-lost', { interface: device })
      : error
  }
}

async function requireAll(
  nm: NetworkManagerClient,
  device: string,
  baseline: Baseline,
  timeoutMs: number,
): Promise<void> {
  await requireAddresses(nm, device, baseline, timeoutMs)
  for (const { device: other, addresses } of baseline.others) {
    const { leased: _, ...rest } = baseline
    const own = { ...rest, addresses, prefixes: [], gateways: [], usesDhcp: false }
    await requireAddresses(nm, other, own, timeoutMs)
  }
}

async function requireAddresses(
  nm: NetworkManagerClient,
  device: string,
  baseline: Baseline,
  timeoutMs: number,
): Promise<void> {
  if (await waitUntilConnected(nm, device, baseline, timeoutMs)) return
  const { ipv4, ipv6 } = ipOf(nm.state, device)
  const after = globalAddresses({ ipv4, ipv6 })
  const before = [...baseline.addresses, ...baseline.prefixes].join(', ')
  if (baseline.leased !== undefined && ipv4.addresses.length === 0) {
    const params = { interface: device, before: baseline.leased }
    throw new PuenteError('no-address-from-dhcp', params)
  }
  const isThere = await waitUntilConnected(nm, device, { ...baseline, gateways: [] }, 0)
  if (isThere) {
    throw new PuenteError('default-route-lost', {
      interface: device,
      gateways: baseline.gateways.join(', '),
    })
  }
  if (after.length === 0 && baseline.usesDhcp) {
    throw new PuenteError('no-address-from-dhcp', { interface: device, before })
  }
  throw new PuenteError('address-changed', { interface: device, before, after: after.join(', ') })
}

async function requireGateways(
  { side }: NetworkManagerClient,
  gateways: string[],
  device: string,
): Promise<void> {
  const asked = gateways.map((gateway) => isNeighbourReachable(side, gateway, device, GATEWAY_MS))
  const answers = await Promise.all(asked)
  const silent = gateways.filter((_, index) => !answers[index])
  if (silent.length > 0)
    throw new PuenteError('gateway-unreachable', { gateway: silent.join(', ') })
}

/** By time, not by attempts: without a route, which a router may yet announce, each fails at once. */
async function requireNameServers(
  { side }: NetworkManagerClient,
  servers: string[],
): Promise<void> {
  const deadline = Date.now() + DNS_MS
  while (!(await side.askNameServers(servers, DNS_BASELINE_MS))) {
    if (Date.now() > deadline) {
      throw new PuenteError('dns-unreachable', { servers: servers.join(', ') })
    }
    await sleep(DNS_PAUSE_MS)
  }
}

async function requireOnline(nm: NetworkManagerClient): Promise<void> {
  for (let attempt = 0; attempt < ONLINE_ATTEMPTS; attempt++) {
    if (await isOnline(nm)) return
    await sleep(1_000)
  }
  throw new PuenteError('internet-unreachable')
}

/** What is open already outlives much that lets nobody new in. */
async function requireLogin({ side }: NetworkManagerClient): Promise<void> {
  const deadline = Date.now() + LOGIN_MS
  while (!(await side.isReachedAnew())) {
    if (Date.now() > deadline) throw new PuenteError('login-refused')
    await sleep(LOGIN_PAUSE_MS)
  }
}

/** NetworkManager asks a page that its administrator chose, if any (`[connectivity]`). */
async function isOnline(nm: NetworkManagerClient): Promise<boolean> {
  if (property(nm.state, ROOT_PATH, NM, 'ConnectivityCheckEnabled') !== true) return false
  const [connectivity] = await nm.call(ROOT_PATH, NM, 'CheckConnectivity')
  return connectivity === FULL_CONNECTIVITY
}

/** Without those that nothing brings back: they must not be waited for. */
function lastingAddresses(state: NmState, device: string): string[] {
  const found = find(state, device)
  if (!found) return []
  return originatedAddresses(connectionOf(state, found))
    .filter(({ origin }) => origin !== 'passing' && origin !== 'foreign')
    .map(({ address, prefix }) => `${address}/${prefix}`)
}

function find(state: NmState, device: string) {
  return hostInterfaces(state).find(({ name }) => name === device)
}

function ipOf(state: NmState, device: string): { ipv4: IpState; ipv6: IpState } {
  const none: IpState = { method: 'none', addresses: [], gateway: null, routes: [], dns: [] }
  return find(state, device) ?? { ipv4: none, ipv6: none }
}
