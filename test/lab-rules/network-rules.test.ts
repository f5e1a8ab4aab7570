/**
 * Rules of all NICs of a network: each is under them by packets, one that comes later is told of, and one
 * Undo takes all of it back. A NIC that is deleted takes its filter with it, and Undo brings both back.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NicRules } from '../../shared/model/nic-rules.ts'
import { GUESTS } from '../lab/guest.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { MachineDriver } from '../support/machines.ts'

const HOST = '192.168.122.1'
const [WEB = '', DB = ''] = GUESTS.map(({ mac }) => mac)

let lab: Lab
let backend: TestBackend
let machines: MachineDriver
let addresses: Record<'web' | 'db', string>

beforeAll(async () => {
  lab = await Lab.start({ guests: ['web', 'db'] })
  // As systemd sets it on every host: whoever wants may ping.
  await lab.run(['sysctl', '-qw', 'net.ipv4.ping_group_range=0 2147483647'])
  backend = await TestBackend.start(lab)
  machines = new MachineDriver(lab, backend)
  const [web, db] = await Promise.all(
    ['web', 'db'].map((name) => lab.guest(name).waitForAddress('192.168.122.')),
  )
  addresses = { web: web?.address ?? '', db: db?.address ?? '' }
  await backend.api.setVisible(true)
  await backend.until(({ machines: all }) =>
    all.every(({ name, nics }) => isGuest(name) === nics.some((nic) => nic.addresses.length > 0)),
  )
})
afterAll(async () => {
  await backend.stop()
  await lab.stop()
})

const isGuest = (name: string) => name === 'web' || name === 'db'
const uuid = () =>
  backend.inventory?.networks.find(({ name }) => name === 'default')?.uuid ??
  expect.unreachable('it is there')
const set = (rules: NicRules | null) =>
  machines.carryOut(backend.api.planSetNetworkRules({ network: uuid(), rules }))
const filters = async () =>
  ((await lab.virsh('nwfilter-list')).match(/puente-\S+/g) ?? []).toSorted()
const plain = (mac: string) => mac.replaceAll(':', '')
const reaches = (from: 'web' | 'db', address: string) => lab.guest(from).ping(address)
const byMachine = (one: { machine: string }, other: { machine: string }) =>
  one.machine < other.machine ? -1 : 1
const textOf = (name: string) => lab.virsh('nwfilter-dumpxml', name)

describe('of a network', () => {
  let first: string

  it('each NIC is under them, in both directions', async () => {
    expect(await backend.api.getNetworkRules(uuid())).toEqual({ rules: null, isOfAll: true })
    const rules: NicRules = { allow: 'addresses', addresses: [HOST] }
    const { id } = await set(rules)
    first = id
    expect(await filters()).toEqual(
      [`puente-addresses-${plain(WEB)}`, `puente-addresses-${plain(DB)}`].toSorted(),
    )
    expect(await Promise.all([reaches('web', HOST), reaches('db', HOST)])).toEqual([true, true])
    expect(await reaches('web', addresses.db)).toBe(false)
    expect(await reaches('db', addresses.web)).toBe(false)
    expect(await backend.api.getNetworkRules(uuid())).toEqual({ rules, isOfAll: true })
    expect((await backend.api.getRuleTrials(id)).toSorted(byMachine)).toEqual([
      { machine: 'db', address: addresses.db, wanted: true, before: true, now: true },
      { machine: 'web', address: addresses.web, wanted: true, before: true, now: true },
    ])
  })

  it('one that comes later has none, which its plan says; set anew, it has them too', async () => {
    const asked = {
      ...{ machine: machines.get('db').uuid, model: 'virtio', mac: null },
      source: { type: 'network', network: 'default', portGroup: null },
      when: 'stored',
    } as const
    const { warnings } = await backend.api.planAddNic(asked)
    expect(warnings).toContainEqual({
      key: 'rules.warning.newNic',
      params: { network: 'default' },
    })
    const mac = await machines.add('db', 'default', 'stored')
    expect((await backend.api.getNetworkRules(uuid())).isOfAll).toBe(false)
    await set({ allow: 'addresses', addresses: [HOST] })
    expect(await filters()).toContain(`puente-addresses-${plain(mac)}`)
    await machines.remove('db', mac, 'stored')
    expect(await filters()).not.toContain(`puente-addresses-${plain(mac)}`)
  })

  it('other ones take their place, and each Undo puts back what was there before it', async () => {
    const before = await Promise.all((await filters()).map(textOf))
    const { id } = await set({ allow: 'internet' })
    expect((await filters()).every((name) => name.startsWith('puente-internet-'))).toBe(true)
    expect(await reaches('web', HOST)).toBe(false)
    expect((await backend.api.getRuleTrials(id)).toSorted(byMachine)).toEqual([
      { machine: 'db', address: addresses.db, wanted: false, before: true, now: false },
      { machine: 'web', address: addresses.web, wanted: false, before: true, now: false },
    ])
    await machines.carryOut(backend.api.planUndo(id))
    expect(await Promise.all((await filters()).map(textOf))).toEqual(before)
    expect(await reaches('web', HOST)).toBe(true)
    await machines.carryOut(backend.api.planUndo(first))
    expect(await filters()).toEqual([])
    expect(machines.nic('web', WEB).filters).toBeUndefined()
    await until(
      'they reach each other',
      async () => (await reaches('web', addresses.db)) || undefined,
    )
  })

  it('the commands do the same in a shell', async () => {
    const plan = await backend.api.planSetNetworkRules({
      network: uuid(),
      rules: { allow: 'addresses', addresses: [HOST] },
    })
    await lab.run(['sh', '-e'], { input: plan.commands.join('\n'), user: 'root' })
    expect((await filters()).length).toBe(2)
    expect(await reaches('web', addresses.db)).toBe(false)
    await backend.until(() => machines.nic('web', WEB).filters && machines.nic('db', DB).filters)
    await set(null)
    expect(await filters()).toEqual([])
  })
})

describe('a NIC that is deleted', () => {
  const own = () =>
    machines.carryOut(
      backend.api.planSetNicRules({
        ...{ machine: machines.get('db').uuid, nic: machines.ref('db', DB) },
        rules: { allow: 'addresses', addresses: [HOST] },
      }),
    )

  it('takes its filter with it, and Undo brings both back as they were', async () => {
    await own()
    const [name = ''] = await filters()
    const [text, definition] = [await textOf(name), await machines.definedXml('db')]
    const { id } = await machines.remove('db', DB, 'now-and-stored')
    expect(await filters()).toEqual([])
    await machines.carryOut(backend.api.planUndo(id))
    expect(await textOf(name)).toBe(text)
    expect(await machines.definedXml('db')).toBe(definition)
    await backend.until(() => machines.find('db')?.nics.some(({ plugged }) => plugged))
    expect(machines.nic('db', DB).filters).toEqual([name])
  })

  it('one of a machine that was deleted elsewhere goes along, and comes back with Undo', async () => {
    const before = await filters()
    const orphan = 'puente-lan-525400aaaaaa'
    await lab.run(['sh', '-c', 'cat >/tmp/f.xml; virsh -q nwfilter-define /tmp/f.xml'], {
      input: `<filter name='${orphan}' chain='root'/>`,
    })
    const mac = await machines.add('db', 'default', 'stored')
    const { id } = await machines.remove('db', mac, 'stored')
    expect(await filters()).toEqual(before)
    await machines.carryOut(backend.api.planUndo(id))
    expect(await filters()).toContain(orphan)
    await machines.remove('db', mac, 'stored')
    expect(await filters()).toEqual(before)
  })

  it('only unplugged, it keeps it: what is stored has it still', async () => {
    const before = await filters()
    const { id } = await machines.remove('db', DB, 'now')
    expect(await filters()).toEqual(before)
    await machines.carryOut(backend.api.planUndo(id))
    expect(await filters()).toEqual(before)
  })

  it('leaves one that another NIC has', async () => {
    const [name = ''] = await filters()
    const edit = `virsh dumpxml web --inactive | sed "s|<mac address='${WEB}'/>|&<filterref filter='${name}'/>|" >/tmp/web.xml && virsh -q define /tmp/web.xml`
    await lab.run(['sh', '-c', edit])
    await backend.until(() => machines.nic('web', WEB).filters?.includes(name))
    await machines.remove('db', DB, 'now-and-stored')
    expect(await filters()).toEqual([name])
  })
})
