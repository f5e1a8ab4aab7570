import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NetworkDefinition } from '../../shared/model/network-definition.ts'
import type { NetworkKind } from '../../shared/model/network-kind.ts'
import type { Plan } from '../../shared/model/plan.ts'
import { formatSubnet, hostRange, formatAddress, subnetOf } from '../../shared/rules/ip.ts'
import { usualDefinition } from '../../shared/rules/networks/defaults.ts'
import type { Guest } from '../lab/guest.ts'
import { Lab } from '../lab/lab.ts'
import { NIC_MAC, ROUTER } from '../lab/lan.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { asText, measuredRow, PROMISED } from './table.ts'
import type { Measured, Outcome } from './table.ts'

interface Case {
  kind: NetworkKind
  change?: (definition: NetworkDefinition) => Partial<NetworkDefinition>
  /** A subnet of the guests' own, where neither libvirt nor the LAN gives them one. */
  byHand?: string
}

/** macvtap before the bridge: the kernel has it only on a NIC that is no bridge's port. */
const cases: Record<string, Case> = {
  'NAT with DHCP': { kind: 'nat' },
  'NAT without DHCP': { kind: 'nat', change: withoutDhcp },
  routed: { kind: 'routed' },
  isolated: { kind: 'isolated' },
  'very isolated': { kind: 'very-isolated', byHand: '10.66.0.0' },
  'macvtap (direct)': { kind: 'macvtap' },
  'bridged (host bridge)': { kind: 'bridged' },
}

interface Plugged {
  guest: Guest
  mac: string
  address: string
}

const names = ['web', 'db'] as const
const rows = new Map<string, ReturnType<typeof measuredRow>>()
let lab: Lab
let backend: TestBackend
let host = ''

beforeAll(async () => {
  lab = await Lab.start()
  backend = await TestBackend.start(lab)
  for (const name of names) {
    await lab.guest(name).waitForAddress('192.168.122.')
    await removeNics(name)
  }
  const [lease] = lab.lan.leases().filter(({ mac }) => mac === NIC_MAC.eth0)
  host = lease?.address ?? expect.unreachable('the workstation has no address')
})
afterAll(async () => {
  await backend.stop()
  await lab.stop()
})

function withoutDhcp({ subnets }: NetworkDefinition): Partial<NetworkDefinition> {
  return { subnets: subnets.map((subnet) => ({ ...subnet, dhcpRanges: [] })) }
}

async function apply(planned: Promise<Plan>): Promise<void> {
  const change = await backend.api.applyPlan((await planned).id)
  if (change.phase === 'awaiting-answer') await backend.api.keepChange(change.id)
}

function machine(name: string) {
  const found = backend.inventory?.machines.find((item) => item.name === name)
  return found ?? expect.unreachable(`no machine ${name}`)
}

async function removeNics(name: string): Promise<void> {
  for (const { mac, alias, slot } of machine(name).nics.filter(({ plugged }) => plugged)) {
    const nic = { mac, alias, slot }
    const intent = { machine: machine(name).uuid, nic, when: 'now' as const }
    await apply(backend.api.planRemoveNic(intent))
  }
  await backend.until(() => !machine(name).nics.some(({ plugged }) => plugged))
  // The next NIC gets the same name in the guest, and must not be taken for this one.
  const noted = async () => (await lab.guest(name).run('[ -z "$(ls /run)" ]')).code === 0
  await until(`${name} has noted that its NIC is gone`, noted)
}

/** As the window would fill the form in, and then create it. */
async function create({ kind, change }: Case): Promise<NetworkDefinition> {
  const { networks = [], interfaces = [] } = backend.inventory ?? {}
  const occupied = await backend.api.getOccupiedSubnets()
  const random = BigInt(`0x${randomBytes(5).toString('hex')}`)
  const usual = usualDefinition(kind, { networks, interfaces, occupied, random })
  const definition = { ...usual, ...change?.(usual) }
  const intent = { definition, autostart: false, copyOf: null, despiteCollision: false }
  await apply(backend.api.planCreateNetwork(intent))
  await backend.until(({ networks: list }) => list.some(({ name }) => name === definition.name))
  return definition
}

