/** Networks and machines that are tied to the NIC by name, which goes under a bridge. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { MachineDriver } from '../support/machines.ts'

let lab: Lab
let backend: TestBackend

const NETWORKS = {
  out: `<network><name>out</name><forward mode="nat" dev="eth0"/><bridge name="virbr7" stp="off"/>
    <ip address="10.77.0.1" prefix="24"/></network>`,
  pool: `<network><name>pool</name><forward mode="bridge"><interface dev="eth0"/></forward></network>`,
  other: `<network><name>other</name><forward mode="nat" dev="eth1"/><bridge name="virbr8" stp="off"/>
    <ip address="10.78.0.1" prefix="24"/></network>`,
}
const DIRECT = `<domain type="qemu"><name>direct</name><memory unit="MiB">96</memory><vcpu>1</vcpu>
  <os><type arch="x86_64" machine="q35">hvm</type></os><devices><interface type="direct">
  <source dev="eth0" mode="bridge"/><model type="virtio"/></interface></devices></domain>`

beforeAll(async () => {
  lab = await Lab.start({ guests: ['db'] })
  backend = await TestBackend.start(lab, { answerSeconds: 60 })
  const machines = new MachineDriver(lab, backend)
  const define = (what: string, input: string) =>
    lab.run(['sh', '-c', `cat | virsh ${what} /dev/stdin`], { input })
  for (const xml of Object.values(NETWORKS)) await define('net-define', xml)
  await lab.run(['virsh', 'net-start', 'out'])
  await define('define', DIRECT)
  await backend.until(({ networks }) =>
    Object.keys(NETWORKS).every((name) => networks.some((network) => network.name === name)),
  )
  await backend.until(() => machines.find('direct'))
})
afterAll(async () => {
  await backend.stop()
  await lab.stop()
})

// cockpit-project/cockpit-machines #1579, vagrant-libvirt #756: tied to a device by its name
it('are named, each with what becomes of it, before anything happens', async () => {
  const plan = await backend.api.planCreateBridge({ nic: 'eth0', name: 'br0', network: null })
  const params = { nic: 'eth0', bridge: 'br0' }
  expect(plan.warnings).toEqual(
    expect.arrayContaining([
      { key: 'warning.network-tied', params: { ...params, network: 'out' } },
      { key: 'warning.network-tied-pool', params: { ...params, network: 'pool' } },
      { key: 'warning.machine-tied', params: { ...params, machine: 'direct' } },
    ]),
  )
  expect(JSON.stringify(plan.warnings)).not.toContain('"other"')
})

const stored = async (what: string, name: string) =>
  (await lab.run(['virsh', what, name, '--inactive'])).stdout

const networkNow = (name: string) =>
  backend.inventory?.networks.find((network) => network.name === name)

it('follow with a tick: after Revert nothing has changed, after Keep they lead to the bridge', async () => {
  const intent = { nic: 'eth0', name: 'br0', network: null, takeAlong: true }
  const before = await Promise.all([
    stored('net-dumpxml', 'out'),
    stored('net-dumpxml', 'pool'),
    stored('dumpxml', 'direct'),
  ])
  const tried = await backend.api.planCreateBridge(intent)
  expect(tried.along).toBe('taken')
  expect(tried.steps.filter(({ id }) => id.startsWith('along-'))).toEqual([
    {
      id: 'along-0',
      text: { key: 'step.along-network-restart', params: { network: 'out', to: 'br0' } },
    },
    { id: 'along-1', text: { key: 'step.along-pool', params: { network: 'pool', to: 'br0' } } },
    {
      id: 'along-2',
      text: { key: 'step.along-machine', params: { machine: 'direct', to: 'br0' } },
    },
  ])
  expect(tried.warnings.map(({ key }) => key)).not.toContain('warning.machine-tied')
  await backend.api.revertChange((await backend.api.applyPlan(tried.id)).id)
  const after = await Promise.all([
    stored('net-dumpxml', 'out'),
    stored('net-dumpxml', 'pool'),
    stored('dumpxml', 'direct'),
  ])
  expect(after).toEqual(before)

  const plan = await backend.api.planCreateBridge(intent)
  await backend.api.keepChange((await backend.api.applyPlan(plan.id)).id)
  expect(await stored('net-dumpxml', 'out')).toContain("dev='br0'")
  expect((await lab.run(['virsh', 'net-dumpxml', 'out'])).stdout).toContain("dev='br0'")
  expect(await stored('net-dumpxml', 'pool')).toMatch(/<forward mode='bridge'\/>[^]*name='br0'/)
  expect(await stored('dumpxml', 'direct')).toMatch(/<source bridge='br0'\/>/)
  expect(backend.inventory?.notices).toEqual([])
  await backend.until(() => networkNow('out')?.forwardDevices.includes('br0'))
  await backend.until(({ interfaces }) => interfaces.some(({ madeByPuente }) => madeByPuente))
})

it('the way back, when the bridge goes', async () => {
  const plan = await backend.api.planRemoveBridge({ bridge: 'br0', takeAlong: true })
  expect(plan.steps.map(({ text }) => text)).toContainEqual({
    key: 'step.along-network-restart',
    params: { network: 'out', to: 'eth0' },
  })
  await backend.api.keepChange((await backend.api.applyPlan(plan.id)).id)
  expect((await lab.run(['virsh', 'net-dumpxml', 'out'])).stdout).toContain("dev='eth0'")
  await backend.until(({ interfaces }) => !interfaces.some(({ madeByPuente }) => madeByPuente))
  await backend.until(() => networkNow('out')?.forwardDevices.includes('eth0'))
})

it('so is a network that leaves by the bridge, when that goes', async () => {
  const plan = await backend.api.planCreateBridge({ nic: 'eth0', name: 'br0', network: null })
  await backend.api.keepChange((await backend.api.applyPlan(plan.id)).id)
  const input = NETWORKS.out.replace('"eth0"', '"br0"')
  const anew = 'virsh net-destroy out; virsh net-undefine out; virsh net-define /dev/stdin'
  await lab.run(['sh', '-c', `cat | { ${anew}; virsh net-start out; }`], { input })
  await backend.until(({ networks }) =>
    networks.some(({ name, forwardDevices }) => name === 'out' && forwardDevices.includes('br0')),
  )
  await backend.until(({ interfaces }) => interfaces.some(({ madeByPuente }) => madeByPuente))
  const removal = await backend.api.planRemoveBridge({ bridge: 'br0' })
  expect(removal.warnings).toContainEqual({
    key: 'warning.network-tied-to-bridge',
    params: { nic: 'eth0', bridge: 'br0', network: 'out' },
  })
})
