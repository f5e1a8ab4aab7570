import { useDebounceFn } from '@vueuse/core'
import { shallowRef, watch } from 'vue'
import { arrange, arrangeAfresh, type Placement } from '../../../model/picture/layout.ts'
import type { Box } from '../../../model/picture/sizes.ts'
import { usePicture } from '../usePicture.ts'

const STORED = 'puente.picture.places'

/** Where each thing stands, remembered on this computer. */
export function usePlaces() {
  const { picture, opening } = usePicture()
  const places = shallowRef<Placement>(stored())

  watch(
    picture,
    (now) => {
      places.value = arrange(now, places.value, opening.value)
      opening.value = null
    },
    // With the picture itself: Vue Flow drops for good a cable whose ends it does not have yet.
    { immediate: true, flush: 'sync' },
  )
  watch(places, useDebounceFn(store, 500))

  function store(): void {
    localStorage.setItem(STORED, JSON.stringify([...places.value]))
  }

  /** A person has moved them. */
  function put(moved: { id: string; x: number; y: number }[]): void {
    const next = new Map(places.value)
    for (const { id, x, y } of moved) {
      const box = next.get(id)
      if (box) next.set(id, { ...box, x: Math.round(x), y: Math.round(y) })
    }
    places.value = next
  }

  function tidy(): void {
    places.value = arrangeAfresh(picture.value)
  }

  return { places, put, tidy }
}

/** What an older version, or a person, has left there may be anything. */
function stored(): Placement {
  try {
    const entries = JSON.parse(localStorage.getItem(STORED) ?? '[]') as [string, Box][]
    const isBox = ({ x, y, width, height }: Box) => [x, y, width, height].every(Number.isFinite)
    return new Map(entries.filter(([id, box]) => typeof id === 'string' && isBox(box)))
  } catch {
    return new Map()
  }
}
