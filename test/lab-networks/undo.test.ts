/** Taking back what was done to a network: as libvirt had it, to the letter. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { NetworkDefinition } from '../../shared/model/network-definition.ts'
import { emptyDefinition } from '../../shared/model/network-definition.ts'
import type { Network } from '../../shared/model/network.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'
import { GUESTS } from '../lab/guest.ts'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { useHost } from '../support/fresh-host.ts'

const PATIENT = { timeout: 15_000 }

let lab: Lab
let backend: TestBackend

useHost(
  async () => {
    lab = await Lab.start()
    backend = await TestBackend.start(lab)
    await backend.api.setVisible(true)
    await lab.guest('web').waitForAddress('192.168.122.')
  },
  async () => {
    await backend.stop()
    await lab.stop()
  },
)
beforeEach(async () => {
  if (!find('office')) await create()
})

const find = (name: string) => backend.inventory?.networks.find((item) => item.name === name)
const network = (name: string): Network => find(name) ?? expect.unreachable(`no network ${name}`)
const names = () => lab.virsh('net-list', '--all', '--name')
const storedXml = (name: string) => lab.virsh('net-dumpxml', name, '--inactive')
const runningXml = (name: string) => lab.virsh('net-dumpxml', name)

/** All that libvirt knows of it, but for who is plugged in. */
async function stateOf(name: string): Promise<string[]> {
  const used = /<network connections='\d+'>/
  const running = (await runningXml(name)).replace(used, '<network>')
  return [running, await storedXml(name), await lab.virsh('net-info', name)]
}

async function apply(planned: Promise<Plan>): Promise<Change> {
  const { id } = await planned
  const change = await backend.api.applyPlan(id)
  expect(change.phase).toBe('done')
  return change
}

async function undo({ id }: Change): Promise<Plan> {
  const plan = await backend.api.planUndo(id)
  await apply(Promise.resolve(plan))
  return plan
}

const refusalOf = ({ id }: Change) => failureOf(backend.api.planUndo(id))

const office: NetworkDefinition = {
  ...emptyDefinition('office', 'nat'),
  bridge: 'virbr7',
  subnets: [
    {
      ...{ family: 'ipv4', address: '10.50.0.1', prefix: 24, reservations: [] },
      dhcpRanges: [{ start: '10.50.0.10', end: '10.50.0.99', leaseSeconds: null }],
    },
  ],
}

const bare = { kind: 'very-isolated' as const, subnets: [] }

function create(definition: Partial<NetworkDefinition> = {}, autostart = true): Promise<Change> {
  const asked = { autostart, copyOf: null, despiteCollision: false }
  const whole = { ...office, ...definition }
  return apply(backend.api.planCreateNetwork({ definition: whole, ...asked }))
}

async function edit(name: string, changes: Partial<NetworkDefinition>): Promise<Change> {
  const { uuid } = network(name)
  const { stored } = await backend.api.getNetworkDetails(uuid)
  if (!stored) return expect.unreachable('it is stored')
  const definition = { ...stored.definition, ...changes }
  const asked = { network: uuid, definition, despiteCollision: false }
  return apply(backend.api.planEditNetwork(asked))
}

/** A guest that has asked in vain does not ask again for a second or two. */
const reaches = () => lab.guest('web').ping('192.168.122.1')

const remove = (name: string) =>
  apply(backend.api.planDeleteNetwork({ network: network(name).uuid }))

/** As somebody else does it, who does not tell. */
function define(xml: string): Promise<unknown> {
  return lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input: xml })
}

async function forget(name: string): Promise<void> {
  await lab.run(['virsh', 'net-destroy', name], { check: false })
  await lab.run(['virsh', 'net-undefine', name], { check: false })
  await backend.until(() => !find(name))
}

// First, because libvirt forgets a network's leases with it.
it('an address that was kept for a machine is let go again', async () => {
  const before = await stateOf('default')
  await backend.until(() => network('default').leases.length > 0)
  const [lease] = network('default').leases
  if (!lease) return expect.unreachable('there is one')
  const { mac, address } = lease
  const asked = { network: network('default').uuid, mac, address, name: null }
  const change = await apply(backend.api.planReserveAddress(asked))
  expect(await storedXml('default')).toContain(`ip='${address}'`)
  await undo(change)
  expect(await stateOf('default')).toEqual(before)
})

