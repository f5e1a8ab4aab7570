import { computed, inject, provide, ref, shallowRef, watch, type InjectionKey } from 'vue'
import { useLocalStorage, useTimeout } from '@vueuse/core'
import { pictureHits } from '../../model/picture/search.ts'
import { pathThrough, wiringOf } from '../../model/picture/path.ts'
import { pictureOf } from '../../model/picture/picture.ts'
import type { Picture } from '../../model/picture/types.ts'
import { useDraft } from '../../stores/draft.ts'
import { useInventory } from '../../stores/inventory.ts'

/** Then what there is is shown: a daemon may be silent for long. */
const PATIENCE_MS = 3_000

const key: InjectionKey<PictureState> = Symbol('picture')

/** What the parts of the page share: the picture, what is chosen in it, and what is searched for. */
export type PictureState = ReturnType<typeof makePicture>

export function providePicture(): PictureState {
  const state = makePicture()
  provide(key, state)
  return state
}

export function usePicture(): PictureState {
  const state = inject(key)
  if (!state) throw new Error('outside of the picture')
  return state
}

function makePicture() {
  const inventory = useInventory()
  const draft = useDraft()
  const search = ref('')
  /** A node, or a machine or NIC within one: see `data-picture`. */
  const selected = ref<string | null>(null)
  /** The thing under the pointer. */
  const hovered = ref<string | null>(null)
  const opened = useLocalStorage<Record<string, boolean>>('puente.picture.groups', {})
  /** The group that a person opens at this moment: it may push what is in its way. */
  const opening = shallowRef<string | null>(null)
  const grouped = new Set<string>()

  /** What is known of a machine at first is its name: where it belongs it could not be drawn yet. */
  const isReading = computed(() => inventory.machines.some(({ reading }) => reading))
  const picture = computed<Picture>((before) =>
    isReading.value && before
      ? before
      : pictureOf(
          { ...draft.all, machines: draft.all.machines.filter(({ reading }) => !reading) },
          { grouped, open: new Map(Object.entries(opened.value)) },
        ),
  )
  watch(
    picture,
    ({ nodes }) => {
      grouped.clear()
      for (const node of nodes) if (node.kind === 'group') grouped.add(node.key)
    },
    { immediate: true, flush: 'sync' },
  )
  const nodes = computed(() => new Map(picture.value.nodes.map((node) => [node.id, node])))
  const cables = computed(() => new Map(picture.value.cables.map((cable) => [cable.id, cable])))
  const wiring = computed(() => wiringOf(picture.value))
  /** The way of what is pointed at, or else chosen: things and cables. */
  const lit = computed(() => {
    const id = hovered.value ?? selected.value?.split('/')[0] ?? null
    return id === null ? null : pathThrough(wiring.value, id)
  })
  /** Things and NICs that are only drawn. */
  const drawn = computed(() => draft.all.drawn)
  const hits = computed(() => pictureHits(picture.value, search.value))

  function toggle(id: string): void {
    const node = nodes.value.get(id)
    if (node?.kind !== 'group') return
    opening.value = node.open ? null : id
    opened.value = { ...opened.value, [node.key]: !node.open }
  }

  /** Has everybody told their part? Laid out before, the picture would have to be laid out again. */
  const isWhole = ref(false)
  const isSettled = computed(() => inventory.loaded && !isReading.value && inventory.settled)
  const patience = useTimeout(PATIENCE_MS)
  watch(
    [isSettled, patience],
    ([settled, over]) => (isWhole.value ||= settled || (over && inventory.loaded)),
    { immediate: true },
  )

  return {
    ...{ picture, isWhole, nodes, cables, search, hits, selected },
    ...{ wiring, hovered, lit, opening, toggle, drawn },
  }
}
