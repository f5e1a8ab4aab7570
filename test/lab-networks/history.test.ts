/** What was done is taken back out of the history by another start of the app, or refused by name. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { emptyDefinition } from '../../shared/model/network-definition.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'
import { GUESTS } from '../lab/guest.ts'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { ForwardDriver } from '../support/forward-driver.ts'
import { MachineDriver } from '../support/machines.ts'
import { USER_SYSTEMD, UserSystemd } from '../support/user-systemd.ts'

const WEB = GUESTS[0]?.mac ?? ''
const PASSWORD = 'hunter2!'

let lab: Lab
let systemd: UserSystemd
let backend: TestBackend
let machines: MachineDriver
let forwards: ForwardDriver

async function start(): Promise<void> {
  backend = await TestBackend.start(lab, { env: USER_SYSTEMD })
  machines = new MachineDriver(lab, backend)
  forwards = new ForwardDriver(backend, machines, { machine: 'web', mac: WEB })
  await backend.api.setVisible(true)
  const isThere = ({ address }: { address: string }) => address.startsWith('192.168.122.')
  const web = () => machines.find('web')?.nics.flatMap((nic) => nic.addresses) ?? []
  await backend.until(() => web().some(isThere), 60_000)
}

beforeAll(async () => {
  lab = await Lab.start({ guests: ['web'] })
  systemd = await UserSystemd.start(lab)
  await withPassword()
  await start()
})
afterAll(async () => {
  await backend.stop()
  await systemd.stop()
  await lab.stop()
})

/** As a person has it, whose machine's screen asks for one. */
async function withPassword(): Promise<void> {
  const xml = await lab.virsh('dumpxml', 'web', '--inactive')
  const screen = `<graphics type='vnc' port='-1' autoport='yes' passwd='${PASSWORD}'/>`
  const input = xml.replace('</devices>', `${screen}</devices>`)
  await lab.run(['sh', '-c', 'cat | virsh -q define /dev/stdin'], { input })
}

/** All that these changes reach: definitions to the letter, passwords too, and the person's units. */
async function host(): Promise<string[]> {
  const units = 'ls -R /home/alex/.config/systemd 2>/dev/null | grep puente; true'
  return Promise.all([
    lab.virsh('net-dumpxml', 'default', '--inactive'),
    lab.virsh('net-info', 'default'),
    lab.virsh('dumpxml', 'web', '--inactive', '--security-info'),
    lab.virsh('domiflist', 'web').then((text) => text.replaceAll(/vnet\d+/g, 'vnet')),
    lab.virsh('net-list', '--all', '--name'),
    lab.run(['sh', '-c', units]).then(({ stdout }) => stdout),
  ])
}

const api = () => backend.api
const network = () =>
  backend.inventory?.networks.find(({ name }) => name === 'default') ?? expect.unreachable()

async function edit(hostname: string): Promise<Change> {
  const { uuid } = network()
  const { stored } = await backend.api.getNetworkDetails(uuid)
  const definition = stored?.definition ?? expect.unreachable('it is stored')
  const dns = { ...definition.dns, hosts: [{ address: '192.168.122.50', names: [hostname] }] }
  const asked = { network: uuid, definition: { ...definition, dns }, despiteCollision: false }
  return machines.carryOut(backend.api.planEditNetwork(asked))
}

function bootFirst(): Promise<Change> {
  const intent = { machine: machines.get('web').uuid, nic: machines.ref('web', WEB) }
  const how = { changes: { mtu: 1400, bootOrder: 1 }, when: 'stored' } as const
  return machines.carryOut(backend.api.planChangeNic({ ...intent, ...how }))
}

async function undo({ id }: Change): Promise<Plan> {
  const plan = await backend.api.planUndo(id)
  await machines.carryOut(Promise.resolve(plan))
  return plan
}

