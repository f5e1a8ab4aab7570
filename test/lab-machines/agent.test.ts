/** A guest with an agent says itself which addresses it has. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { domainXml } from '../lab/guest.ts'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { MachineDriver } from '../support/machines.ts'

const MAC = '52:54:00:51:64:a9'
const GUEST = { name: 'talker', uuid: '5f0c1a52-7d3e-4b5a-9c1d-0000000000a9', running: true }
/** Nobody but the guest knows an address here: no DHCP server, and the host is not on it. */
const MUTE = '<network><name>mute</name><bridge name="virbr9"/></network>'
const CHANNEL =
  '<channel type="unix"><target type="virtio" name="org.qemu.guest_agent.0"/></channel>'

let lab: Lab
let backend: TestBackend
let machines: MachineDriver

beforeAll(async () => {
  lab = await Lab.start({ guests: false })
  await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input: MUTE })
  await lab.virsh('net-start', 'mute')
  backend = await TestBackend.start(lab)
  machines = new MachineDriver(lab, backend)
  const xml = domainXml({ ...GUEST, mac: MAC })
    .replace('network="default"', 'network="mute"')
    .replace('</devices>', `${CHANNEL}</devices>`)
  await lab.run(['sh', '-c', 'cat | virsh define /dev/stdin'], { input: xml })
  await lab.virsh('start', GUEST.name)
})
afterAll(async () => {
  await backend.stop()
  await lab.stop()
})

it('is asked once its agent is there, and its answer is shown with its source', async () => {
  const guest = lab.guest(GUEST.name)
  await guest.waitUntilUp()
  await backend.until(() => machines.find(GUEST.name)?.agent, 60_000)
  // Its DHCP client would take away what it has not given.
  await guest.run('kill $(cat /run/eth0); sleep 1; ip address add 10.77.0.5/24 dev eth0')
  await guest.run('ip address add fd00:77::5/64 dev eth0')
  await backend.api.setVisible(true)
  const said = () => machines.nic(GUEST.name, MAC).addresses
  await backend.until(() => said().length > 1, 30_000)
  expect(said()).toEqual([
    { address: '10.77.0.5', prefix: 24, from: 'agent' },
    { address: 'fd00:77::5', prefix: 64, from: 'agent' },
  ])
})

it('is no longer believed when it has stopped', async () => {
  await lab.virsh('destroy', GUEST.name)
  await backend.until(() => machines.get(GUEST.name).state === 'shut-off')
  expect(machines.get(GUEST.name).agent).toBeUndefined()
  expect(machines.nic(GUEST.name, MAC).addresses).toEqual([])
})