describe('a network that was removed', () => {
  it('comes back to the letter: UUID, MAC, bridge, autostart, and running', async () => {
    const before = await stateOf('office')
    const change = await remove('office')
    expect(await names()).not.toContain('office')
    const plan = await undo(change)
    expect(plan.steps.map(({ id }) => id)).toEqual(['define', 'autostart', 'start'])
    expect(plan.warnings).toEqual([])
    expect(await stateOf('office')).toEqual(before)
    expect(await refusalOf(change)).toMatchObject({ code: 'undo-unknown' })
  })

  it('stays off and without autostart if it was', async () => {
    await backend.api.stopNetwork(network('office').uuid, { force: false })
    await backend.api.setNetworkAutostart(network('office').uuid, false)
    const before = await stateOf('office')
    await undo(await remove('office'))
    expect(await stateOf('office')).toEqual(before)
    await backend.api.startNetwork(network('office').uuid)
  })

  it('has its machines plugged in again', async () => {
    const before = await stateOf('default')
    const change = await remove('default')
    expect(await reaches()).toBe(false)
    const plan = await undo(change)
    const [replug] = plan.steps.filter(({ id }) => id === 'replug')
    expect(replug?.text.params?.machines).toContain('web')
    await expect.poll(reaches, PATIENT).toBe(true)
    expect(await stateOf('default')).toEqual(before)
  })

  it('runs as it ran, and what waited for its restart waits again', async () => {
    await edit('office', { mtu: 1400 })
    const before = await stateOf('office')
    await undo(await remove('office'))
    expect(await stateOf('office')).toEqual(before)
    await backend.until(() => network('office').pending.includes('bridge'))
    await edit('office', { mtu: null })
  })

  it('comes back also if nobody had stored it', async () => {
    const xml = `<network><name>passing</name><bridge name="virbr9"/></network>`
    await lab.run(['sh', '-c', 'cat | virsh net-create /dev/stdin'], { input: xml })
    await backend.until(() => find('passing')?.active)
    const before = await runningXml('passing')
    await undo(await remove('passing'))
    expect(await runningXml('passing')).toBe(before)
    expect(await lab.virsh('net-info', 'passing')).toMatch(/Persistent:\s+no/)
    const stopped = await backend.api.stopNetwork(network('passing').uuid, { force: false })
    expect(await names()).not.toContain('passing')
    await undo(stopped)
    expect(await runningXml('passing')).toBe(before)
    await forget('passing')
  })

  it('is refused while its place is taken, and comes back once that is free', async () => {
    const before = await stateOf('office')
    const change = await remove('office')
    const place = { network: 'office' }
    await create({ ...bare, name: 'squatter' }, false)
    const bridge = { ...place, bridge: 'virbr7', other: 'squatter' }
    expect(await refusalOf(change)).toMatchObject({ code: 'undo-bridge-taken', params: bridge })
    await forget('squatter')
    await create({ ...bare, bridge: 'virbr8' }, false)
    expect(await refusalOf(change)).toMatchObject({ code: 'undo-name-taken', params: place })
    await forget('office')
    await define(before[1] ?? '')
    await backend.until(() => find('office'))
    expect(await refusalOf(change)).toMatchObject({ code: 'undo-network-there', params: place })
    await forget('office')
    await undo(change)
    expect(await stateOf('office')).toEqual(before)
  })

  it('warns of what has come into its subnet since', async () => {
    const change = await remove('office')
    await create({ name: 'wide', bridge: 'virbr8', subnets: [wide()] }, false)
    const { warnings } = await backend.api.planUndo(change.id)
    expect(warnings).toMatchObject([
      { key: 'warning.subnet-collides-network', params: { name: 'wide' } },
    ])
    await forget('wide')
    await undo(change)
  })

  it('that can’t be started any more is stored all the same', async () => {
    const before = await storedXml('office')
    const change = await remove('office')
    await lab.run(['ip', 'link', 'add', 'virbr7', 'type', 'veth', 'peer', 'name', 'virbr7-far'])
    const { id } = await backend.api.planUndo(change.id)
    expect(await failureOf(backend.api.applyPlan(id))).toMatchObject({
      ...{ code: 'network-start-failed', outcome: { code: 'network-down' } },
    })
    expect(await storedXml('office')).toBe(before)
    await backend.until(() => find('office'))
    expect(await failureOf(backend.api.startNetwork(network('office').uuid))).toMatchObject({
      ...{ code: 'network-bridge-taken', params: { network: 'office', bridge: 'virbr7' } },
    })
    // libvirt would have deleted it (from 11.3 on), whoever's it is.
    await lab.run(['ip', 'link', 'delete', 'virbr7'])
    await backend.api.startNetwork(network('office').uuid)
  })
})

