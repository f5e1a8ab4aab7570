import { computed, shallowReactive } from 'vue'
import type { ErrorCode, ErrorData } from '../../shared/errors.ts'
import type { Message } from '../../shared/message.ts'
import { changeMade } from '../model/change-made.ts'
import { errorDataOf } from '../model/thrown.ts'
import { useTasks } from '../stores/tasks.ts'
import { useNotify } from './useNotify.ts'

interface ActionOptions {
  /** A failure that is left to the caller to tell. */
  expected?: ErrorCode
  /** What it is called in the list of tasks, if it belongs there. */
  task?: Message
  /** The file that it brings into a storage pool. */
  upload?: string
}

/**
 * Runs one call at a time, tells how it ended, and says meanwhile that it is busy.
 * @param of what is looked at, where that changes: each has its own call and is busy by itself
 */
export function useAction(of: () => string = () => '') {
  const running = shallowReactive(new Set<string>())
  const busy = computed(() => running.has(of()))
  const notify = useNotify()
  const tasks = useTasks()

  /** What makes a change can be taken back. Resolves with why it failed. */
  async function run(
    action: () => Promise<unknown>,
    done?: string,
    { expected, task, upload }: ActionOptions = {},
  ): Promise<ErrorData | null> {
    const one = of()
    if (running.has(one)) return null
    running.add(one)
    try {
      const followed = () => task && tasks.follow(task, action(), { expected, upload })
      const change = changeMade(await (followed() ?? action()))
      if (done && change) notify.undoable(done, change.id)
      else if (done) notify.done(done)
      return null
    } catch (thrown) {
      const error = errorDataOf(thrown)
      if (error.code !== expected) notify.failed(error, task)
      return error
    } finally {
      running.delete(one)
    }
  }

  return { busy, run }
}