it('a network, a NIC, an autostart and a forward, after a restart: the host is as it was', async () => {
  const before = await host()
  const autostart = await backend.api.setNetworkAutostart(network().uuid, false)
  const changes = [autostart, await edit('printer'), await bootFirst()]
  await forwards.add({ port: 8080, toPort: 80, engine: 'relay' })
  const [forward] = await backend.api.getHistory()
  expect(forward?.title.key).toBe('plan.add-forward')
  expect(await host()).not.toEqual(before)
  await backend.stop()
  const kept = await lab.run(['sh', '-c', 'cat /home/alex/.local/state/puente/history/*.json'])
  expect(kept.stdout).toContain('printer')
  expect(kept.stdout).not.toContain(PASSWORD)
  await start()
  const entries = await backend.api.getHistory()
  expect(entries.map(({ id, outcome }) => [id, outcome])).toEqual(
    [forward?.id ?? '', ...changes.map(({ id }) => id).reverse()].map((id) => [id, 'kept']),
  )
  for (const { id } of entries) {
    const { changes: made, undo: standing } = await backend.api.getHistoryDetails(id)
    expect([id, standing, made.length]).toEqual([id, { can: true }, expect.toSatisfy((n) => n > 0)])
    await undo({ id } as Change)
  }
  await backend.until(({ forwards: all }) => all.length === 0)
  expect(await host()).toEqual(before)
  const after = await backend.api.getHistory()
  expect(after.filter(({ isTakenBack }) => isTakenBack).map(({ id }) => id)).toEqual(
    entries.map(({ id }) => id),
  )
})

it('what others have changed since is named, and nothing is touched', async () => {
  const [ofNetwork, ofNic] = [await edit('scanner'), await bootFirst()]
  const lineOf = 'virsh -q net-update default add dns-txt'
  const theirs = `${lineOf} '<txt name="note" value="theirs"/>' --config --live`
  await lab.run(['sh', '-c', theirs])
  const nic = `virsh -q dumpxml web --inactive --security-info | sed 's/1400/1300/' >/tmp/web.xml`
  await lab.run(['sh', '-c', `${nic} && virsh -q define /tmp/web.xml`])
  await backend.stop()
  await start()
  const before = await host()
  expect(await failureOf(backend.api.planUndo(ofNetwork.id))).toMatchObject({
    ...{ code: 'undo-network-changed', params: { network: 'default' } },
  })
  expect(await failureOf(backend.api.planUndo(ofNic.id))).toMatchObject({
    ...{ code: 'undo-machine-changed', params: { machine: 'web' } },
  })
  const { undo: standing } = await backend.api.getHistoryDetails(ofNic.id)
  expect(standing).toMatchObject({ can: false, why: { code: 'undo-machine-changed' } })
  expect(await host()).toEqual(before)
})

it('the wiring as it was is compared with now, gone back to as one plan, and that is undone', async () => {
  const before = await host()
  const bare = emptyDefinition('office', 'very-isolated')
  const asked = { autostart: true, copyOf: null, despiteCollision: false }
  const definition = { ...bare, bridge: 'virbr7' }
  const { id: made } = await machines.carryOut(api().planCreateNetwork({ definition, ...asked }))
  const intent = { machine: machines.get('web').uuid, nic: machines.ref('web', WEB) }
  const source = { type: 'network', network: 'office', portGroup: null } as const
  await machines.carryOut(api().planChangeNic({ ...intent, changes: { source }, when: 'stored' }))
  await edit('plotter')
  const after = await host()
  const differences = await api().getWiringDifferences(made)
  expect(differences.map(({ kind, name, after: then }) => [kind, name, then === null])).toEqual([
    ['network', 'default', false],
    ['network', 'office', true],
    ['machine', 'web', false],
  ])
  const back = await machines.carryOut(api().planWiringBack(made))
  expect(await host()).toEqual(before)
  await undo(back)
  expect(await host()).toEqual(after)
  await machines.carryOut(api().planWiringBack(made))
  expect(await host()).toEqual(before)
})
