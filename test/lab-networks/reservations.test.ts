/** Addresses for machines that are known by more than their MAC, and for them alone: by what they get. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NetworkDefinition, Reservation } from '../../shared/model/network-definition.ts'
import { emptyDefinition } from '../../shared/model/network-definition.ts'
import { Lab } from '../lab/lab.ts'
import { GUESTS } from '../lab/guest.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { offeredTo } from '../support/dhcpv6-client.ts'
import { failureOf } from '../support/failure.ts'
import { MachineDriver } from '../support/machines.ts'

const DUID = '00:03:00:01:52:54:00:aa:bb:01'
const OTHER = '00:03:00:01:52:54:00:aa:bb:02'
const WEB = GUESTS[0]?.mac ?? ''

let lab: Lab
let backend: TestBackend
let machines: MachineDriver

const definition: NetworkDefinition = {
  ...emptyDefinition('office', 'nat'),
  bridge: 'virbr7',
  stp: false,
  subnets: [
    {
      ...({ family: 'ipv4', address: '10.50.0.1', prefix: 24 } as const),
      ...{ dhcpRanges: [], reservations: [] },
    },
    {
      ...({ family: 'ipv6', address: 'fd00:50::1', prefix: 64 } as const),
      dhcpRanges: [{ start: 'fd00:50::100', end: 'fd00:50::1ff', leaseSeconds: null }],
      reservations: [],
    },
  ],
}

beforeAll(async () => {
  lab = await Lab.start({ guests: ['web', 'db'] })
  backend = await TestBackend.start(lab)
  machines = new MachineDriver(lab, backend)
  await backend.api.setVisible(true)
  const asked = { autostart: false, copyOf: null, despiteCollision: false }
  await machines.carryOut(backend.api.planCreateNetwork({ definition, ...asked }))
  // A client on the network, beside the machines: its other end is in the bridge.
  const script = `ip link add six0 type veth peer name six1
ip link set six1 master virbr7 up; ip link set six0 netns lan`
  await lab.run(['sh', '-euc', script])
  await lab.run(['sh', '-euc', 'ip link set six0 up; sleep 2'], { where: 'lan' })
})
afterAll(async () => {
  await backend.stop()
  await lab.stop()
})

const office = () =>
  backend.inventory?.networks.find(({ name }) => name === 'office') ?? expect.unreachable('it is')

async function edit(
  family: 'ipv4' | 'ipv6',
  change: { reservations: Reservation[]; noRange?: true },
): Promise<string> {
  const { stored } = await backend.api.getNetworkDetails(office().uuid)
  const before = stored?.definition ?? expect.unreachable('it is stored')
  const subnets = before.subnets.map((subnet) => {
    if (subnet.family !== family) return subnet
    const dhcpRanges = change.noRange ? [] : subnet.dhcpRanges
    return { ...subnet, reservations: change.reservations, dhcpRanges }
  })
  const wanted = { ...before, subnets }
  const intent = { network: office().uuid, definition: wanted, despiteCollision: false }
  return (await machines.carryOut(backend.api.planEditNetwork(intent))).id
}

const reserved = (part: Partial<Reservation>): Reservation => ({
  ...{ mac: null, id: null, name: null, address: '' },
  ...part,
})

async function plugIn(guest: 'web' | 'db'): Promise<void> {
  const mac = await machines.add(guest, 'office', 'now')
  expect(mac).toMatch(/^52:54/)
}

describe('in IPv6', () => {
  it('a client gets the address that its DUID has, live, and others another', async () => {
    await edit('ipv6', { reservations: [reserved({ id: DUID, address: 'fd00:50::5' })] })
    expect(office().pending).toEqual([])
    expect(await offeredTo(lab, 'six0', DUID)).toBe('fd00:50::5')
    expect(await offeredTo(lab, 'six0', OTHER)).toMatch(/^fd00:50::1[0-9a-f]{2}$/)
  })

  it('by its name, where no DUID is known', async () => {
    await edit('ipv6', { reservations: [reserved({ name: 'nas', address: 'fd00:50::6' })] })
    expect(await offeredTo(lab, 'six0', OTHER, { name: 'nas' })).toBe('fd00:50::6')
  })

  it('with a range of none it alone gets one, and undo hands out to all again', async () => {
    const reservations = [reserved({ id: DUID, address: 'fd00:50::5' })]
    const id = await edit('ipv6', { reservations, noRange: true })
    await restartIfPending()
    expect(await offeredTo(lab, 'six0', DUID)).toBe('fd00:50::5')
    expect(await offeredTo(lab, 'six0', OTHER)).toBe('none')
    await machines.carryOut(backend.api.planUndo(id))
    await restartIfPending()
    expect(await offeredTo(lab, 'six0', OTHER)).toMatch(/^fd00:50::1/)
  })

  it.each<[string, Partial<Reservation>, string]>([
    ['a MAC', { mac: WEB, address: 'fd00:50::7' }, 'subnets.1.reservations.0.mac'],
    ['nothing', { address: 'fd00:50::7' }, 'subnets.1.reservations.0.mac'],
    ['half a DUID', { id: '00:zz', address: 'fd00:50::7' }, 'subnets.1.reservations.0.id'],
  ])('by %s is refused', async (_, part, field) => {
    expect(await failureOf(edit('ipv6', { reservations: [reserved(part)] }))).toMatchObject({
      code: 'network-definition-invalid',
      params: { field },
    })
  })
})

describe('in IPv4', () => {
  it('with a range of none, who has a reservation by name gets it, and nobody else any', async () => {
    await edit('ipv4', { reservations: [reserved({ name: 'db', address: '10.50.0.9' })] })
    await restartIfPending()
    await plugIn('web')
    await plugIn('db')
    expect(await lab.guest('db').waitForAddress('10.50.0.9')).toBeTruthy()
    expect(
      lab
        .guest('web')
        .nics()
        .some(({ address }) => address.startsWith('10.50.')),
    ).toBe(false)
    await until('libvirt tells of the lease', () => {
      return office().leases.some(({ address }) => address === '10.50.0.9') || undefined
    })
  })
})

async function restartIfPending(): Promise<void> {
  if (office().pending.length === 0) return
  await machines.carryOut(backend.api.planRestartNetwork({ network: office().uuid }))
  await lab.run(['ip', 'link', 'set', 'six1', 'master', 'virbr7'])
}