const wide = () => ({
  ...{ family: 'ipv4' as const, address: '10.50.128.1', prefix: 16 },
  ...{ dhcpRanges: [], reservations: [] },
})

describe('an edit', () => {
  const printer = { address: '10.50.0.50', names: ['printer'] }

  it('is taken back at once where libvirt can', async () => {
    const before = await stateOf('office')
    const change = await edit('office', {
      dns: { ...office.dns, hosts: [printer], txt: [{ name: 'note', value: 'a' }] },
      portGroups: [{ name: 'slow', isDefault: false, vlan: null, bandwidth: null }],
    })
    expect(await runningXml('office')).toContain('printer')
    const plan = await undo(change)
    expect(plan.warnings).toEqual([])
    expect(await stateOf('office')).toEqual(before)
  })

  it('that waited for a restart waits no more', async () => {
    const before = await stateOf('office')
    const change = await edit('office', {
      domain: { name: 'lab.test', localOnly: false, register: false },
    })
    await backend.until(() => network('office').pending.length > 0)
    expect((await undo(change)).warnings).toEqual([])
    expect(await stateOf('office')).toEqual(before)
    await backend.until(() => network('office').pending.length === 0)
  })

  it('that has had its restart waits for another', async () => {
    const before = await storedXml('office')
    const change = await edit('office', { mtu: 1400 })
    await apply(backend.api.planRestartNetwork({ network: network('office').uuid }))
    const { warnings } = await undo(change)
    expect(warnings).toMatchObject([{ key: 'warning.waits-for-restart-unused' }])
    expect(await storedXml('office')).toBe(before)
    await backend.until(() => network('office').pending.includes('bridge'))
    await apply(backend.api.planRestartNetwork({ network: network('office').uuid }))
  })

  it('of the XML is taken back with what no form knows', async () => {
    const { uuid } = network('office')
    const before = await stateOf('office')
    const xml = (before[1] ?? '').replace('<ip ', "<ip localPtr='yes' ")
    const asked = { network: uuid, despiteCollision: false }
    const change = await apply(backend.api.planEditNetworkXml({ ...asked, xml }))
    const changed = await storedXml('office')
    expect(changed).not.toBe(before[1])
    expect((await undo(change)).warnings).toEqual([])
    expect(await stateOf('office')).toEqual(before)
  })

  it('is taken back after a later one, and not before it', async () => {
    const before = await stateOf('office')
    const dns = (names: string[]) => ({ ...office.dns, hosts: [{ ...printer, names }] })
    const first = await edit('office', { dns: dns(['printer']) })
    const second = await edit('office', { dns: dns(['printer', 'paper']) })
    expect(await refusalOf(first)).toMatchObject({
      ...{ code: 'undo-network-changed', params: { network: 'office' } },
    })
    await undo(second)
    await undo(first)
    expect(await stateOf('office')).toEqual(before)
  })

  it('is not taken back over what somebody else has changed or removed', async () => {
    const change = await edit('office', { dns: { ...office.dns, hosts: [printer] } })
    const changed = await storedXml('office')
    await define(changed.replace('printer', 'theirs'))
    const theirs = await storedXml('office')
    expect(await refusalOf(change)).toMatchObject({ code: 'undo-network-changed' })
    expect(await storedXml('office')).toBe(theirs)
    await define(changed)
    const removal = await remove('office')
    expect(await refusalOf(change)).toMatchObject({
      ...{ code: 'undo-network-gone', params: { network: 'office' } },
    })
    await undo(removal)
    await undo(change)
    expect(await storedXml('office')).not.toContain('printer')
  })

  it('planned and then overtaken is refused, too', async () => {
    const change = await edit('office', { dns: { ...office.dns, hosts: [printer] } })
    const { id } = await backend.api.planUndo(change.id)
    const changed = await storedXml('office')
    await define(changed.replace('printer', 'theirs'))
    expect(await failureOf(backend.api.applyPlan(id))).toMatchObject({
      code: 'undo-network-changed',
    })
    await define(changed)
    await undo(change)
  })
})

