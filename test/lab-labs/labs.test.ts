/** Labs on a real host: made as a whole or not at all, known again, and taken back without a trace. */
import { describe, expect, it } from 'vitest'
import type { templates } from '../../electron/backend/labs/templates/index.ts'
import type { LabRow } from '../../shared/model/labs/lab.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { useHost } from '../support/fresh-host.ts'
import { libvirtState, settledState, wholeState } from './support/state.ts'

let lab: Lab
let backend: TestBackend

/** Machines that are off: what is plugged into them is stored, and no guest is waited for. */
const NODES = ['node-1', 'node-2', 'node-3']
const MACHINES = ['router', 'student-1', 'student-2', 'student-3', 'installer', ...NODES]

useHost(
  async () => {
    lab = await Lab.start({ guests: ['old-mail'] })
    for (const [index, name] of MACHINES.entries()) await define(bare(name, index))
    backend = await TestBackend.start(lab)
    await backend.until(({ machines }) => machines.length === MACHINES.length + 1)
  },
  async () => {
    await backend.stop()
    await lab.stop()
  },
)

function bare(name: string, index: number): string {
  return `<domain type="qemu"><name>${name}</name>
    <uuid>7a0c1a52-7d3e-4b5a-9c1d-00000000000${index}</uuid><memory unit="MiB">32</memory><vcpu>1</vcpu>
    <os><type arch="x86_64" machine="q35">hvm</type></os>
    <devices><controller type="pci" model="pcie-root"/>${'<controller type="pci" model="pcie-root-port"/>'.repeat(4)}<memballoon model="none"/></devices>
  </domain>`
}

async function define(xml: string): Promise<void> {
  await lab.run(['sh', '-c', 'cat | virsh -q define /dev/stdin'], { input: xml })
}

/** By the side of Puente, as somebody has had it for years. */
async function network(xml: string, start = true): Promise<void> {
  const name = /<name>(.*?)</.exec(xml)?.[1] ?? ''
  await lab.run(['sh', '-c', 'cat | virsh -q net-define /dev/stdin'], { input: xml })
  if (start) await lab.virsh('net-start', name)
  await backend.until(({ networks }) =>
    networks.find((one) => one.name === name && one.active === start),
  )
}

const state = () => settledState(lab)
const becomes = (wanted: string[]) =>
  expect.poll(() => wholeState(lab), { timeout: 20_000 }).toEqual(wanted)

async function apply(planned: Promise<Plan> | Plan): Promise<Change> {
  const change = await backend.applyAgreed((await planned).id)
  expect(change.phase).toBe('done')
  return change
}

async function undo({ id }: Change): Promise<void> {
  await apply(backend.api.planUndo(id))
}

const fates = ({ lab: rows = [] }: Plan) =>
  rows.map(({ what, name, fate }: LabRow) => `${what} ${name} ${fate}`)

const notesOf = ({ lab: rows = [] }: Plan, name: string) =>
  rows
    .filter((row) => row.name === name)
    .flatMap(({ notes }) =>
      notes.map(({ key, params }) => [key.slice(9), params?.from, params?.to]),
    )

const nothingOf = (plan: Plan) => [
  plan.steps,
  (plan.lab ?? []).filter(({ fate }) => fate !== 'stays'),
]

describe('each template', () => {
  it.each<[keyof typeof templates, number, string[]]>([
    ['nat-playground', 1, ['network play made']],
    [
      'two-lans-router',
      1,
      [...['network left made', 'network right made'], ...['nic router made', 'nic router made']],
    ],
    [
      'dmz-router',
      1,
      [
        ...['network outside made', 'network dmz made', 'network inner made'],
        ...['nic router made', 'nic router made', 'nic router made'],
      ],
    ],
    [
      'netboot-cluster',
      1,
      [
        ...['network provision made', 'network cluster made', 'nic installer made'],
        ...NODES.flatMap((node) => Array(2).fill(`nic ${node} made`)),
      ],
    ],
    [
      'classroom',
      3,
      [1, 2, 3]
        .map((seat) => `network seat-${seat} made`)
        .concat([1, 2, 3].map((seat) => `nic student-${seat} made`)),
    ],
  ])(
    '%s is made as one, has nothing to do again, and is undone without a trace',
    async (name, copies, made) => {
      const before = await state()
      const open = () => backend.api.planOpenLab({ from: name, copies }) as Promise<Plan>
      const plan = await open()
      expect(fates(plan)).toEqual(made)
      const change = await apply(plan)
      for (const row of plan.lab ?? []) {
        if (row.what === 'network')
          expect(await lab.virsh('net-info', row.name)).toMatch(/Active: +yes/)
        else expect(await lab.virsh('domiflist', row.name)).toContain(row.mac)
      }
      expect(nothingOf(await open())).toEqual([[], []])
      await undo(change)
      await becomes(before)
    },
  )
})

