/** A lab whose machines this host has not: made from an image as a whole, known again, and taken away without a trace. */
import { describe, expect, it } from 'vitest'
import type { Plan } from '../../shared/model/plan.ts'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { useHost } from '../support/fresh-host.ts'
import { makeImagePool, POOL } from '../support/image-pool.ts'
import { libvirtState } from './support/state.ts'

const IMAGE = `${POOL}/base.qcow2`
const [ROUTER, PC] = ['52:54:00:62:00:01', '52:54:00:62:00:02']
const TEXT = `puente-lab: 1
name: made
networks:
  - { name: inside, kind: isolated, bridge: virbr62, subnets: [{ address: 10.62.0.1, prefix: 24 }] }
machines:
  - name: router
    memoryMiB: 64
    vcpus: 1
    nics:
      - { mac: "${ROUTER}", to: { network: inside }, rules: { allow: internet } }
      - { to: { network: default }, model: e1000e }
  - { name: pc, memoryMiB: 32, nics: [{ mac: "${PC}", to: { network: inside } }] }
`

let lab: Lab

useHost(
  async () => {
    lab = await Lab.start({ guests: false })
    await makeImagePool(lab)
  },
  () => lab.stop(),
)

/** With what lies in the pool, and what the image is. */
async function state(): Promise<string[]> {
  const files = (await lab.run(['ls', POOL])).stdout
  return [...(await libvirtState(lab)), files, (await lab.run(['sha256sum', IMAGE])).stdout]
}

const fates = ({ lab: rows = [] }: Plan) => rows.map(({ what, name, fate }) => [what, name, fate])
const names = async () => (await lab.virsh('list', '--all', '--name')).split(/\s+/).filter(Boolean)

async function backing(machine: string): Promise<unknown> {
  const { stdout } = await lab.run([
    'qemu-img',
    'info',
    '--output=json',
    `${POOL}/${machine}.qcow2`,
  ])
  const info = JSON.parse(stdout) as Record<string, unknown>
  return [info.format, info['backing-filename'], info['backing-filename-format']]
}

describe('machines that are missing', () => {
  it('are made with their NICs, have nothing to do again, and are undone without a trace', async () => {
    const before = await state()
    await using backend = await TestBackend.start(lab)
    const left = await backend.openLab(TEXT)
    expect(fates(left)).toContainEqual(['machine', 'router', 'missing'])
    const plan = await backend.openLab(TEXT, 1, IMAGE)
    expect(fates(plan)).toEqual([
      ...[
        ['network', 'inside', 'made'],
        ...['router', 'pc'].map((name) => ['machine', name, 'made']),
      ],
      ...['router', 'router', 'pc'].map((name) => ['nic', name, 'made']),
    ])
    expect(plan.commands.filter((line) => line.includes('vol-create-as'))).toHaveLength(2)
    expect(await state()).toEqual(before)

    const change = await backend.applyAgreed(plan.id)
    expect(await names()).toEqual(['pc', 'router'])
    const [, other = ''] = (plan.lab ?? []).flatMap(({ name, mac }) =>
      name === 'router' && mac ? [mac] : [],
    )
    const nics = await lab.virsh('domiflist', 'router')
    expect(nics).toMatch(new RegExp(`inside +virtio +${ROUTER}[^]*default +e1000e +${other}`))
    expect(await lab.virsh('domiflist', 'pc')).toMatch(new RegExp(`inside +virtio +${PC}`))
    const router = await lab.virsh('dumpxml', 'router')
    expect(router).toContain(`<source file='${POOL}/router.qcow2'/>`)
    expect(router).toMatch(
      /<memory unit='KiB'>65536<[^]*<vcpu[^>]*>1<[^]*<filterref filter='puente-/,
    )
    expect(await lab.virsh('domstate', 'router')).toContain('shut off')
    expect(await backing('router')).toEqual(['qcow2', IMAGE, 'qcow2'])
    expect(await backing('pc')).toEqual(['qcow2', IMAGE, 'qcow2'])

    const again = await backend.openLab(TEXT, 1, IMAGE)
    expect([again.steps, fates(again).filter(([, , fate]) => fate !== 'stays')]).toEqual([[], []])

    await lab.virsh('start', 'pc')
    await backend.until(({ machines }) => machines.some(({ state: now }) => now === 'running'))
    expect((await failureOf(backend.api.planUndo(change.id))).code).toBe('undo-machine-runs')
    await lab.virsh('destroy', 'pc')
    await backend.until(({ machines }) => machines.every(({ state: now }) => now === 'shut-off'))
    const undo = await backend.api.planUndo(change.id)
    expect(undo.lost?.map(({ key }) => key)).toEqual(['lost.machine-disk', 'lost.machine-disk'])
    await backend.applyAgreed(undo.id)
    expect(await state()).toEqual(before)
  })

  it('are made by the plan’s own commands, too', async () => {
    const before = await state()
    const opened = async () => {
      await using backend = await TestBackend.start(lab)
      return await backend.openLab(TEXT, 1, IMAGE)
    }
    await lab.run(['sh', '-e', '-s'], { input: (await opened()).commands.join('\n') })
    expect(fates(await opened()).filter(([, , fate]) => fate !== 'stays')).toEqual([])
    for (const name of ['router', 'pc']) {
      expect(await backing(name)).toEqual(['qcow2', IMAGE, 'qcow2'])
      await lab.virsh('undefine', name)
      await lab.virsh('vol-delete', '--pool', 'default', `${name}.qcow2`)
    }
    await lab.virsh('net-destroy', 'inside')
    await lab.virsh('net-undefine', 'inside')
    const filter = /puente-\S+/.exec(await lab.virsh('nwfilter-list'))?.[0] ?? ''
    await lab.virsh('nwfilter-undefine', filter)
    expect(await state()).toEqual(before)
  })

  it('of which one can’t be made come not at all', async () => {
    const before = await state()
    await using backend = await TestBackend.start(lab)
    // libvirt takes no such machine, which no plan can know.
    const text = TEXT.replace('memoryMiB: 32', 'memoryMiB: 32, vcpus: 1024')
    const plan = await backend.openLab(text, 1, IMAGE)
    const failure = await failureOf(backend.applyAgreed(plan.id))
    expect(failure).toMatchObject({ outcome: { code: 'all-taken-back' } })
    expect(await state()).toEqual(before)
  })

  it('over what is no volume are refused before anything is made', async () => {
    await using backend = await TestBackend.start(lab)
    expect(await failureOf(backend.openLab(TEXT, 1, '/etc/shadow'))).toMatchObject({
      code: 'image-unfit',
      params: { image: '/etc/shadow' },
    })
  })
})

