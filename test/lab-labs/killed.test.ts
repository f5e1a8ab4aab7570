/** The backend is killed at each step of a lab, and of its undo: all of it or nothing is there after the next start. */
import { expect, it } from 'vitest'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { useHost } from '../support/fresh-host.ts'

let lab: Lab

useHost(
  async () => {
    lab = await Lab.start({ guests: ['web'] })
    await lab.guest('web').waitForAddress('192.168.122.')
  },
  () => lab.stop(),
)

const STORED = `<domain type="qemu"><name>router</name><uuid>7a0c1a52-7d3e-4b5a-9c1d-000000000001</uuid>
  <memory unit="MiB">32</memory><vcpu>1</vcpu><os><type arch="x86_64" machine="q35">hvm</type></os>
  <devices><controller type="pci" model="pcie-root"/>${'<controller type="pci" model="pcie-root-port"/>'.repeat(4)}<memballoon model="none"/></devices>
</domain>`

/** New and changed networks, NICs of a machine that is off and of one that runs. */
const text = (mac: string) => `puente-lab: 1
name: dmz
networks:
  - { name: inside, kind: isolated, bridge: virbr60, subnets: [{ address: 10.60.0.1, prefix: 24 }] }
  - { name: there, kind: isolated, bridge: virbr61, autostart: true, subnets: [{ address: 10.61.0.1, prefix: 24, reservations: [{ mac: "52:54:00:61:00:01", address: 10.61.0.9 }] }] }
machines:
  - name: router
    nics: [{ mac: "52:54:00:60:00:01", to: { network: inside }, rules: { allow: internet } }]
  - name: web
    nics:
      - { mac: "${mac}", to: { network: there }, rules: { allow: addresses, addresses: [10.61.0.9] } }
      - { mac: "52:54:00:60:00:02", to: { network: inside } }
`

async function state(): Promise<string[]> {
  const names = async (...words: string[]) =>
    (await lab.virsh(...words, '--all', '--name')).split(/\s+/).filter(Boolean).sort()
  const texts: string[] = []
  for (const name of await names('net-list')) {
    // Who is on a bridge, and libvirt's number for a run of a network, are other each time.
    texts.push(
      await lab.virsh('net-info', name),
      await lab.virsh('net-dumpxml', name, '--inactive'),
    )
  }
  for (const name of await names('list')) {
    texts.push(await lab.virsh('dumpxml', name, '--inactive'))
    const running = await lab.virsh('domiflist', name)
    texts.push(running.replaceAll(/vnet\d+ +/g, 'vnet '))
  }
  return [...texts, ...(await lab.virsh('nwfilter-list')).split('\n').filter(isOurs)]
}

const isOurs = (line: string) => line.includes('puente-')

async function network(): Promise<void> {
  const xml = `<network><name>there</name><uuid>7a0c1a52-7d3e-4b5a-9c1d-00000000aaaa</uuid>
    <bridge name="virbr61"/><ip address="10.61.0.1" prefix="24"/></network>`
  await lab.run(['sh', '-c', 'cat | virsh -q net-define /dev/stdin'], { input: xml })
  await lab.virsh('net-start', 'there')
}

const asked = (mac: string) =>
  text(mac).replace('name: there', 'name: there, uuid: 7a0c1a52-7d3e-4b5a-9c1d-00000000aaaa')

async function starting(env: Record<string, string>): Promise<TestBackend> {
  const program = 'test/lab-labs/support/dying-backend.ts'
  const backend = await TestBackend.start(lab, { program, env })
  await backend.until(({ machines }) => machines.length === 2)
  return backend
}

/** @returns was it killed on the way? */
async function isKilled(backend: TestBackend, work: () => Promise<unknown>): Promise<boolean> {
  const failure = await work().then(
    () => null,
    (error: unknown) => error,
  )
  const { signalCode } = backend.process
  if (signalCode === 'SIGKILL') return true
  if (failure) throw failure
  await backend.stop()
  return false
}

/** The next start, and what it says. */
async function startAgain(): Promise<{ said: string; outcome: string | undefined }> {
  await using backend = await TestBackend.start(lab)
  const { notices } = await backend.until((inventory) => inventory.notices.length > 0)
  const [entry] = await backend.api.getHistory()
  const { key = '', params } = notices[0]?.text ?? {}
  return { said: `${key} ${params?.cause ?? ''}`.trim(), outcome: entry?.outcome }
}

it('of a lab that is being opened', async () => {
  await lab.run(['sh', '-c', 'cat | virsh -q define /dev/stdin'], { input: STORED })
  await network()
  const mac = (await lab.virsh('domiflist', 'web')).match(/52:54:\S+/)?.[0] ?? ''
  const before = await state()
  for (let at = 1; ; at++) {
    const backend = await starting({ DIE_AT: String(at) })
    const plan = await backend.openLab(asked(mac))
    expect(plan.lab?.map(({ fate }) => fate)).toEqual([
      ...['made', 'changed', 'made', 'changed', 'made'],
    ])
    if (!(await isKilled(backend, () => backend.applyAgreed(plan.id)))) {
      expect(at).toBeGreaterThan(6)
      expect(await state()).not.toEqual(before)
      return
    }
    const said = await startAgain()
    expect([at, said]).toEqual([at, { said: 'notice.half-undone', outcome: 'undone' }])
    expect([at, ...(await state())]).toEqual([at, ...before])
  }
}, 600_000)

it('of its undo', async () => {
  const before = await state()
  let killed = 0
  for (let at = 1; ; at++) {
    const backend = await starting({ DIE_AT: String(at) })
    const opened = (await backend.api.getHistory()).find(
      ({ outcome, isTakenBack }) => outcome === 'kept' && !isTakenBack,
    )
    const plan = await backend.api.planUndo(opened?.id ?? '')
    if (!(await isKilled(backend, () => backend.applyAgreed(plan.id)))) {
      expect(killed).toBeGreaterThan(4)
      expect(await lab.virsh('net-list', '--all', '--name')).not.toContain('inside')
      return
    }
    killed++
    expect(await startAgain()).toMatchObject({ said: 'notice.half-undone' })
    expect([at, ...(await state())]).toEqual([at, ...before])
  }
}, 600_000)
