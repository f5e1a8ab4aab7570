/** Rows 16, 17 and 38: a right that is missing when it is needed, a disk that is full. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { Lab } from '../lab/lab.ts'
import type { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { begin, hostState } from './support/bridge.ts'
import type { HostState } from './support/bridge.ts'
import { NM, checkpoints, letCheckpointExpire, requireHost } from './support/host.ts'
import { CREATE } from './support/points.ts'
import { resume, startBackend, stopped, stoppingBackend } from './support/stopped.ts'

const ETC = '/etc/NetworkManager/system-connections'
const STATE = '/home/alex/.local/state/puente'

let lab: Lab
let backend: TestBackend
let before: HostState

beforeAll(async () => {
  lab = await Lab.start({ guests: false })
})
afterAll(() => lab.stop())
beforeEach(async () => {
  before = await hostState(lab)
})
afterEach(() => backend.stop())

const REFUSED = ['journal written', 'checkpoint in the journal', 'port profile added']

it.each(CREATE.filter(({ name }) => REFUSED.includes(name)))(
  'rights taken away: every right taken away behind: $name',
  async (point) => {
    const rights = ['checkpoint-rollback', 'settings.modify.system', 'network-control']
    backend = await stoppingBackend(lab, point)
    const hasStopped = stopped(backend)
    const failed = failureOf(begin(backend, 'create'))
    await hasStopped
    await lab.polkit.revoke(...rights.map((right) => `${NM}.${right}`))
    try {
      resume(backend)
      expect((await failed).code).toBe('not-authorized')
      await letCheckpointExpire(lab)
      await requireHost(lab, before)
    } finally {
      await lab.polkit.grant(...rights.map((right) => `${NM}.${right}`))
    }
    await backend.stop()
    backend = await startBackend(lab)
    await requireHost(lab, before)
  },
)

it('a right that expires: when the right to end the checkpoint has expired, the host goes back and it is said', async () => {
  backend = await startBackend(lab)
  const { id } = await begin(backend, 'create')
  await lab.polkit.revoke(`${NM}.checkpoint-rollback`)
  try {
    expect(await failureOf(backend.api.keepChange(id))).toMatchObject({
      code: 'not-authorized',
      outcome: { code: 'rolled-back' },
    })
    await requireHost(lab, before)
    await letCheckpointExpire(lab)
    await requireHost(lab, before)
  } finally {
    await lab.polkit.grant(`${NM}.checkpoint-rollback`)
  }
})

it('a full disk: a journal that cannot be saved stops it before anything is touched', async () => {
  await lab.run(['mkdir', '-p', STATE])
  await lab.run(['mount', '-t', 'tmpfs', '-o', 'size=4k,mode=777', 'full', STATE])
  try {
    await lab.run(['dd', 'if=/dev/zero', `of=${STATE}/filler`, 'bs=4k', 'count=1'])
    backend = await startBackend(lab)
    const probe = await lab.lan.probe(before.connection.addresses[0]?.split('/')[0] ?? '')
    expect(await failureOf(begin(backend, 'create'))).toMatchObject({
      code: 'journal-unwritable',
      cause: expect.stringContaining('ENOSPC'),
    })
    expect((await probe.stop()).lost).toBe(0)
    expect(await checkpoints(lab)).toEqual([])
    await requireHost(lab, before)
  } finally {
    await lab.run(['umount', '-l', STATE])
  }
})

it('a full disk: profiles that cannot be saved are no success', async () => {
  await onFullDisk(async () => {
    backend = await startBackend(lab)
    const { id } = await begin(backend, 'create')
    expect(await failureOf(backend.api.keepChange(id))).toMatchObject({
      code: 'networkmanager-failed',
      outcome: { code: 'rolled-back' },
    })
    const { stored: _stored, ...now } = await hostState(lab)
    const { stored: _before, ...wanted } = before
    expect(now).toEqual(wanted)
  })
})

/** NetworkManager has its own view of the mounts, taken when it starts. */
async function onFullDisk(work: () => Promise<void>): Promise<void> {
  const { networkManager } = lab.daemons
  const fill = `cp -a '${ETC}' /run/lab/profiles
    mount -t tmpfs -o size=12k,mode=755 full '${ETC}'
    cp -a /run/lab/profiles/. '${ETC}'
    dd if=/dev/zero of='${ETC}/.filler' bs=4k 2>/dev/null || true`
  await networkManager.stop()
  await lab.run(['sh', '-c', fill])
  await networkManager.start()
  await requireHost(lab, { ...before, stored: ['.filler', ...before.stored] })
  try {
    await work()
  } finally {
    await networkManager.stop()
    await lab.run(['umount', '-l', ETC])
    await networkManager.start()
  }
}
