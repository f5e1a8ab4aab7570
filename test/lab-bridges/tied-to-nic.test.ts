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
