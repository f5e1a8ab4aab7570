import { useEventListener } from '@vueuse/core'
import { useRouter } from 'vue-router'
import { pageKeys } from '../../model/help.ts'
import { useDialogs } from '../../stores/dialogs.ts'

/** The keys of the help sheet that belong to no control. */
export function useShortcuts(): void {
  const dialogs = useDialogs()
  const router = useRouter()

  useEventListener('keydown', (event) => {
    if (isSearchKey(event)) {
      dialogs.paletteOpen = !dialogs.paletteOpen
      event.preventDefault()
      return
    }
    if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return
    const page = event.altKey && pageKeys.find(({ digit }) => digit === event.key)
    if (page) void router.push({ name: page.name })
    else if (event.ctrlKey && event.key === ',') dialogs.open({ type: 'settings' })
    else if (isTyping(event.target) || event.ctrlKey || event.metaKey) return
    else if (event.key === '?') dialogs.open({ type: 'help' })
    else if (event.key === '/') document.querySelector<HTMLElement>('main [type="search"]')?.focus()
    else return
    event.preventDefault()
  })
}

function isSearchKey({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'k' && (ctrlKey || metaKey)
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null
  )
}