describe('over a host where its names and subnets are taken', () => {
  it.each<[keyof typeof templates, number, string, string]>([
    ['two-lans-router', 1, 'left', '10.81.1'],
    ['dmz-router', 1, 'outside', '10.82.0'],
    ['netboot-cluster', 1, 'provision', '10.84.0'],
    ['classroom', 2, 'seat-1', '10.83.0'],
  ])(
    '%s is renumbered, known again, and undone without a trace',
    async (from, copies, name, at) => {
      await network(`<network><name>${name}</name><bridge name="virbr40"/>
        <ip address="${at}.7" prefix="24"/></network>`)
      const before = await state()
      const open = () => backend.api.planOpenLab({ from, copies }) as Promise<Plan>
      const plan = await open()
      expect(notesOf(plan, `${name}-1`).map(([note]) => note)).toEqual(['name', 'subnet'])
      const change = await apply(plan)
      expect(await lab.virsh('net-info', `${name}-1`)).toMatch(/Active: +yes/)
      expect(nothingOf(await open())).toEqual([[], []])
      await undo(change)
      await becomes(before)
      await lab.virsh('net-destroy', name)
      await lab.virsh('net-undefine', name)
      await backend.until(({ networks }) => networks.every((one) => one.name !== name))
    },
  )
})

const OFFICE = `puente-lab: 1
name: office
networks:
  - name: office
    kind: nat
    bridge: virbr50
    subnets:
      - address: 10.90.0.1
        prefix: 24
        dhcpRanges: [{ start: 10.90.0.100, end: 10.90.0.199 }]
        reservations: [{ mac: "52:54:00:90:00:01", name: router, address: 10.90.0.9 }]
machines:
  - name: router
    nics:
      - { mac: "52:54:00:90:00:01", to: { network: office } }
  - name: gone
    nics:
      - { to: { network: office } }
`

it('what clashes is renumbered, all that hangs on it too, and is known again', async () => {
  await network(`<network><name>office</name><bridge name="virbr50"/>
    <ip address="10.90.0.1" prefix="24"/></network>`)
  await lab.virsh(
    ...['attach-interface', 'student-1', 'network', 'default', '--config'],
    ...['--mac', '52:54:00:90:00:01'],
  )
  await backend.api.refreshMachine(
    backend.inventory?.machines.find(({ name }) => name === 'student-1')?.uuid ?? '',
  )
  const before = await state()
  const plan = await backend.openLab(OFFICE)
  expect(fates(plan)).toEqual(['network office-1 made', 'nic router made', 'machine gone missing'])
  expect(notesOf(plan, 'office-1')).toEqual([
    ['name', 'office', 'office-1'],
    ['bridge', 'virbr50', 'virbr1'],
    ['subnet', '10.90.0.0/24', '192.168.123.0/24'],
  ])
  const mac = plan.lab?.find(({ what }) => what === 'nic')?.mac ?? ''
  expect(notesOf(plan, 'router')).toEqual([['mac', '52:54:00:90:00:01', mac]])
  const change = await apply(plan)
  const made = await lab.virsh('net-dumpxml', 'office-1')
  expect(made).toContain(`<host mac='${mac}' name='router' ip='192.168.123.9'/>`)
  expect(await lab.virsh('domiflist', 'router')).toMatch(new RegExp(`office-1 .*${mac}`))
  expect((await backend.openLab(OFFICE)).steps).toEqual([])
  await undo(change)
  await becomes(before)
  await lab.virsh('detach-interface', 'student-1', 'network', '--config')
  await lab.virsh('net-destroy', 'office')
  await lab.virsh('net-undefine', 'office')
  await backend.until(({ networks }) => networks.every(({ name }) => name !== 'office'))
})

