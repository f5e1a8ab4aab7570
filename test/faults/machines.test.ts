/**
 * Rows 31 to 35: what guests, and others who have the same machines in hand, do to a change of a
 * NIC. Part of `test:lab` too.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { domainXml, GUESTS } from '../lab/guest.ts'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { MachineDriver } from '../support/machines.ts'

const [WEB, DB] = GUESTS.map(({ mac }) => mac) as [string, string]
const EMPTY = { name: 'empty', uuid: '5f0c1a52-7d3e-4b5a-9c1d-0000000000e0', running: true }
const EMPTY_MAC = '52:54:00:51:64:e0'
const OLD = '5f0c1a52-7d3e-4b5a-9c1d-0000000000f0'
const NEW = '5f0c1a52-7d3e-4b5a-9c1d-0000000000f1'
const SECOND_NET = `<network><name>second</name><forward mode="nat"/><bridge name="virbr5"/>
  <ip address="10.99.5.1" netmask="255.255.255.0"/></network>`

let lab: Lab
let backend: TestBackend
let machines: MachineDriver

beforeAll(async () => {
  lab = await Lab.start()
  await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input: SECOND_NET })
  await lab.virsh('net-start', 'second')
  backend = await TestBackend.start(lab)
  machines = new MachineDriver(lab, backend)
  await lab.guest('web').waitUntilUp()
})
afterAll(async () => {
  await backend.stop()
  await lab.stop()
})

const macs = async (name: string, ...which: string[]) =>
  [
    ...(await lab.virsh('domiflist', name, ...which)).matchAll(/(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/g),
  ].map(([mac]) => mac)

/** Gone, running and stored, and nothing is waited for any more. */
async function requireGone(driver: MachineDriver, mac: string): Promise<void> {
  await driver.shown()
  expect(driver.get('web').nics).toMatchObject([{ mac: WEB, leaving: false, plugged: true }])
  expect(await macs('web')).not.toContain(mac)
  expect(await macs('web', '--inactive')).not.toContain(mac)
}

it('a guest without a system: a guest without an operating system is waited for, which shows, and then its definition is untouched', async () => {
  const xml = domainXml({ ...EMPTY, mac: EMPTY_MAC }).replace(
    /<(kernel|initrd|cmdline)>.*<\/\1>/g,
    '',
  )
  await lab.run(['sh', '-c', 'cat | virsh define /dev/stdin'], { input: xml })
  await lab.virsh('start', 'empty')
  await backend.until(() => machines.find('empty')?.state === 'running')
  await backend.until(() => machines.nic('empty', EMPTY_MAC).plugged)
  const before = await machines.definedXml('empty')
  const removal = failureOf(machines.remove('empty', EMPTY_MAC, 'now-and-stored'))
  await backend.until(() => machines.nic('empty', EMPTY_MAC).leaving)
  expect(await removal).toMatchObject({ code: 'detach-not-confirmed', params: { mac: EMPTY_MAC } })
  await machines.shown()
  expect(machines.nic('empty', EMPTY_MAC)).toMatchObject({
    leaving: false,
    plugged: true,
    stored: true,
  })
  expect(await machines.definedXml('empty')).toBe(before)
  await lab.virsh('destroy', 'empty')
  await lab.virsh('undefine', 'empty')
})

it('a NIC let go late: a guest that lets go after libvirt has stopped waiting is still heard', async () => {
  const mac = await machines.add('web', 'second', 'now-and-stored')
  await lab.virsh('suspend', 'web')
  const removal = machines.remove('web', mac, 'now-and-stored')
  await backend.until(() => machines.nic('web', mac).leaving)
  // libvirt gives up after 5 s, and answers as if all were well.
  await sleep(7_000)
  expect(machines.nic('web', mac)).toMatchObject({ leaving: true, stored: true })
  expect(await macs('web', '--inactive')).toContain(mac)
  await lab.virsh('resume', 'web')
  expect((await removal).phase).toBe('done')
  await requireGone(machines, mac)
})

it('a NIC let go late: its word that comes before the reply, and again later, is taken once', async () => {
  await using echoing = await TestBackend.start(lab, {
    program: 'test/faults/support/echoing-backend.ts',
  })
  const driver = new MachineDriver(lab, echoing)
  const mac = await driver.add('web', 'second', 'now-and-stored')
  const { id } = await driver.remove('web', mac, 'now-and-stored')
  await requireGone(driver, mac)
  // It is back under the same name when the second word comes, which is about the one before.
  await driver.carryOut(echoing.api.planUndo(id))
  expect(driver.nic('web', mac)).toMatchObject({ plugged: true, stored: true, leaving: false })
  await sleep(3_000)
  expect(driver.nic('web', mac)).toMatchObject({ plugged: true, stored: true, leaving: false })
  expect(await macs('web')).toContain(mac)
  await driver.remove('web', mac, 'now-and-stored')
  await requireGone(driver, mac)
})

