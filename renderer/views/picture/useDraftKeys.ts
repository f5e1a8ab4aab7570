import { useEventListener } from '@vueuse/core'
import { useDrawing } from '../../composables/useDrawing.ts'
import { useDraft } from '../../stores/draft.ts'
import type { PictureState } from './usePicture.ts'

/** Delete takes what is drawn away, Ctrl+Z the last step; a field that is typed in has its own. */
export function useDraftKeys({ drawn, selected }: PictureState): void {
  const draft = useDraft()
  const { remove } = useDrawing()

  useEventListener('keydown', (event) => {
    if (isElsewhere(event.target)) return
    const step = stepOf(event)
    const id = event.key === 'Delete' ? pointedAt(event.target) : null
    if (step) draft[step]()
    else if (id !== null && drawn.value.has(id)) remove(id)
    else return
    event.preventDefault()
  })

  /** What the focus is on in the tree, else what is chosen. */
  function pointedAt(target: EventTarget | null): string | null {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-picture]') : null
    return row?.dataset.picture ?? selected.value
  }
}

function stepOf({ ctrlKey, metaKey, shiftKey, key }: KeyboardEvent): 'undo' | 'redo' | null {
  if (!ctrlKey && !metaKey) return null
  if (key.toLowerCase() === 'y') return 'redo'
  if (key.toLowerCase() !== 'z') return null
  return shiftKey ? 'redo' : 'undo'
}

function isElsewhere(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"], [role="menu"]')) return true
  return target instanceof Element && target.closest('input, textarea, [contenteditable]') !== null
}