async function remove({ name }: NetworkDefinition): Promise<void> {
  for (const guest of names) await removeNics(guest)
  const uuid = backend.inventory?.networks.find((item) => item.name === name)?.uuid ?? ''
  await apply(backend.api.planDeleteNetwork({ network: uuid }))
}

async function plugIn(name: string, network: string): Promise<string> {
  const intent = {
    machine: machine(name).uuid,
    source: { type: 'network', network, portGroup: null },
    model: 'virtio',
    mac: null,
    when: 'now',
  } as const
  await apply(backend.api.planAddNic(intent))
  await backend.until(() => machine(name).nics.some(({ plugged }) => plugged))
  return machine(name).nics.find(({ plugged }) => plugged)?.mac ?? ''
}

interface Link {
  linkinfo?: { info_slave_data?: { state?: string } }
}

/** A bridge with STP listens for some seconds before it lets a new port's packets through. */
async function waitUntilForwarding(mac: string): Promise<void> {
  const taps = (backend.inventory?.machines ?? []).flatMap(({ nics }) => nics)
  const tap = taps.find((nic) => nic.mac === mac)?.tap ?? ''
  await until(`${tap} forwards`, async () => {
    const [link] = await lab.ip<Link>('-d', 'link', 'show', tap)
    const state = link?.linkinfo?.info_slave_data?.state
    return state === undefined || state === 'forwarding'
  })
}

/** Waits for an address by DHCP, or gives the guest its `index`th by hand. */
async function configure(
  guest: Guest,
  mac: string,
  definition: NetworkDefinition,
  index: number,
  byHand?: string,
): Promise<string> {
  const [subnet] = definition.subnets
  const leases = subnet ? subnet.dhcpRanges.length > 0 : !byHand
  if (leases) {
    const nic = await until(
      `${guest.name} leases an address on ${definition.name}`,
      () => guest.nics().find((item) => item.mac === mac),
      { timeoutMs: 60_000 },
    )
    return nic.address
  }
  const own = subnetOf(subnet?.address ?? byHand ?? '', subnet?.prefix ?? 24)
  const range = own && hostRange(own)
  if (!range) return expect.unreachable('a subnet with room')
  const address = formatAddress({ family: 'ipv4', value: range.first.value + BigInt(index + 9) })
  // Where there is nobody to be the gateway, whoever has its address would be asked.
  const gateway = formatAddress(range.first)
  const nic = await nicName(guest, mac)
  // Its DHCP client asks for ever, and would take the address away when it begins to.
  await until(`${guest.name} asks for an address`, async () => {
    return (await guest.run(`kill $(cat /run/${nic})`)).code === 0
  })
  await guest.run(`ip addr add ${address}/24 dev ${nic}; ip route add default via ${gateway}`)
  return address
}

function nicName(guest: Guest, mac: string): Promise<string> {
  return until(`${guest.name} sees its NIC`, async () => {
    const { output } = await guest.run(`grep -l ${mac} /sys/class/net/*/address`)
    return /\/(eth\d+)\//.exec(output)?.[1]
  })
}

async function lanPings(address: string): Promise<boolean> {
  const { code } = await lab.run(['ping', '-c', '1', '-W', '2', address], {
    where: 'lan',
    check: false,
  })
  return code === 0
}

/** Asks again when the answer was lost among what else the guest says on its console. */
function ping(guest: Guest, address: string): Promise<boolean> {
  return guest.ping(address).catch(() => guest.ping(address))
}

/** Tries twice: a bridge's port may still be listening. */
async function reaches(ping: () => Promise<boolean>): Promise<boolean> {
  return (await ping()) || (await ping())
}

