import { onMounted, ref, type Ref } from 'vue'

/** Calls it when what the page is now has been drawn: in the task after the frame. */
export function afterPaint(callback: () => void): void {
  requestAnimationFrame(() => setTimeout(callback))
}

/** True once the component has been on the display: until then what is not needed at once waits. */
export function useAfterPaint(): Ref<boolean> {
  const painted = ref(false)
  onMounted(() => afterPaint(() => (painted.value = true)))
  return painted
}
