import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ErrorCode, ErrorData } from '../../shared/errors.ts'
import type { Message } from '../../shared/message.ts'
import type { Change } from '../../shared/model/plan.ts'
import { changeMade } from '../model/change-made.ts'
import { errorDataOf } from '../model/thrown.ts'

export interface RunningTask {
  id: number
  title: Message
  /** What another program last said of it. */
  line: string | null
  /** From 0 to 1; null where nobody can tell. */
  fraction: number | null
  /** The file that it brings into a storage pool, by its number: this can be cancelled. */
  upload: string | null
}

export interface Following {
  /** A failure that is no end of it. */
  expected?: ErrorCode | undefined
  upload?: string | undefined
}

export interface EndedTask {
  id: number
  title: Message
  /** ms since 1970 */
  at: number
  error: ErrorData | null
  /** The change that it made, of a plan. */
  change: string | null
  canUndo: boolean
}

/** As many as a person would scroll through. */
const REMEMBERED = 50

/** What is being done for the person, and what has been since the window was opened. */
export const useTasks = defineStore('tasks', () => {
  const running = shallowRef<RunningTask[]>([])
  const ended = shallowRef<EndedTask[]>([])
  /** The latest one, for whoever tells of it. */
  const last = shallowRef<EndedTask | null>(null)
  const plans = new Map<string, number>()
  let serial = 0

  window.puente.on('progress', ({ plan, line }) => {
    const id = plans.get(plan)
    if (id === undefined || line.trim() === '') return
    running.value = running.value.map((task) => (task.id === id ? { ...task, line } : task))
  })
  window.puente.on('upload', ({ file, done, total }) => {
    const fraction = done / total
    running.value = running.value.map((task) =>
      task.upload === file ? { ...task, fraction } : task,
    )
  })

  /** Lists it as running until it has ended, either way. */
  async function follow<T>(
    title: Message,
    work: Promise<T>,
    { expected, upload }: Following = {},
  ): Promise<T> {
    const id = ++serial
    running.value = [
      ...running.value,
      { id, title, line: null, fraction: null, upload: upload ?? null },
    ]
    try {
      const result = await work
      end({ id, title, ...madeBy(result), canUndo: false })
      return result
    } catch (thrown) {
      const error = errorDataOf(thrown)
      if (error.code === expected) running.value = running.value.filter((task) => task.id !== id)
      else end({ id, title, error, change: null, canUndo: false })
      throw thrown
    }
  }

  /** Carries a plan out as a task, with what is said of it meanwhile. */
  async function apply({ id, title }: { id: string; title: Message }): Promise<Change> {
    plans.set(id, serial + 1)
    try {
      return await follow(title, window.puente.applyPlan(id))
    } finally {
      plans.delete(id)
    }
  }

  function end(task: Omit<EndedTask, 'at'>): void {
    running.value = running.value.filter(({ id }) => id !== task.id)
    last.value = { ...task, at: Date.now() }
    remember(last.value)
  }

  /** How it ends, its task tells. */
  function cancelUpload(file: string): void {
    void window.puente.cancelUpload(file).catch(() => undefined)
  }

  /** One that is followed and told of elsewhere. */
  function note(title: Message, error: ErrorData | null): void {
    remember({ id: ++serial, title, error, at: Date.now(), change: null, canUndo: false })
  }

  function remember(task: EndedTask): void {
    ended.value = [task, ...ended.value].slice(0, REMEMBERED)
  }

  function setUndoable(change: string, canUndo: boolean): void {
    ended.value = ended.value.map((task) => (task.change === change ? { ...task, canUndo } : task))
  }

  function forget(): void {
    ended.value = []
  }

  return { running, ended, last, follow, apply, cancelUpload, note, setUndoable, forget }
})

/** A change that failed is told as such, not thrown. */
function madeBy(result: unknown): Pick<EndedTask, 'error' | 'change'> {
  const change = changeMade(result)
  return { error: change?.error ?? null, change: change?.id ?? null }
}
