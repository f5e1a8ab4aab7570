/** An existing bridge, with a machine on it, is changed, extended, and left. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setTimeout as sleep } from 'node:timers/promises'
import { defaultBridgeOptions } from '../../shared/model/bridge-settings.ts'
import type { BridgeOptions } from '../../shared/model/bridge-settings.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { hostAddress } from '../support/host.ts'
import { MachineDriver } from '../support/machines.ts'
import { letThrough } from '../support/switch-port.ts'
import { resume, stopped, stoppingBackend } from '../faults/support/stopped.ts'

let lab: Lab
let backend: TestBackend
let machines: MachineDriver
let mac: string

beforeAll(async () => {
  lab = await Lab.start({ guests: ['web'] })
  backend = await TestBackend.start(lab)
  machines = new MachineDriver(lab, backend)
  await letThrough(lab, 'eth1', false)
})
afterAll(async () => {
  await backend.stop()
  await lab.stop()
})

async function begin(planned: Promise<Plan>): Promise<Change> {
  return backend.api.applyPlan((await planned).id)
}

async function carryOut(planned: Promise<Plan>): Promise<Change> {
  const change = await begin(planned)
  return change.phase === 'awaiting-answer' ? backend.api.keepChange(change.id) : change
}

const nothing = { bridge: 'br0', options: null, addresses: null, add: [], remove: [] }
const changed = (part: Partial<BridgeOptions>) => ({ ...defaultBridgeOptions, ...part })
const plan = (part: object) => backend.api.planChangeBridge({ ...nothing, ...part })

interface KernelBridge {
  mtu: number
  linkinfo: { info_data: { stp_state: number; ageing_time: number; mcast_snooping: number } }
}

async function kernel() {
  const [link] = await lab.ip<KernelBridge>('-d', 'link', 'show', 'dev', 'br0')
  const { stp_state, ageing_time, mcast_snooping } = link?.linkinfo.info_data ?? {}
  return { mtu: link?.mtu, stp_state, ageing_time, mcast_snooping }
}

async function ports(): Promise<string[]> {
  const links = await lab.ip<{ ifname: string }>('link', 'show', 'master', 'br0')
  return links.map(({ ifname }) => ifname).sort()
}

const tap = () => machines.nic('web', mac).tap ?? ''

describe('a bridge with a machine on it', () => {
  let before: Awaited<ReturnType<typeof kernel>>

  beforeAll(async () => {
    const intent = { nic: 'eth0', name: 'br0', network: 'host-bridge' }
    await carryOut(backend.api.planCreateBridge(intent))
    await backend.until(({ networks }) => networks.some(({ name }) => name === 'host-bridge'))
    mac = await machines.add('web', 'host-bridge', 'now-and-stored')
    await until('its tap is a port', async () => (await ports()).includes(tap()))
    before = await kernel()
  })

  it('gets other options without unplugging the machine or cutting the host off', async () => {
    const probe = await lab.lan.probe(await hostAddress(lab))
    const options = changed({ ageingTime: 60, multicastSnooping: false, mtu: 1400 })
    await carryOut(plan({ options }))
    expect((await probe.stop()).gapMs).toBeLessThan(1_000)
    const wanted = { mtu: 1400, stp_state: 0, ageing_time: 6000, mcast_snooping: 0 }
    expect(await kernel()).toEqual(wanted)
    expect(await ports()).toEqual(['eth0', tap()])
    expect(await lab.nmcli('-g', 'bridge.ageing-time', 'connection', 'show', 'br0')).toBe('60')
    expect((await failureOf(plan({ options }))).code).toBe('nothing-to-change')
  })

  it('is as it was after Revert', async () => {
    const now = await kernel()
    const profile = await lab.nmcli('connection', 'show', 'br0')
    const change = await begin(plan({ options: changed({ ageingTime: 90 }) }))
    expect((await kernel()).ageing_time).toBe(9000)
    await backend.api.revertChange(change.id)
    expect(await kernel()).toEqual(now)
    expect(await ports()).toEqual(['eth0', tap()])
    const settings = (text: string) => text.split('\n').filter((line) => /^[a-z0-9]/.test(line))
    const after = await lab.nmcli('connection', 'show', 'br0')
    expect(settings(after)).toEqual(settings(profile))
  })

  it('takes a second port and gives it back', async () => {
    const add = await plan({ add: ['eth1'] })
    expect(add.warnings.map(({ key }) => key)).toContain('warning.loop')
    await carryOut(Promise.resolve(add))
    expect(await ports()).toEqual(['eth0', 'eth1', tap()])
    await backend.until(({ interfaces }) =>
      interfaces.some(({ bridge }) => bridge?.ownPorts.includes('eth1')),
    )
    const left = await begin(plan({ remove: ['eth1'] }))
    expect(await ports()).toEqual(['eth0', tap()])
    await backend.api.revertChange(left.id)
    expect(await ports()).toEqual(['eth0', 'eth1', tap()])
    await carryOut(plan({ remove: ['eth1'] }))
    expect(await ports()).toEqual(['eth0', tap()])
    expect(await lab.nmcli('-g', 'NAME', 'connection', 'show')).not.toContain('port eth1')
    expect((await failureOf(plan({ remove: ['eth0'] }))).code).toBe('port-is-main')
  })

  it('gets addresses of its own, and those of the NIC back by Revert', async () => {
    const host = await lab.snapshotHost()
    const addresses = {
      method: 'static' as const,
      addresses: ['198.51.100.30/24', '2001:db8:51:64::30/64'],
      ...{ gateway: '198.51.100.1', dns: ['198.51.100.1'] },
    }
    const change = await begin(plan({ addresses }))
    expect((await lab.snapshotHost()).addresses).toEqual(addresses.addresses)
    expect(await ports()).toEqual(['eth0', tap()])
    await backend.api.revertChange(change.id)
    await until('the old ones are back', async () => {
      const now = await lab.snapshotHost()
      return JSON.stringify(now.addresses) === JSON.stringify(host.addresses)
    })
    expect(await lab.snapshotHost()).toEqual(host)
  })

  it('refuses a gateway that nothing reaches', async () => {
    const addresses = { method: 'static', addresses: ['198.51.100.30/24'], dns: [] }
    const wrong = plan({ addresses: { ...addresses, gateway: '10.0.0.1' } })
    expect(await failureOf(wrong)).toMatchObject({
      code: 'bridge-settings-invalid',
      params: { field: 'gateway' },
    })
  })

  it('gives more time to answer when asked for it', async () => {
    await backend.stop()
    backend = await TestBackend.start(lab, { answerSeconds: 4 })
    machines = new MachineDriver(lab, backend)
    await backend.until(({ interfaces }) => interfaces.some((item) => item.madeByPuente))
    const remembered = async (id: string) =>
      (await backend.api.getHistory()).find((entry) => entry.id === id)?.outcome
    const change = await begin(plan({ options: changed({ ageingTime: 70, mtu: 1400 }) }))
    await sleep(3_000)
    const { deadline } = await backend.api.extendChange(change.id)
    expect(deadline).toBeGreaterThan(change.deadline ?? Infinity)
    await sleep(2_500)
    expect(backend.inventory?.change?.phase).toBe('awaiting-answer')
    const { change: ended } = await backend.until(({ change: now }) => now?.phase === 'reverted')
    expect(ended?.error?.code).toBe('not-answered')
    // Nobody waits for what ended by itself: the next test ends this backend.
    await until('it is remembered', async () => (await remembered(change.id)) === 'reverted')
    expect((await kernel()).ageing_time).toBe(6000)
    expect((await failureOf(backend.api.extendChange(change.id))).code).toBe('change-unknown')
  })

  it('is finished by the next start when the app is killed behind Keep', async () => {
    await backend.stop()
    backend = await stoppingBackend(lab, { behind: 'journal.write', count: 3 })
    machines = new MachineDriver(lab, backend)
    const { id } = await begin(plan({ options: changed({ ageingTime: 80, mtu: 1400 }) }))
    const hasStopped = stopped(backend)
    backend.api.keepChange(id).catch(() => undefined)
    await hasStopped
    await backend.kill()
    backend = await TestBackend.start(lab)
    machines = new MachineDriver(lab, backend)
    const { notices } = await backend.until((inventory) => inventory.notices.length > 0)
    expect(notices[0]?.text.key).toBe('notice.change-bridge-finished')
    expect((await kernel()).ageing_time).toBe(8000)
    expect(await lab.nmcli('-g', 'bridge.ageing-time', 'connection', 'show', 'br0')).toBe('80')
    expect(await ports()).toEqual(['eth0', tap()])
  })

  it('is left by its machines for the network that was chosen', async () => {
    await lab.guest('web').waitUntilUp()
    const removal = await backend.api.planRemoveBridge({ bridge: 'br0', moveTo: 'default' })
    expect(removal.warnings[0]).toMatchObject({
      key: 'warning.machines-wait',
      params: { machines: 'web', to: 'default' },
    })
    expect(removal.steps.map(({ id }) => id)).toContain('move-0')
    await carryOut(Promise.resolve(removal))
    await backend.until(() => machines.nic('web', mac).source.type === 'network')
    const [link] = await lab.ip<{ master: string }>('link', 'show', tap())
    expect(link?.master).toBe('virbr0')
    expect(await lab.virsh('domiflist', 'web', '--inactive')).not.toContain('host-bridge')
    expect(await lab.virsh('net-list', '--all', '--name')).not.toContain('host-bridge')
    expect(before.stp_state).toBe(0)
  })

  it('is remembered with all that was done to it', async () => {
    const isOfBridges = ({ title }: { title: { key: string } }) => title.key.includes('bridge')
    const entries = (await backend.api.getHistory()).filter(isOfBridges)
    expect(entries.map(({ title, outcome }) => [title.key, outcome])).toEqual([
      ['plan.remove-bridge', 'kept'],
      ['plan.change-bridge', 'finished'],
      ['plan.change-bridge', 'reverted'],
      ['plan.change-bridge', 'reverted'],
      ['plan.change-bridge', 'kept'],
      ['plan.change-bridge', 'reverted'],
      ['plan.change-bridge', 'kept'],
      ['plan.change-bridge', 'reverted'],
      ['plan.change-bridge', 'kept'],
      ['plan.create-bridge', 'kept'],
    ])
    const [removed, , , , , , , , options, created] = entries
    expect(removed?.undo).toMatchObject({
      do: 'create-bridge',
      intent: { nic: 'eth0', name: 'br0', network: 'host-bridge', options: { mtu: 1400 } },
    })
    expect(options?.undo).toMatchObject({ do: 'change-bridge', intent: { options: { mtu: null } } })
    expect(created?.undo).toEqual({ do: 'remove-bridge', bridge: 'br0' })
    const { commands, changes } = await backend.api.getHistoryDetails(created?.id ?? '')
    expect(commands).toContainEqual(expect.stringContaining('nmcli connection add'))
    expect(changes).toContainEqual(
      expect.objectContaining({ kind: 'network', name: 'host-bridge', before: null }),
    )
  })
})

describe("libvirt's part, when the app is killed before it", () => {
  const intent = { nic: 'eth0', name: 'br0', network: 'host-bridge' }

  it.each([
    ['is made by the next start', 3],
    ['is made by the next start, also when only it was left', 4],
  ])('%s', async (_, count) => {
    await backend.stop()
    backend = await stoppingBackend(lab, { behind: 'journal.write', count })
    const { id } = await begin(backend.api.planCreateBridge(intent))
    const hasStopped = stopped(backend)
    backend.api.keepChange(id).catch(() => undefined)
    await hasStopped
    expect(await lab.virsh('net-list', '--all', '--name')).not.toContain('host-bridge')
    await backend.kill()
    backend = await TestBackend.start(lab)
    await backend.until(({ networks }) => networks.some(({ name }) => name === 'host-bridge'))
    await until('it is started with the host', async () =>
      (await lab.virsh('net-info', 'host-bridge')).includes('Autostart:      yes'),
    )
    expect(backend.inventory?.notices[0]?.text.key).toBe('notice.create-bridge-finished')
    await carryOut(backend.api.planRemoveBridge({ bridge: 'br0' }))
  })

  it('is named when it cannot be made', async () => {
    await backend.stop()
    backend = await stoppingBackend(lab, { behind: 'journal.write', count: 4 })
    const { id } = await begin(backend.api.planCreateBridge(intent))
    const hasStopped = stopped(backend)
    const kept = backend.api.keepChange(id)
    await hasStopped
    // Somebody else's network has this bridge's name in the meantime, as a device.
    await lab.virsh('net-define', await definedElsewhere())
    resume(backend)
    await kept
    const { notices } = await backend.until((inventory) => inventory.notices.length > 0)
    expect(notices[0]?.text).toMatchObject({
      key: 'notice.network-failed',
      params: { network: 'host-bridge' },
    })
    await lab.virsh('net-undefine', 'host-bridge')
    await carryOut(backend.api.planRemoveBridge({ bridge: 'br0' }))
  })
})

/** The same name, not seen by the app yet: libvirt refuses the second of that name. */
async function definedElsewhere(): Promise<string> {
  const file = '/tmp/elsewhere.xml'
  const xml = '<network><name>host-bridge</name><bridge name="virbr77"/></network>'
  await lab.run(['tee', file], { input: xml })
  return file
}

