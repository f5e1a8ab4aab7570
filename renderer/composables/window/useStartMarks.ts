import { watchOnce } from '@vueuse/core'
import { useInventory } from '../../stores/inventory.ts'
import { afterPaint } from './useAfterPaint.ts'

/** The moments of a start, in any trace of it and for `npm run bench -- startup`. */
export function useStartMarks(): void {
  const inventory = useInventory()
  watchOnce(() => inventory.machines.length > 0, mark('puente:listed'))
  watchOnce(() => inventory.services.libvirt.status === 'connected', mark('puente:complete'))
}

/** When it has been drawn. */
function mark(name: string): () => void {
  return () => afterPaint(() => performance.mark(name))
}
