/** A file of the person's own into a storage pool: of the computer they sit at, and of one that ssh leads to. */
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { reachHost } from './support/far-host.ts'

const POOL = '/var/lib/libvirt/images'
const MIB = 1024 ** 2
const RANDOM = '/tmp/random.iso'
const LARGE = '/tmp/large.iso'
const HUGE = '/tmp/huge.iso'

type Reached = AsyncDisposable & { backend: TestBackend }

let lab: Lab

beforeAll(async () => {
  lab = await Lab.start({ guests: false })
  await lab.run(['mkdir', '-p', POOL])
  await lab.virsh('pool-create-as', 'default', 'dir', '--target', POOL)
  const make = [
    `head -c ${20 * MIB} /dev/urandom >${RANDOM}`,
    `truncate -s 256M ${LARGE}`,
    `truncate -s 7T ${HUGE}`,
    `chmod a+r ${RANDOM} ${LARGE} ${HUGE}`,
  ]
  await lab.run(['sh', '-ec', make.join('\n')])
})
afterAll(() => lab.stop())

const volumes = () => lab.virsh('vol-list', 'default')

const ways: [where: string, reach: () => Promise<Reached>][] = [
  [
    'this computer',
    async () => {
      const backend = await TestBackend.start(lab)
      return { backend, [Symbol.asyncDispose]: () => backend.stop() }
    },
  ],
  ['a host at the other end of an ssh', () => reachHost(lab, 'root')],
]

describe.each(ways)('into a pool of %s a file', (_, reach) => {
  let reached: Reached
  let backend: TestBackend
  beforeAll(async () => {
    reached = await reach()
    backend = reached.backend
  })
  afterAll(async () => {
    await lab.run(['virsh', '-q', 'vol-delete', 'random.iso', 'default'], { check: false })
    await reached[Symbol.asyncDispose]()
  })

  it('arrives byte for byte, and is there to be chosen', async () => {
    const intent = { file: 'random', pool: 'default', volume: 'random.iso' }
    const path = await backend.uploadVolume(intent, RANDOM)
    expect(path).toBe(`${POOL}/random.iso`)
    await lab.run(['cmp', RANDOM, path])
    const told = backend.uploads.filter(({ file }) => file === 'random')
    expect(told[0]).toMatchObject({ total: 20 * MIB })
    expect(told.every(({ done }) => done > 0 && done <= 20 * MIB)).toBe(true)
    const [pool] = await backend.api.getStoragePools()
    expect(pool?.volumes).toMatchObject([{ name: 'random.iso', path, capacity: 20 * MIB }])
    const again = await failureOf(backend.uploadVolume(intent, RANDOM))
    expect(again).toMatchObject({ code: 'volume-name-taken' })
  })

  it('that is cancelled on its way leaves no volume', async () => {
    const intent = { file: 'large', pool: 'default', volume: 'large.iso' }
    const failing = failureOf(backend.uploadVolume(intent, LARGE))
    const told = () => backend.uploads.find(({ file }) => file === 'large')
    const { done } = await until('it is on its way', told, { everyMs: 5 })
    expect(done).toBeLessThan(256 * MIB)
    expect(await volumes()).toContain('large.iso')
    await backend.api.cancelUpload('large')
    expect(await failing).toMatchObject({ code: 'upload-cancelled' })
    expect(await volumes()).not.toContain('large.iso')
    expect(existsSync(lab.path(`${POOL}/large.iso`))).toBe(false)
  })

  it('that there is no room for is refused before anything is made', async () => {
    const intent = { file: 'huge', pool: 'default', volume: 'huge.iso' }
    const failure = await failureOf(backend.uploadVolume(intent, HUGE))
    const params = { pool: 'default', needs: 7 * MIB, free: expect.any(Number) }
    expect(failure).toMatchObject({ code: 'pool-too-small', params })
    expect(await volumes()).not.toContain('huge.iso')
  })
})