/** @returns was it killed on the way? */
async function isKilled(
  at: number,
  work: (backend: TestBackend) => Promise<unknown>,
): Promise<boolean> {
  const program = 'test/lab-labs/support/dying-backend.ts'
  const backend = await TestBackend.start(lab, { program, env: { DIE_AT: String(at) } })
  const failure = await work(backend).then(
    () => null,
    (error: unknown) => error,
  )
  if (backend.process.signalCode === 'SIGKILL') return true
  if (failure) throw failure
  await backend.stop()
  return false
}

async function startAgain(): Promise<string | undefined> {
  await using backend = await TestBackend.start(lab)
  const { notices } = await backend.until((inventory) => inventory.notices.length > 0)
  return notices[0]?.text.key
}

/** Without what is new with each making: a filter's UUID, and the disks' own. */
const lasting = (texts: string[]) => texts.map((text) => text.replace(/<uuid>[^<]*<\/uuid>\n/, ''))

describe('a backend that is killed', () => {
  it('while it makes them has them taken back by the next start', async () => {
    const before = await state()
    for (let at = 1; ; at++) {
      const open = async (backend: TestBackend) => {
        return backend.applyAgreed((await backend.openLab(TEXT, 1, IMAGE)).id)
      }
      if (!(await isKilled(at, open))) {
        expect(at).toBeGreaterThan(7)
        return
      }
      expect([at, await startAgain()]).toEqual([at, 'notice.half-undone'])
      expect([at, ...(await state())]).toEqual([at, ...before])
    }
  }, 300_000)

  it('while it takes them away has them made again', async () => {
    const before = await state()
    for (let at = 1; ; at++) {
      const undo = async (backend: TestBackend) => {
        const opened = (await backend.api.getHistory()).find(
          ({ outcome, isTakenBack }) => outcome === 'kept' && !isTakenBack,
        )
        return backend.applyAgreed((await backend.api.planUndo(opened?.id ?? '')).id)
      }
      if (!(await isKilled(at, undo))) {
        expect(at).toBeGreaterThan(5)
        expect(await names()).toEqual([])
        return
      }
      expect([at, await startAgain()]).toEqual([at, 'notice.half-undone'])
      expect([at, ...lasting(await state())]).toEqual([at, ...lasting(before)])
      expect(await backing('router')).toEqual(['qcow2', IMAGE, 'qcow2'])
    }
  }, 300_000)
})