it('a network that was changed since is changed back, and again by the undo', async () => {
  const first = await apply(backend.openLab(OFFICE))
  await lab.virsh(
    ...['net-update', 'office', 'delete', 'ip-dhcp-host'],
    "<host mac='52:54:00:90:00:01'/>",
    '--live',
    '--config',
  )
  const changed = await state()
  const plan = await backend.openLab(OFFICE)
  expect(fates(plan)).toEqual([
    'network office changed',
    'nic router stays',
    'machine gone missing',
  ])
  const change = await apply(plan)
  expect(await lab.virsh('net-dumpxml', 'office')).toContain("ip='10.90.0.9'")
  await undo(change)
  await becomes(changed)
  expect((await failureOf(backend.api.planUndo(first.id))).code).toBe('undo-network-changed')
  await apply(backend.openLab(OFFICE))
  await undo(first)
})

it('of one that fails half-way nothing is left', async () => {
  // Of an address that is nobody's yet: no plan can know.
  await lab.run(['sysctl', '-qw', 'net.ipv4.ip_nonlocal_bind=1'])
  const program = "require('node:dgram').createSocket('udp4').bind(53, '10.90.0.1')"
  const squatter = lab.spawn(['node', '-e', program], { stdio: 'ignore' })
  await expect
    .poll(async () => (await lab.run(['ss', '-Huln', 'sport', '=', ':53'])).stdout)
    .toContain('10.90.0.1')
  const before = await state()
  const text = OFFICE.replace(
    'networks:',
    'networks:\n  - { name: first, kind: very-isolated, bridge: virbr60 }',
  )
  const failure = await failureOf(apply(backend.openLab(text)))
  expect(failure).toMatchObject({
    code: 'network-dns-port-taken',
    outcome: { code: 'all-taken-back' },
  })
  await becomes(before)
  squatter.kill()
})

it('saved, opened on an empty host and saved again it is the same file', async () => {
  const change = await apply(
    backend.openLab(
      OFFICE.replace('10.90.0.1\n', '10.91.0.1\n').replaceAll('10.90.0.', '10.91.0.'),
    ),
  )
  await network(
    `<network><name>told</name><bridge name="virbr70"/><mac address="52:54:00:aa:00:70"/>
     <ip address="10.92.0.1" prefix="24" localPtr="yes"/></network>`,
    false,
  )
  const text = await backend.saveLab()
  expect(text).toContain('localPtr')
  expect(text).toContain('rom enabled')
  await lab.virsh('net-undefine', 'told')
  await backend.until(({ networks }) => networks.every(({ name }) => name !== 'told'))
  await undo(change)
  await lab.virsh('detach-interface', 'old-mail', 'network', '--config')
  await backend.api.refreshMachine(
    backend.inventory?.machines.find(({ name }) => name === 'old-mail')?.uuid ?? '',
  )
  const plan = await backend.openLab(text)
  expect(fates(plan)).toEqual([
    ...['network default stays', 'network office made', 'network told made'],
    ...['nic old-mail made', 'nic router made'],
  ])
  await apply(plan)
  expect(await backend.saveLab()).toBe(text)
  expect(await backend.saveLab(['told'])).not.toContain('office')
})

it('as a script of virsh’s it makes the same on an empty host', async () => {
  await apply(
    backend.openLab(OFFICE.replaceAll('office', 'told-by-script').replaceAll('10.90.', '10.93.')),
  )
  const made = await libvirtState(lab)
  const script = await backend.saveLab(['told-by-script'], 'script')
  await lab.virsh('detach-interface', 'router', 'network', '--config', '--mac', '52:54:00:90:00:01')
  await lab.virsh('net-destroy', 'told-by-script')
  await lab.virsh('net-undefine', 'told-by-script')
  expect(await libvirtState(lab)).not.toEqual(made)
  await lab.run(['sh', '-s'], { input: script })
  expect(await libvirtState(lab)).toEqual(made)
  expect((await lab.run(['sh', '-s'], { input: script, check: false })).code).not.toBe(0)
})
