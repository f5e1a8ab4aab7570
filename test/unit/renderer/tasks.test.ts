import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import type { PuenteApi } from '../../../shared/contract/contract.ts'
import { message } from '../../../shared/message.ts'
import { useRunningTasks } from '../../../renderer/composables/useRunningTasks.ts'
import { useTasks } from '../../../renderer/stores/tasks.ts'

const title = message('tasks.start', { name: 'web' })
let listeners: Map<string, (payload: unknown) => void>
const say = (line: { plan: string; line: string }) => listeners.get('progress')?.(line)
const cancelUpload = vi.fn(async () => undefined)
let applied: PromiseWithResolvers<unknown>

beforeEach(() => {
  setActivePinia(createPinia())
  applied = Promise.withResolvers()
  listeners = new Map()
  const puente = {
    on: (event: string, listener: (payload: unknown) => void) => listeners.set(event, listener),
    applyPlan: () => applied.promise,
    cancelUpload,
  } as unknown as PuenteApi
  vi.stubGlobal('window', { puente })
})

it('is running until its work has ended, and then remembered', async () => {
  const tasks = useTasks()
  const work = Promise.withResolvers<void>()
  const followed = tasks.follow(title, work.promise)
  expect(tasks.running).toMatchObject([{ title, line: null }])
  work.resolve()
  await followed
  expect(tasks.running).toEqual([])
  expect(tasks.ended).toMatchObject([{ title, error: null, canUndo: false }])
  expect(tasks.last).toEqual(tasks.ended[0])
})

it('says why it failed, and lets whoever asked for it know', async () => {
  const tasks = useTasks()
  const gone = { code: 'machine-gone', params: {} } as const
  await expect(tasks.follow(title, Promise.reject(gone))).rejects.toBe(gone)
  expect(tasks.ended).toMatchObject([{ error: gone }])
})

it('is no failure of a task when the person is only asked first', async () => {
  const tasks = useTasks()
  const used = { code: 'network-in-use', params: {} } as const
  await expect(
    tasks.follow(title, Promise.reject(used), { expected: 'network-in-use' }),
  ).rejects.toBe(used)
  expect([tasks.running, tasks.ended, tasks.last]).toEqual([[], [], null])
})

it('repeats what is said while its plan is carried out, and can be taken back', async () => {
  const tasks = useTasks()
  const making = tasks.apply({ id: 'plan-1', title })
  say({ plan: 'plan-2', line: 'somebody else' })
  expect(tasks.running[0]?.line).toBe(null)
  say({ plan: 'plan-1', line: 'Allocating disk' })
  expect(tasks.running[0]?.line).toBe('Allocating disk')
  applied.resolve({ id: 'change-1', phase: 'done', error: null })
  await making
  tasks.setUndoable('change-1', true)
  expect(tasks.ended).toMatchObject([{ change: 'change-1', canUndo: true }])
  tasks.setUndoable('change-1', false)
  expect(tasks.ended).toMatchObject([{ canUndo: false }])
})

it('of a file on its way says how far it is, and can be cancelled', async () => {
  const tasks = useTasks()
  const running = useRunningTasks()
  const work = Promise.withResolvers<string>()
  const expected = 'upload-cancelled'
  const followed = tasks.follow(title, work.promise, { expected, upload: 'file-1' })
  const tell = (file: string, done: number) =>
    listeners.get('upload')?.({ file, done, total: 1000 })
  expect(running.value).toMatchObject([{ fraction: null }])
  tell('file-2', 900)
  tell('file-1', 250)
  expect(running.value).toMatchObject([{ fraction: 0.25 }])
  running.value[0]?.cancel?.()
  expect(cancelUpload).toHaveBeenCalledExactlyOnceWith('file-1')
  work.reject({ code: expected, params: {} })
  await expect(followed).rejects.toMatchObject({ code: expected })
  expect([tasks.running, tasks.ended]).toEqual([[], []])
})

it('that ended badly without being thrown is told as such', async () => {
  const tasks = useTasks()
  const making = tasks.apply({ id: 'plan-1', title })
  const error = { code: 'libvirt-failed', params: {} }
  applied.resolve({ id: 'change-1', phase: 'failed', error })
  await making
  expect(tasks.last).toMatchObject({ error })
})

it('remembers no more than fifty', async () => {
  const tasks = useTasks()
  for (let count = 0; count < 60; count++) tasks.note(title, null)
  expect(tasks.ended).toHaveLength(50)
  tasks.forget()
  expect(tasks.ended).toEqual([])
})
