import { getCurrentInstance, onBeforeUpdate, onMounted, onUpdated, ref, type Ref } from 'vue'
import { useAfterPaint } from './useAfterPaint.ts'

interface LateOverlay {
  /** The button has been on the display: what opens at it may be built around it. */
  isDue: Ref<boolean>
  /** Somebody was faster, and pressed the button when there was nothing yet to open. */
  isAwaited: Ref<boolean>
}

/**
 * What a component needs that is first a button alone and then the same button with a menu around
 * it, which is another element: neither the focus nor a press of the first one may be lost.
 */
export function useLateOverlay(): LateOverlay {
  const isDue = useAfterPaint()
  const isAwaited = ref(false)
  const self = getCurrentInstance()
  const button = () => firstElement(self?.proxy?.$el as Node | null)
  let hadFocus = false

  function open(): void {
    if (isDue.value) return
    isAwaited.value = true
    isDue.value = true
  }

  onMounted(() => button()?.addEventListener('click', open))
  onBeforeUpdate(() => (hadFocus = button() === document.activeElement))
  onUpdated(() => {
    if (hadFocus && !isAwaited.value) button()?.focus()
  })
  return { isDue, isAwaited }
}

/** Of a component that has no element of its own but begins with an anchor of Vue's. */
function firstElement(node: Node | null): HTMLElement | null {
  if (node instanceof HTMLElement) return node
  const next = node instanceof Text || node instanceof Comment ? node.nextElementSibling : null
  return next instanceof HTMLElement ? next : null
}