describe('a new network', () => {
  const second = { ...bare, name: 'second', bridge: 'virbr8' }

  it('goes again', async () => {
    const change = await create(second)
    const plan = await undo(change)
    expect(plan.steps.map(({ id }) => id)).toEqual(['stop', 'undefine'])
    expect(await names()).not.toContain('second')
  })

  it('stays while a machine uses it, which is named', async () => {
    const change = await create(second)
    const { name = '', uuid = '' } = GUESTS[2] ?? {}
    const nic = ['network', 'second', '--mac', '52:54:00:51:64:d1']
    await lab.virsh('attach-interface', name, ...nic, '--config')
    await backend.api.refreshMachine(uuid)
    expect(await refusalOf(change)).toMatchObject({
      ...{ code: 'undo-network-used', params: { network: 'second', machines: name } },
    })
    await lab.virsh('detach-interface', name, 'network', '--mac', '52:54:00:51:64:d1', '--config')
    await backend.api.refreshMachine(uuid)
    await undo(change)
    expect(await names()).not.toContain('second')
  })

  it('stays as somebody else has changed it since', async () => {
    const change = await create(second)
    await define((await storedXml('second')).replace('virbr8', 'virbr9'))
    expect(await refusalOf(change)).toMatchObject({ code: 'undo-network-changed' })
    expect(await names()).toContain('second')
    await forget('second')
    expect(await refusalOf(change)).toMatchObject({ code: 'undo-network-gone' })
  })

  it('from XML goes again, and its removal is taken back in turn', async () => {
    const xml = `<network><name>typed</name><bridge name="virbr8"/></network>`
    const asked = { autostart: false, despiteCollision: false }
    const made = await apply(backend.api.planImportNetwork({ xml, ...asked }))
    const before = await stateOf('typed')
    const { id } = await backend.api.planUndo(made.id)
    const removal = await backend.api.applyPlan(id)
    await undo(removal)
    expect(await stateOf('typed')).toEqual(before)
    await forget('typed')
  })
})

describe('a press', () => {
  const uuid = () => network('default').uuid

  it('stops a network, and the next starts it with its machines', async () => {
    const change = await backend.api.stopNetwork(uuid(), { force: true })
    expect(await reaches()).toBe(false)
    const plan = await undo(change)
    expect(plan.steps.map(({ id }) => id)).toEqual(['start', 'replug'])
    await expect.poll(reaches, PATIENT).toBe(true)
  })

  it('starts one, and is taken back with a warning of whom that cuts', async () => {
    await backend.api.stopNetwork(uuid(), { force: true })
    const change = await backend.api.startNetwork(uuid())
    const { warnings } = await undo(change)
    expect(warnings).toMatchObject([{ key: 'warning.network-cut' }])
    expect(warnings[0]?.params?.machines).toContain('web')
    expect(await lab.virsh('net-list', '--name')).not.toContain('default')
    await backend.api.startNetwork(uuid())
  })

  it('sets the autostart, and sets it back', async () => {
    const change = await backend.api.setNetworkAutostart(uuid(), false)
    expect(await lab.virsh('net-info', 'default')).toMatch(/Autostart:\s+no/)
    await undo(change)
    expect(await lab.virsh('net-info', 'default')).toMatch(/Autostart:\s+yes/)
  })

  it('is not taken back twice, whoever did it', async () => {
    const change = await backend.api.setNetworkAutostart(uuid(), false)
    await backend.api.setNetworkAutostart(uuid(), true)
    expect(await refusalOf(change)).toMatchObject({
      ...{ code: 'undo-already', params: { network: 'default' } },
    })
  })
})
