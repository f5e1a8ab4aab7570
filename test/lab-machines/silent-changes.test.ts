/** What others change without libvirt's or NetworkManager's telling: who comes back to the window sees it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'

const MAC = '52:54:00:51:64:aa'

let lab: Lab
let backend: TestBackend

beforeAll(async () => {
  lab = await Lab.start({ guests: ['web', 'old-mail'] })
  backend = await TestBackend.start(lab)
})
afterAll(async () => {
  await backend.stop()
  await lab.stop()
})

const machine = (name: string) => backend.inventory?.machines.find((item) => item.name === name)
const nic = (name: string) => machine(name)?.nics.find(({ mac }) => mac === MAC)
const network = () => backend.inventory?.networks.find(({ name }) => name === 'default')

it.each(['web', 'old-mail'])('a NIC that is only stored, of %s', async (name) => {
  const attach = ['attach-interface', name, 'network', 'default', '--mac', MAC, '--config']
  await lab.virsh(...attach)
  await backend.api.setVisible(true)
  await backend.until(() => nic(name)?.stored)
  expect(nic(name)?.plugged).toBe(false)
  await lab.virsh('detach-interface', name, 'network', '--mac', MAC, '--config')
  await backend.api.setVisible(true)
  await backend.until(() => !nic(name))
})

it('autostart, of a machine and of a network', async () => {
  await lab.virsh('autostart', 'old-mail')
  await lab.virsh('net-autostart', 'default', '--disable')
  await backend.api.setVisible(true)
  await backend.until(() => machine('old-mail')?.autostart && !network()?.autostart)
})

it('a reservation made by net-update, and that a part of it waits', async () => {
  const host = `<host mac='${MAC}' ip='192.168.122.77'/>`
  await lab.virsh('net-update', 'default', 'add', 'ip-dhcp-host', host, '--config')
  await backend.api.setVisible(true)
  await backend.until(() => network()?.pending.includes('subnets'))
  await lab.virsh('net-update', 'default', 'add', 'ip-dhcp-host', host, '--live')
  await backend.api.setVisible(true)
  const { networks } = await backend.until(() => network()?.pending.length === 0)
  const [subnet] = networks[0]?.subnets ?? []
  expect(subnet?.reservations).toMatchObject([{ mac: MAC, address: '192.168.122.77' }])
})

it('a running machine’s cable that libvirt moves to another bridge and back', async () => {
  const second = `<network><name>second</name><bridge name='virbr5'/></network>`
  await lab.run(['sh', '-c', 'cat | virsh net-create /dev/stdin'], { input: second })
  const tap = machine('web')?.nics[0]?.tap ?? expect.unreachable('web has no cable')
  // NetworkManager 1.58 takes a tap off the bridge that others have moved it to; the app's own moves
  // wait until it is done (electron/libvirt/nics/replug.ts).
  await lab.nmcli('device', 'set', tap, 'managed', 'no')
  for (const [name, bridge] of [
    ['second', 'virbr5'],
    ['default', 'virbr0'],
    ['second', 'virbr5'],
    ['default', 'virbr0'],
  ] as const) {
    const xml = `<interface type='network'><mac address='52:54:00:51:64:01'/>
      <source network='${name}'/><model type='virtio'/><rom enabled='no'/></interface>`
    await lab.run(['sh', '-c', 'cat | virsh update-device web /dev/stdin'], { input: xml })
    await backend.api.setVisible(true)
    await backend.until(({ interfaces }) => {
      const ports = interfaces.find((item) => item.name === bridge)?.ports
      return ports?.length === 1 && ports[0] === tap
    })
  }
})
