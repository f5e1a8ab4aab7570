import { useEventListener } from '@vueuse/core'
import { useDialogs } from '../../stores/dialogs.ts'

/** The window is not closed over what was entered: its shell asks first. */
export function useClosing(): void {
  const dialogs = useDialogs()
  useEventListener('beforeunload', (event) => {
    if (dialogs.unsaved().length > 0) event.preventDefault()
  })
}
