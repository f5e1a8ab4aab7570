/** A network that is tied to a NIC by its name, once that NIC is under a bridge. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Lab } from '../lab/lab.ts'
import { ROUTER } from '../lab/lan.ts'
import { TestBackend } from '../support/backend.ts'
import { MachineDriver } from '../support/machines.ts'

const DB = '52:54:00:51:64:02'
const OUT = `<network><name>out</name><forward mode="nat" dev="eth0"/><bridge name="virbr7" stp="off"/>
  <ip address="10.77.0.1" prefix="24"><dhcp><range start="10.77.0.10" end="10.77.0.20"/></dhcp></ip></network>`

let lab: Lab
let backend: TestBackend

beforeAll(async () => {
  lab = await Lab.start({ guests: ['db'] })
  await lab.polkit.grant('org.freedesktop.policykit.exec')
  backend = await TestBackend.start(lab, { answerSeconds: 60 })
  await backend.api.setVisible(true)
})
afterAll(async () => {
  await backend.stop()
  await lab.stop()
})

async function diagnose() {
  const uuid = backend.inventory?.networks.find(({ name }) => name === 'out')?.uuid ?? ''
  const options = { run: 'test', asAdministrator: true }
  return (await backend.api.diagnose({ type: 'network', uuid }, options)).findings
}

async function apply(planned: Promise<{ id: string }>): Promise<string> {
  const change = await backend.api.applyPlan((await planned).id)
  if (change.phase === 'awaiting-answer') await backend.api.keepChange(change.id)
  return change.id
}

// cockpit-project/cockpit-machines #1579, vagrant-libvirt #756
it('a network that leaves by eth0 alone: the doctor names it, and brings the way out back', async () => {
  const machines = new MachineDriver(lab, backend)
  await lab.run(['sh', '-c', 'cat | virsh net-define /dev/stdin'], { input: OUT })
  await lab.run(['sh', '-c', 'virsh net-start out; virsh net-autostart out'])
  await backend.until(({ networks }) =>
    networks.some(({ name, active }) => name === 'out' && active),
  )
  await lab.guest('db').waitForAddress('192.168.122.')
  const source = { type: 'network', network: 'out', portGroup: null } as const
  const nic = { machine: machines.get('db').uuid, nic: machines.ref('db', DB) }
  await machines.carryOut(
    backend.api.planChangeNic({ ...nic, changes: { source }, when: 'now-and-stored' }),
  )
  await machines.renewLease('db')
  await lab.guest('db').waitForAddress('10.77.')
  expect(await lab.guest('db').ping(ROUTER)).toBe(true)
  expect(await diagnose()).toEqual([])

  await apply(backend.api.planCreateBridge({ nic: 'eth0', name: 'br0', network: null }))
  expect(await lab.guest('db').ping(ROUTER)).toBe(false)
  const [first, ...more] = await diagnose()
  expect(first).toMatchObject({ code: 'way-out-elsewhere', params: { named: 'eth0', out: 'br0' } })
  // What libvirt's rules reject is its consequence, not a firewall's doing.
  expect(more.map(({ code }) => code)).toEqual([])
  const change = await apply(backend.api.planFix(first?.id ?? ''))
  expect(await lab.guest('db').ping(ROUTER)).toBe(true)
  expect(await diagnose()).toEqual([])

  await apply(backend.api.planUndo(change))
  expect(await diagnose()).toMatchObject([{ code: 'way-out-elsewhere' }])
})
