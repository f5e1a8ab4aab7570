import { ref } from 'vue'
import type { MessageKey } from '../../../shared/locales.ts'
import { message } from '../../../shared/message.ts'
import type { Machine } from '../../../shared/model/machine.ts'
import { errorDataOf } from '../../model/thrown.ts'
import { useDialogs } from '../../stores/dialogs.ts'
import { useTasks } from '../../stores/tasks.ts'
import { useNotify } from '../useNotify.ts'
import { useText } from '../useText.ts'

/** So many machines at a time: the first are under way while the last are still to be asked. */
const AT_A_TIME = 8

/** What is done to several machines at once; each is a task of its own. */
export function useSeveralMachines() {
  const dialogs = useDialogs()
  const tasks = useTasks()
  const notify = useNotify()
  const { t } = useText()
  const busy = ref(false)

  const start = (machines: Machine[]) =>
    each(machines, 'tasks.start', 'bulk.started', (uuid) => window.puente.startMachine(uuid))

  async function shutDown(machines: Machine[]): Promise<void> {
    const yes = await dialogs.confirm({
      title: t('bulk.shutDownTitle', { count: machines.length }),
      text: t('bulk.shutDownText'),
      items: machines.map(({ name }) => name),
      confirm: t('machine.shutDown'),
    })
    if (!yes) return
    const ask = (uuid: string) => window.puente.shutDownMachine(uuid)
    await each(machines, 'tasks.shutDown', 'bulk.shutDownAsked', ask)
  }

  async function each(
    machines: Machine[],
    task: MessageKey,
    done: MessageKey,
    act: (uuid: string) => Promise<void>,
  ): Promise<void> {
    busy.value = true
    const failures: unknown[] = []
    const waiting = machines.values()
    const next = async () => {
      for (const { uuid, name } of waiting) {
        await tasks.follow(message(task, { name }), act(uuid)).catch((why) => failures.push(why))
      }
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, next))
    busy.value = false
    const count = machines.length - failures.length
    if (count > 0) notify.done(t(done, { count }))
    if (failures.length > 0) notify.failed(errorDataOf(failures[0]))
  }

  return { busy, start, shutDown }
}
