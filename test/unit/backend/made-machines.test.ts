/** Machines made from an image: both of disk and definition or neither, taken away while nobody uses them. */
import { beforeEach, describe, expect, it } from 'vitest'
import { MadeMachines } from '../../../electron/backend/machines/made-machines.ts'
import type { MadeMachineParts } from '../../../electron/backend/machines/made-machines.ts'
import type { MadeMachine } from '../../../electron/backend/machines/made-machine.ts'
import { Plans } from '../../../electron/backend/plans/plans.ts'
import { Undos } from '../../../electron/backend/plans/undos.ts'
import { PuenteError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { presets } from '../../../shared/rules/link-conditions.ts'
import { failureOf } from '../../support/failure.ts'

const MAC = '52:54:00:00:00:01'
const NIC = `<interface type="network"><mac address="${MAC}"/><source network="lan"/></interface>`
const WEB: MadeMachine = {
  ...{ uuid: '5b1f7f4a-6d0c-4d37-8bb5-0d2c7ab33210', name: 'web', memoryMiB: 512, vcpus: 2 },
  nics: [NIC],
  badLinks: [{ mac: MAC, conditions: presets.satellite }],
  ...{ image: '/pool/base.img', disk: { pool: 'default', name: 'web.qcow2' } },
}

interface There {
  uuid: string
  name: string
  state: string
  saved?: object
}

/** A host of one pool, as far as it is asked. */
class Host {
  image: object | null = { path: '/pool/base.img', capacity: 4096, format: 'raw', folder: '/pool' }
  pool = 'default'
  kind = { type: 'kvm', arch: 'x86_64' }
  readonly disks = new Map<string, string>()
  readonly definitions = new Map<string, string>()
  readonly machines: There[] = []
  readonly calls: string[] = []
  failing: string | null = null

  readonly libvirt = {
    readImage: async () => {
      return this.image && { ...this.image, pool: this.pool, taken: [...this.disks.keys()] }
    },
    readUsualMachine: async () => this.kind,
    requireValidXml: async () => undefined,
    makeOverlay: this.#call('makeOverlay', (name: string, { path }: { path: string }) => {
      this.disks.set(name, path)
    }),
    readBacking: async ({ name }: { name: string }) => this.disks.get(name) ?? null,
    deleteVolume: this.#call('deleteVolume', ({ name }: { name: string }) => {
      this.disks.delete(name)
    }),
    defineMachine: this.#call('defineMachine', (xml: string) => {
      const uuid = /<uuid>(.*?)</.exec(xml)?.[1] ?? ''
      this.definitions.set(uuid, xml)
      this.machines.push({ uuid, name: 'web', state: 'shut-off' })
    }),
    undefineMachine: this.#call('undefineMachine', (uuid: string) => {
      this.definitions.delete(uuid)
      this.machines.length = 0
    }),
    readDefinition: async (uuid: string) => this.definitions.get(uuid) ?? '',
  }

  #call<Args extends unknown[]>(name: string, work: (...args: Args) => void) {
    return async (...args: Args) => {
      this.calls.push(name)
      if (this.failing === name) throw new PuenteError('libvirt-failed')
      work(...args)
    }
  }
}

let host: Host
let plans: Plans
let undos: Undos
let made: MadeMachines

beforeEach(() => {
  host = new Host()
  plans = new Plans('qemu:///system')
  undos = new Undos(plans)
  const parts = {
    ...{ undos, host: { side: { isKnown: false } } },
    libvirt: {
      managing: host.libvirt,
      reading: host.libvirt,
      refreshMachine: async () => undefined,
    },
    facts: { machines: host.machines, requireFreeMac: () => undefined },
  }
  made = new MadeMachines(parts as unknown as MadeMachineParts)
})

const steps = (plan: { steps: { text: { key: string } }[] }) =>
  plan.steps.map(({ text }) => text.key)
const make = async () => plans.apply((await plans.add(made.planned(WEB))).id, { agreed: true })