it('a NIC let go late: of two who remove the same NIC at once nobody waits for ever', async () => {
  await using other = await TestBackend.start(lab)
  const mac = await machines.add('web', 'second', 'now-and-stored')
  const drivers = [machines, new MachineDriver(lab, other)]
  await other.until(() => drivers[1]?.find('web')?.nics.some((nic) => nic.mac === mac))
  await Promise.all(drivers.map((driver) => driver.api.refreshMachine(driver.get('web').uuid)))
  await machines.shown()
  const ends = await Promise.allSettled(
    drivers.map((driver) => driver.remove('web', mac, 'now-and-stored')),
  )
  expect(ends.some(({ status }) => status === 'fulfilled')).toBe(true)
  for (const end of ends) {
    if (end.status === 'fulfilled') continue
    expect(['nic-gone', 'libvirt-failed', 'plan-stale']).toContain(end.reason.data.code)
  }
  for (const driver of drivers) await requireGone(driver, mac)
})

it('a machine that has stopped: a machine that has stopped before the call is not changed, with a sentence', async () => {
  const plan = await backend.api.planChangeNic({
    machine: machines.get('db').uuid,
    nic: machines.ref('db', DB),
    changes: { linkUp: false },
    when: 'now-and-stored',
  })
  const before = await machines.definedXml('db')
  await lab.virsh('destroy', 'db')
  const failure = await failureOf(backend.api.applyPlan(plan.id))
  expect(['machine-state', 'plan-stale', 'nic-gone']).toContain(failure.code)
  expect(await machines.definedXml('db')).toBe(before)
  await backend.until(() => machines.get('db').state === 'shut-off')
  await lab.virsh('start', 'db')
  await backend.until(() => machines.get('db').state === 'running')
})

it('a machine that is gone: a machine that is gone is not mistaken for a new one of its name', async () => {
  const xml = domainXml({ name: 'short', uuid: OLD, mac: '52:54:00:51:64:f0', running: false })
  await lab.run(['sh', '-c', 'cat | virsh define /dev/stdin'], { input: xml })
  await backend.until(() => machines.find('short'))
  const plan = await backend.api.planAddNic({
    machine: OLD,
    source: { type: 'network', network: 'default', portGroup: null },
    model: 'virtio',
    mac: null,
    when: 'stored',
  })
  await lab.virsh('undefine', 'short')
  const input = xml.replace(OLD, NEW)
  await lab.run(['sh', '-c', 'cat | virsh define /dev/stdin'], { input })
  const failure = await failureOf(backend.api.applyPlan(plan.id))
  expect(failure).toMatchObject({ code: 'machine-gone' })
  expect((await machines.definedXml('short')).match(/<interface/g)).toHaveLength(1)
  await lab.virsh('undefine', 'short')
})

it('twins with one MAC: twins with one MAC are told apart, running and stored', async () => {
  const mac = '52:54:00:51:64:77'
  for (const _ of [1, 2]) {
    await lab.virsh(
      ...['attach-interface', 'web', 'network', 'default', '--mac', mac],
      ...['--model', 'virtio', '--live', '--config'],
    )
  }
  await backend.until(() => machines.get('web').nics.filter((nic) => nic.mac === mac).length > 1)
  await backend.api.refreshMachine(machines.get('web').uuid)
  await machines.shown()
  const twins = machines.get('web').nics.filter((nic) => nic.mac === mac)
  expect(twins.every(({ pending, stored, plugged }) => stored && plugged && !pending.length)).toBe(
    true,
  )
  const [first, second] = twins
  if (!first || !second) return expect.unreachable('no twins')
  const { uuid } = machines.get('web')
  await machines.carryOut(
    backend.api.planChangeNic({
      machine: uuid,
      nic: machines.refOf(second),
      changes: { source: { type: 'network', network: 'second', portGroup: null } },
      when: 'now-and-stored',
    }),
  )
  const after = machines.get('web').nics.filter((nic) => nic.mac === mac)
  expect(after.map(({ alias, source, pending }) => ({ alias, source, pending }))).toMatchObject([
    { alias: first.alias, source: { network: 'default' }, pending: [] },
    { alias: second.alias, source: { network: 'second' }, pending: [] },
  ])
  for (const twin of [second, first]) {
    await machines.carryOut(
      backend.api.planRemoveNic({
        machine: uuid,
        nic: machines.refOf(twin),
        when: 'now-and-stored',
      }),
    )
    expect(machines.get('web').nics.map(({ alias }) => alias)).not.toContain(twin.alias)
  }
  expect(await machines.definedXml('web')).not.toContain(mac)
})
