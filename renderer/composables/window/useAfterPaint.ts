import { onMounted, ref, type Ref } from 'vue'

/** Calls it when what the page is now has been painted: in the task after the frame. */
export function afterPaint(callback: () => void): void {
  requestAnimationFrame(() => setTimeout(callback))
}

/** The page's first words are on the display, as the display itself has told. */
export const firstShown = new Promise<void>((resolve) => {
  const observer = new PerformanceObserver((entries) => {
    if (entries.getEntriesByName('first-contentful-paint').length === 0) return
    observer.disconnect()
    resolve()
  })
  observer.observe({ type: 'paint', buffered: true })
})

/**
 * Calls it a frame later still. What has been painted is not on the display yet: it is drawn by
 * other threads, and work that begins right after the painting keeps a core from them.
 */
export function onceShown(callback: () => void): void {
  void firstShown.then(() => requestAnimationFrame(() => afterPaint(callback)))
}

/** True once the component has been on the display: until then what is not needed at once waits. */
export function useAfterPaint(): Ref<boolean> {
  const shown = ref(false)
  onMounted(() => onceShown(() => (shown.value = true)))
  return shown
}
