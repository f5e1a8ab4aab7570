/** What a lab says of NICs beyond libvirt's own definition of them: rules, bad links, ports of the host. */
import { expect, it } from 'vitest'
import { linksXml } from '../../electron/libvirt/xml/conditions.ts'
import { presets } from '../../shared/rules/link-conditions.ts'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { useHost } from '../support/fresh-host.ts'
import { addressOfHost, fetchFrom } from '../support/from-lan.ts'
import { USER_SYSTEMD, UserSystemd } from '../support/user-systemd.ts'
import { settledState, wholeState } from './support/state.ts'

let lab: Lab
let backend: TestBackend
let systemd: UserSystemd

const ROUTER = `<domain type="qemu"><name>router</name><memory unit="MiB">32</memory><vcpu>1</vcpu>
  <os><type arch="x86_64" machine="q35">hvm</type></os>
  <devices><controller type="pci" model="pcie-root"/>${'<controller type="pci" model="pcie-root-port"/>'.repeat(4)}<memballoon model="none"/></devices>
</domain>`
const WEB = '192.168.122.'

useHost(
  async () => {
    lab = await Lab.start({ guests: ['web'] })
    await lab.run(['sh', '-c', 'cat | virsh -q define /dev/stdin'], { input: ROUTER })
    systemd = await UserSystemd.start(lab)
    backend = await TestBackend.start(lab, { env: USER_SYSTEMD })
    await backend.until(({ machines }) => machines.length === 2)
    await lab.guest('web').waitForAddress(WEB)
  },
  async () => {
    await backend.stop()
    await systemd.stop()
    await lab.stop()
  },
)

const web = () => backend.inventory?.machines.find(({ name }) => name === 'web')?.nics[0]
const text = (rules: string) => `puente-lab: 1
name: ruled
networks:
  - name: ruled
    kind: nat
    subnets: [{ address: 10.94.0.1, prefix: 24 }]
machines:
  - name: router
    nics:
      - { mac: "52:54:00:94:00:01", to: { network: ruled }, rules: { allow: internet } }
  - name: web
    nics:
      - { mac: "${web()?.mac}", to: { network: default }, ${rules} }
`
const CLOSED = 'rules: { allow: addresses, addresses: [10.94.0.9] }'

it('rules hold at once, are known again, saved in words, made anew elsewhere, and undone', async () => {
  const guest = lab.guest('web')
  expect(await guest.ping('192.168.122.1')).toBe(true)
  const before = await settledState(lab)
  const plan = await backend.openLab(text(CLOSED))
  expect(plan.lab?.map(({ what, name, fate }) => `${what} ${name} ${fate}`)).toEqual([
    ...['network ruled made', 'nic router made', 'nic web changed'],
  ])
  const { id } = await backend.applyAgreed(plan.id)
  expect(await guest.ping('192.168.122.1')).toBe(false)
  expect((await backend.openLab(text(CLOSED))).steps).toEqual([])

  const saved = await backend.saveLab()
  expect(saved).toContain('allow: internet')
  expect(saved).not.toContain('puente-internet')
  expect((await backend.openLab(saved)).steps).toEqual([])

  // Other addresses in the same filter: the NIC itself stays as it is.
  const other = await backend.openLab(
    text('rules: { allow: addresses, addresses: [192.168.122.1] }'),
  )
  expect(other.commands.join('\n')).not.toContain('update-device')
  const { id: second } = await backend.applyAgreed(other.id)
  expect(await guest.ping('192.168.122.1')).toBe(true)
  await backend.applyAgreed((await backend.api.planUndo(second)).id)
  expect(await guest.ping('192.168.122.1')).toBe(false)

  await backend.applyAgreed((await backend.api.planUndo(id)).id)
  expect(await guest.ping('192.168.122.1')).toBe(true)
  await expect.poll(() => wholeState(lab), { timeout: 20_000 }).toEqual(before)

  await backend.applyAgreed((await backend.openLab(saved)).id)
  expect(await backend.saveLab()).toBe(saved)
})

it('a bad link is saved, and left out where this kernel can make none', async () => {
  const { mac = '' } = web() ?? {}
  const links = linksXml(new Map([[mac, presets.satellite]])) ?? ''
  const set = (...what: string[]) =>
    lab.virsh('metadata', 'web', '--uri', 'urn:puente:links:1', '--config', '--live', ...what)
  await set('--key', 'puente', '--set', links)
  const uuid = backend.inventory?.machines.find(({ name }) => name === 'web')?.uuid ?? ''
  await backend.api.refreshMachine(uuid)
  await backend.until(() => web()?.conditions?.kept)
  expect(web()?.conditions?.kept).toEqual(presets.satellite)
  const saved = await backend.saveLab()
  expect(saved).toContain('badLink:')
  expect((await backend.openLab(saved)).steps).toEqual([])

  await set('--remove')
  await backend.api.refreshMachine(uuid)
  await backend.until(() => !web()?.conditions)
  const plan = await backend.openLab(saved)
  expect(plan.steps).toEqual([])
  expect(plan.warnings).toMatchObject([
    { key: 'lab.warning.badLink', params: { why: 'conditions.hindrance.no-netem' } },
  ])
})

const led = () => `puente-lab: 1
name: led
networks:
  - name: led
    kind: nat
    subnets:
      - address: 10.95.0.1
        prefix: 24
        dhcpRanges: [{ start: 10.95.0.100, end: 10.95.0.199 }]
        reservations: [{ mac: "${web()?.mac}", address: 10.95.0.9 }]
machines:
  - name: web
    nics:
      - { mac: "${web()?.mac}", to: { network: led }, hostPorts: [{ port: 8080, toPort: 80 }] }
`

it('a port leads to its machine from the LAN, is known again, saved, and undone', async () => {
  const before = await settledState(lab)
  const plan = await backend.openLab(led())
  expect(plan.lab?.map(({ what, name, fate }) => `${what} ${name} ${fate}`)).toEqual([
    ...['network led made', 'nic web changed', 'forward web made'],
  ])
  const { id } = await backend.applyAgreed(plan.id)
  const guest = lab.guest('web')
  await guest.waitForAddress('10.95.0.9')
  await guest.run('mkdir -p /www; echo here >/www/index.html; httpd -p 80 -h /www')
  const host = await addressOfHost(lab)
  await expect
    .poll(() => fetchFrom(lab, 'lan', `http://${host}:8080/`), { timeout: 60_000 })
    .toBe('here')
  expect((await backend.openLab(led())).steps).toEqual([])
  const saved = await backend.saveLab()
  expect(saved).toContain('hostPorts:')
  expect(saved).not.toMatch(/\bto: 10\.95/)
  expect((await backend.openLab(saved)).steps).toEqual([])
  await backend.applyAgreed((await backend.api.planUndo(id)).id)
  expect(backend.inventory?.forwards).toEqual([])
  await expect.poll(() => wholeState(lab), { timeout: 20_000 }).toEqual(before)
  await backend.applyAgreed((await backend.openLab(saved)).id)
  expect(await backend.saveLab()).toBe(saved)
})
