import { useToast } from '@nuxt/ui/composables/useToast'
import type { ErrorData } from '../../shared/errors.ts'
import { errorDataOf } from '../model/thrown.ts'
import { useDialogs } from '../stores/dialogs.ts'
import { useText } from './useText.ts'

/** Tells of what has been done, or why it could not be. */
export function useNotify() {
  const toast = useToast()
  const dialogs = useDialogs()
  const { t, errorText, errorNext } = useText()

  function done(title: string): void {
    toast.add({
      title,
      icon: 'i-lucide-circle-check',
      color: 'success',
      duration: 4000,
      progress: false,
    })
  }

  /** Done, and can be taken back for as long as it is shown. */
  function undoable(title: string, changeId: string): void {
    toast.add({
      title,
      icon: 'i-lucide-circle-check',
      color: 'success',
      duration: 12000,
      progress: false,
      actions: [
        {
          label: t('common.undo'),
          color: 'neutral' as const,
          variant: 'outline' as const,
          onClick: () => void undo(changeId),
        },
      ],
    })
  }

  async function undo(changeId: string): Promise<void> {
    try {
      const plan = await window.puente.planUndoNics(changeId)
      await window.puente.applyPlan(plan.id)
      done(t('common.undone'))
    } catch (thrown) {
      failed(errorDataOf(thrown))
    }
  }

  function failed(error: ErrorData): void {
    const details = {
      label: t('common.details'),
      color: 'neutral' as const,
      variant: 'outline' as const,
      onClick: () => dialogs.open({ type: 'error', error }),
    }
    toast.add({
      title: errorText(error),
      description: errorNext(error),
      icon: 'i-lucide-circle-x',
      color: 'error',
      duration: 12000,
      progress: false,
      actions: [details],
    })
  }

  return { done, undoable, failed }
}