async function isOnLan(mac: string): Promise<boolean> {
  const { stdout } = await lab.run(['ip', 'neigh', 'show', 'dev', 'lanbr'], { where: 'lan' })
  return stdout.includes(mac)
}

async function tryLan(
  one: Plugged,
  subnet: string | null,
): Promise<{ to: Outcome; from: Outcome }> {
  const attempt = async () => ({
    to: await reaches(() => ping(one.guest, ROUTER)),
    from: await reaches(() => lanPings(one.address)),
  })
  await lab.run(['ip', 'neigh', 'flush', 'all'], { where: 'lan' })
  const alone = await attempt()
  const member = await isOnLan(one.mac)
  const routed = subnet ? await withLanRoute(subnet, attempt) : alone
  return {
    to: { alone: alone.to, routed: routed.to, member },
    from: { alone: alone.from, routed: routed.from, member },
  }
}

async function withLanRoute<T>(subnet: string, action: () => Promise<T>): Promise<T> {
  await lab.run(['ip', 'route', 'add', subnet, 'via', host], { where: 'lan' })
  try {
    return await action()
  } finally {
    await lab.run(['ip', 'route', 'del', subnet], { where: 'lan' })
  }
}

function addressFrom(mac: string, network: string): Measured['addressFrom'] {
  if (lab.lan.leases().some((lease) => lease.mac === mac)) return 'lan'
  const leases = backend.inventory?.networks.find(({ name }) => name === network)?.leases ?? []
  return leases.some((lease) => lease.mac === mac) ? 'libvirt' : 'nobody'
}

async function measure(definition: NetworkDefinition, byHand?: string): Promise<Measured> {
  const plugged: Plugged[] = []
  for (const [index, name] of names.entries()) {
    const guest = lab.guest(name)
    const mac = await plugIn(name, definition.name)
    await waitUntilForwarding(mac)
    plugged.push({ guest, mac, address: await configure(guest, mac, definition, index, byHand) })
  }
  const [one, two] = plugged
  if (!one || !two) return expect.unreachable('two guests')
  const [subnet] = definition.subnets
  const own = subnetOf(subnet?.address ?? byHand ?? '', subnet?.prefix ?? 24)
  await backend.api.setVisible(true)
  const lan = await tryLan(one, own && formatSubnet(own))
  return {
    guestToGuest:
      (await reaches(() => ping(one.guest, two.address))) &&
      (await reaches(() => ping(two.guest, one.address))),
    guestToHost: await hostReached(one, subnet?.address ?? host),
    guestToLan: lan.to,
    lanToGuest: lan.from,
    addressFrom: addressFrom(one.mac, definition.name),
  }
}

/** Both ways: from the guest to the workstation's address, and back. */
async function hostReached({ guest, address }: Plugged, own: string): Promise<boolean> {
  const there = await reaches(() => ping(guest, own))
  const back = async () =>
    (await lab.run(['ping', '-c', '1', '-W', '2', address], { check: false })).code === 0
  return there && (await reaches(back))
}

describe('who reaches whom, by packets', () => {
  it.each(Object.entries(cases))('%s', async (kind, one) => {
    if (one.kind === 'bridged') {
      await apply(backend.api.planCreateBridge({ nic: 'eth0', name: 'br0', network: null }))
      await backend.until(({ interfaces }) => interfaces.some(({ name }) => name === 'br0'))
    }
    const definition = await create(one)
    const promised = PROMISED.find(([name]) => name === kind) ?? expect.unreachable(kind)
    const row = measuredRow(promised, await measure(definition, one.byHand))
    rows.set(kind, row)
    await remove(definition)
    expect(row).toEqual(promised)
  })

  it('is the promised table, cell for cell', () => {
    const measured = PROMISED.map(([kind, ...cells]) => {
      return rows.get(kind) ?? ([kind, ...cells.map(() => 'not measured')] as (typeof PROMISED)[0])
    })
    console.log(`\n${asText(measured)}\n`)
    expect(asText(measured)).toBe(asText(PROMISED))
  })
})