describe('a machine from an image', () => {
  it('is a disk over it and a definition, and so are its commands', async () => {
    const plan = await plans.add(made.planned(WEB))
    expect(steps(plan)).toEqual(['step.make-disk', 'step.define-machine'])
    const [, disk, machine = ''] = plan.commands
    expect(disk).toBe(
      'virsh vol-create-as --format qcow2 --allocation 0 --backing-vol /pool/base.img' +
        ' --backing-vol-format raw default web.qcow2 4096',
    )
    expect(machine).toContain('virsh define --validate /dev/stdin')
    for (const part of [
      ...['<domain type="kvm">', '<memory unit="MiB">512</memory>', '<vcpu>2</vcpu>'],
      ...[
        `<uuid>${WEB.uuid}</uuid>`,
        '<source file="/pool/web.qcow2"/>',
        `<mac address="${MAC}"/>`,
      ],
      ...['<source network="lan"/>', `<link mac="${MAC}"`, 'cpu mode="host-passthrough"'],
    ]) {
      expect(machine).toContain(part)
    }
    expect(host.calls).toEqual([])
  })

  it('on another processor is started by its firmware', async () => {
    host.kind = { type: 'qemu', arch: 'aarch64' }
    const { commands } = await plans.add(made.planned(WEB))
    expect(commands.join('\n')).toContain('<os firmware="efi">')
    expect(commands.join('\n')).not.toContain('host-passthrough')
  })

  it('asks about an image that is no own one of libvirt’s', async () => {
    const { asks = [] } = await plans.add(made.planned(WEB))
    expect(asks.map(({ key }) => key)).toEqual(['reach.medium-file'])
  })

  it.each<[string, (there: Host) => unknown, ErrorCode]>([
    ['over nothing', (there) => (there.image = null), 'image-unfit'],
    ['over one in another pool', (there) => (there.pool = 'other'), 'image-unfit'],
    ['whose disk’s name is taken', (there) => there.disks.set('web.qcow2', ''), 'volume-taken'],
    [
      'whose name is taken',
      (there) => there.machines.push({ uuid: 'x', name: 'web', state: 'shut-off' }),
      'machine-name-taken',
    ],
  ])('%s is refused', async (_, change, code) => {
    change(host)
    expect((await failureOf(plans.add(made.planned(WEB)))).code).toBe(code)
  })

  it('that libvirt refuses leaves no disk', async () => {
    host.failing = 'defineMachine'
    expect((await failureOf(make())).code).toBe('libvirt-failed')
    expect([...host.disks]).toEqual([])
  })
})

describe('its undo', () => {
  it('takes away both, and its own undo makes both again', async () => {
    const { id } = await make()
    expect(undos.recordOf(id)).toMatchObject({ kind: 'make-machine' })
    const plan = await undos.plan(id)
    expect(steps(plan)).toEqual(['step.undefine-machine', 'step.delete-disk'])
    expect(plan.lost).toMatchObject([{ key: 'lost.machine-disk' }])
    expect(plan.commands.slice(1)).toEqual([
      'virsh undefine --nvram web',
      'virsh vol-delete --pool default web.qcow2',
    ])
    const undone = await plans.apply(plan.id, { agreed: true })
    expect([host.disks.size, host.machines]).toEqual([0, []])
    await plans.apply((await undos.plan(undone.id)).id, { agreed: true })
    expect([...host.disks]).toEqual([['web.qcow2', '/pool/base.img']])
    expect(host.machines).toMatchObject([{ uuid: WEB.uuid }])
  })

  it('leaves a disk of its name that stands on something else', async () => {
    const { id } = await make()
    host.disks.set('web.qcow2', '/pool/another.img')
    const plan = await undos.plan(id)
    expect(steps(plan)).toEqual(['step.undefine-machine'])
    await plans.apply(plan.id, { agreed: true })
    expect([...host.disks]).toEqual([['web.qcow2', '/pool/another.img']])
  })

  it('defines it again where its disk can’t be deleted', async () => {
    const { id } = await make()
    host.failing = 'deleteVolume'
    const failure = await failureOf(plans.apply((await undos.plan(id)).id, { agreed: true }))
    expect(failure.code).toBe('libvirt-failed')
    expect(host.machines).toMatchObject([{ uuid: WEB.uuid }])
  })

  it.each<[string, (there: Host) => unknown, ErrorCode]>([
    ['runs', ({ machines }) => (machines[0] = { ...WEB, state: 'running' }), 'undo-machine-runs'],
    [
      'was saved while it ran',
      ({ machines }) => (machines[0] = { ...WEB, state: 'shut-off', saved: {} }),
      'undo-machine-runs',
    ],
    ['is gone', ({ machines }) => (machines.length = 0), 'undo-machine-gone'],
    [
      'was changed',
      ({ definitions }) =>
        definitions.set(WEB.uuid, (definitions.get(WEB.uuid) ?? '').replace('512', '1024')),
      'undo-machine-changed',
    ],
  ])('is refused once it %s', async (_, change, code) => {
    const { id } = await make()
    change(host)
    expect((await failureOf(undos.plan(id))).code).toBe(code)
    expect(host.disks.size).toBe(1)
  })
})

describe('one that is half-way', () => {
  it.each([
    ['the disk alone', () => host.disks.set('web.qcow2', '/pool/base.img')],
    ['both', make],
    ['nothing', () => undefined],
  ])('of which %s is there is taken away', async (_, given) => {
    await given()
    await made.takeAway(WEB)
    expect([host.disks.size, host.machines]).toEqual([0, []])
  })

  it.each([
    ['the disk alone', () => host.disks.set('web.qcow2', '/pool/base.img')],
    ['both', make],
    ['nothing', () => undefined],
  ])('of which %s is there is made whole', async (_, given) => {
    await given()
    await made.bringBack(WEB)
    expect([...host.disks]).toEqual([['web.qcow2', '/pool/base.img']])
    expect(host.machines).toMatchObject([{ uuid: WEB.uuid }])
  })

  it('is left alone while it runs', async () => {
    await make()
    host.machines[0] = { ...WEB, state: 'running' }
    expect((await failureOf(made.takeAway(WEB))).code).toBe('undo-machine-runs')
    expect([host.disks.size, host.definitions.size]).toEqual([1, 1])
  })
})