describe("other people's bridges", () => {
  it('says whose a bridge is before it is changed, and puts machines on it as it is', async () => {
    const add = ['connection', 'add', 'type', 'bridge', 'ifname', 'br7', 'con-name', 'Theirs']
    await lab.nmcli(
      ...add,
      'bridge.stp',
      'no',
      'ipv4.method',
      'disabled',
      'ipv6.method',
      'disabled',
    )
    await lab.nmcli('connection', 'up', 'Theirs')
    const { interfaces } = await backend.until(({ interfaces: all }) =>
      all.some(({ name, bridge }) => name === 'br7' && bridge?.owner === 'networkmanager'),
    )
    expect(interfaces.find(({ name }) => name === 'virbr0')?.bridge?.owner).toBe('other')
    const options = changed({ ageingTime: 50 })
    const change = await plan({ bridge: 'br7', options })
    expect(change.warnings[0]).toEqual({
      key: 'warning.bridge-foreign',
      params: { bridge: 'br7', profile: 'Theirs' },
    })
    await carryOut(Promise.resolve(change))
    expect(await lab.nmcli('-g', 'bridge.ageing-time', 'connection', 'show', 'Theirs')).toBe('50')
    const use = await backend.api.planUseBridge({ bridge: 'br7', network: 'on-theirs' })
    expect(use.warnings[0]?.key).toBe('warning.bridge-of-others')
    await backend.api.applyPlan(use.id)
    expect(await lab.virsh('net-dumpxml', 'on-theirs')).toContain("bridge name='br7'")
    const removal = backend.api.planRemoveBridge({ bridge: 'br7' })
    expect((await failureOf(removal)).code).toBe('bridge-not-ours')
  })

  it('leaves one alone that NetworkManager has no profile of', async () => {
    await lab.run(['ip', 'link', 'add', 'br8', 'type', 'bridge'])
    await lab.run(['ip', 'link', 'set', 'br8', 'up'])
    await backend.until(({ interfaces }) => interfaces.some(({ name }) => name === 'br8'))
    const refused = plan({ bridge: 'br8', options: changed({ ageingTime: 50 }) })
    expect((await failureOf(refused)).code).toBe('bridge-not-managed')
    await expect(
      backend.api.planUseBridge({ bridge: 'br8', network: 'on-br8' }),
    ).resolves.toMatchObject({ warnings: [{ key: 'warning.bridge-of-others' }] })
  })
})
