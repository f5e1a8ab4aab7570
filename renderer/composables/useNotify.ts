import { useToast } from '@nuxt/ui/composables/useToast'
import type { ErrorData } from '../../shared/errors.ts'
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

  return { done, failed }
}
