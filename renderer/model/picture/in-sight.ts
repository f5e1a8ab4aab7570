/** What of the picture is to be seen in its window. Pure. */
import type { Box } from './sizes.ts'

export interface Viewport {
  /** Of the picture's origin, in the window. */
  x: number
  y: number
  zoom: number
}

/** @param size of the window, in its own pixels */
export function areAllSeen(
  boxes: Iterable<Box>,
  { x, y, zoom }: Viewport,
  size: { width: number; height: number },
): boolean {
  for (const box of boxes) {
    const [left, top] = [box.x * zoom + x, box.y * zoom + y]
    if (left < 0 || left + box.width * zoom > size.width) return false
    if (top < 0 || top + box.height * zoom > size.height) return false
  }
  return true
}
