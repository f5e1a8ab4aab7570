import {
  getCurrentInstance,
  onBeforeUpdate,
  onMounted,
  onUpdated,
  ref,
  shallowRef,
  type Component,
  type Ref,
  type ShallowRef,
} from 'vue'
import { onceShown } from './useAfterPaint.ts'

interface LateOverlay {
  /** What opens at the button, to be built around it. Null until the button has been on the display. */
  overlay: ShallowRef<Component | null>
  /** Somebody was faster, and pressed the button when there was nothing yet to open. */
  isAwaited: Ref<boolean>
}

/**
 * What a component needs that is first a button alone and then the same button with a menu around
 * it, which is another element: neither the focus nor a press of the first one may be lost.
 */
export function useLateOverlay(load: () => Promise<{ default: Component }>): LateOverlay {
  const overlay = shallowRef<Component | null>(null)
  const isAwaited = ref(false)
  const self = getCurrentInstance()
  const button = () => firstElement(self?.proxy?.$el as Node | null)
  let hadFocus = false

  async function build(): Promise<void> {
    overlay.value = (await load()).default
  }

  function open(): void {
    if (overlay.value) return
    isAwaited.value = true
    void build()
  }

  onMounted(() => {
    button()?.addEventListener('click', open)
    onceShown(() => void build())
  })
  onBeforeUpdate(() => (hadFocus = button() === document.activeElement))
  onUpdated(() => {
    if (hadFocus && !isAwaited.value) button()?.focus()
  })
  return { overlay, isAwaited }
}

/** Of a component that has no element of its own but begins with an anchor of Vue's. */
function firstElement(node: Node | null): HTMLElement | null {
  if (node instanceof HTMLElement) return node
  const next = node instanceof Text || node instanceof Comment ? node.nextElementSibling : null
  return next instanceof HTMLElement ? next : null
}
