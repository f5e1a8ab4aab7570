import { useToast } from '@nuxt/ui/composables/useToast'
import type { ErrorData } from '../../shared/errors.ts'
import type { Message } from '../../shared/message.ts'
import type { Plan } from '../../shared/model/plan.ts'
import { errorDataOf } from '../model/thrown.ts'
import { useDialogs } from '../stores/dialogs.ts'
import { useTasks } from '../stores/tasks.ts'
import { useText } from './useText.ts'

/** Several of them leave room for the page in a small window. */
const compact = { root: 'p-3', description: 'text-xs' }

/** Tells of what has been done, or why it could not be. */
export function useNotify() {
  const toast = useToast()
  const dialogs = useDialogs()
  const tasks = useTasks()
  const { t, say, errorText, errorWhy, isToldByCause } = useText()

  function done(title: string): void {
    toast.add({
      title,
      icon: 'i-lucide-circle-check',
      color: 'success',
      duration: 4000,
      progress: false,
    })
  }

  /** Done, and can be taken back: here for as long as it takes to come to it by Tab, and later in the tasks. */
  function undoable(title: string, changeId: string, description?: string): void {
    tasks.setUndoable(changeId, true)
    doneUndoably(title, () => undo(changeId), description)
  }

  /** The same of what makes no change that libvirt or the backend would know how to undo. */
  function doneUndoably(
    title: string,
    takeBack: () => Promise<unknown>,
    description?: string,
  ): void {
    toast.add({
      title,
      ...(description && { description }),
      icon: 'i-lucide-circle-check',
      color: 'success',
      duration: 12000,
      progress: false,
      orientation: 'horizontal',
      ui: compact,
      actions: [
        {
          label: t('common.undo'),
          color: 'neutral' as const,
          variant: 'outline' as const,
          onClick: () => void takeBack(),
        },
      ],
    })
  }

  async function undo(changeId: string): Promise<void> {
    try {
      const plan = await window.puente.planUndo(changeId)
      if (!(await agreed(plan))) return
      await tasks.apply(plan)
      tasks.setUndoable(changeId, false)
      done(t('common.undone'))
    } catch (thrown) {
      failed(errorDataOf(thrown))
    }
  }

  /** What a person should know of it first; most of the time there is nothing. */
  async function agreed({ title, warnings }: Plan): Promise<boolean> {
    if (warnings.length === 0) return true
    return dialogs.confirm({
      title: say(title),
      text: warnings.map(say).join(' '),
      items: [],
      confirm: t('common.undo'),
    })
  }

  /** @param action what was tried, where the error is only that the daemon did not do it */
  function failed(error: ErrorData, action?: Message): void {
    const details = {
      label: t('common.details'),
      color: 'neutral' as const,
      variant: 'outline' as const,
      onClick: () => dialogs.open({ type: 'error', error }),
    }
    toast.add({
      title:
        action && isToldByCause(error)
          ? t('common.failedTo', { action: say(action) })
          : errorText(error),
      description: errorWhy(error),
      icon: 'i-lucide-circle-x',
      color: 'error',
      duration: 12000,
      progress: false,
      orientation: 'horizontal',
      ui: compact,
      actions: [details],
    })
  }

  return { done, undoable, doneUndoably, undo, failed }
}
