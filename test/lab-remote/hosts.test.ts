/** Several hosts of one person: each is changed by itself, and what befalls one is no other's. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { chosenHost, layersOf } from '../../build/setup/host/hosts.mjs'
import type { Change } from '../../shared/model/plan.ts'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { connection, hostAddress } from '../support/host.ts'
import { startSshServer } from '../support/ssh-server.ts'
import { letThrough } from '../support/switch-port.ts'

let client: Lab
let hosts: { lab: Lab; backend: TestBackend }[]

beforeAll(async () => {
  client = await Lab.start({ guests: false })
  hosts = [await beside(), await beside()]
})
afterAll(async () => {
  for (const { backend, lab } of hosts ?? []) {
    await backend.stop()
    await lab.stop()
  }
  await client.stop()
})

async function beside(): Promise<{ lab: Lab; backend: TestBackend }> {
  const lab = await Lab.start({ on: client, root: layersOf(chosenHost()), guests: ['web'] })
  const address = await hostAddress(lab)
  const { port } = await startSshServer(lab, { address, client })
  const backend = await TestBackend.start(client, {
    args: [`qemu+ssh://root@${address}:${port}/system`],
  })
  await backend.until(({ interfaces }) => interfaces.some(({ name }) => name === 'eth0'))
  return { lab, backend }
}

async function create({ api }: TestBackend): Promise<Change> {
  const plan = await api.planCreateBridge({ nic: 'eth0', name: 'br0', network: 'lan' })
  return api.applyPlan(plan.id)
}

const hasBridge = async (lab: Lab) => {
  return (await lab.ip('link')).some(({ ifname }) => ifname === 'br0')
}

it('are changed at the same time, each with its own answer and its own history', async () => {
  const before = await Promise.all(hosts.map(({ lab }) => lab.snapshotHost()))
  const [first, second] = await Promise.all(hosts.map(({ backend }) => create(backend)))
  const [one, other] = hosts
  await one?.backend.api.keepChange(first?.id ?? '')
  await other?.backend.api.revertChange(second?.id ?? '')
  for (const [index, { lab }] of hosts.entries()) {
    expect(connection(await lab.snapshotHost())).toEqual(connection(before[index] ?? expect.fail()))
  }
  expect(await Promise.all(hosts.map(({ lab }) => hasBridge(lab)))).toEqual([true, false])
  const histories = await Promise.all(hosts.map(({ backend }) => backend.api.getHistory()))
  expect(histories.map(([last]) => last?.outcome)).toEqual(['kept', 'reverted'])
  const { api } = one?.backend ?? expect.fail()
  await api.keepChange((await api.applyPlan((await api.planRemoveBridge({ bridge: 'br0' })).id)).id)
})

it('that is cut off comes back by itself, while the other is changed and kept', async () => {
  const [one, other] = hosts
  if (!one || !other) return expect.fail()
  const failed = failureOf(create(one.backend))
  await until('br0 comes up', () => hasBridge(one.lab), { everyMs: 20 })
  await letThrough(client, 'host1', false)
  const { id } = await create(other.backend)
  expect((await other.backend.api.keepChange(id)).phase).toBe('done')
  await until('br0 is gone', async () => !(await hasBridge(one.lab)), { timeoutMs: 70_000 })
  await letThrough(client, 'host1', true)
  expect((await failed).code).toBe('host-cut-off')
  expect(await hasBridge(other.lab)).toBe(true)
})
