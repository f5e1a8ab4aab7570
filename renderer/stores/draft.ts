import { useLocalStorage } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { applied, emptyDraft, isEmptyDraft, type Draft } from '../model/draft/draft.ts'
import { stillDrawn, together, type World } from '../model/draft/world.ts'
import { useConnections } from './connections.ts'
import { useInventory } from './inventory.ts'

/** As many steps can be taken back. */
const MOST_STEPS = 100

/** What is drawn of each host, remembered on this computer until it is applied or discarded. */
export const useDraft = defineStore('draft', () => {
  const inventory = useInventory()
  const connections = useConnections()
  const stored = useLocalStorage<Record<string, Draft>>('puente.drafts', {}, { shallow: true })
  const past = shallowRef<Draft[]>([])
  const future = shallowRef<Draft[]>([])

  const uri = computed(() => connections.current?.uri ?? '')
  const world = computed<World>(() => ({
    networks: inventory.networks,
    machines: inventory.machines,
    interfaces: inventory.interfaces,
  }))
  const draft = computed(() => stillDrawn(sound(stored.value[uri.value]), world.value))
  const isEmpty = computed(() => isEmptyDraft(draft.value))
  /** It and what is there. */
  const all = computed(() => together(draft.value, world.value))

  // What has come is drawn no more, also when it goes again.
  watch(draft, (now) => now !== stored.value[uri.value] && inventory.loaded && keep(now))
  watch(uri, forget)

  function keep(now: Draft): void {
    const { [uri.value]: _, ...others } = stored.value
    stored.value = isEmptyDraft(now) ? others : { ...others, [uri.value]: now }
  }

  function forget(): void {
    past.value = []
    future.value = []
  }

  /** One step, which can be taken back. */
  function become(next: Draft): void {
    past.value = [...past.value, draft.value].slice(-MOST_STEPS)
    future.value = []
    keep(next)
  }

  function undo(): void {
    const before = past.value.at(-1)
    if (!before) return
    past.value = past.value.slice(0, -1)
    future.value = [...future.value, draft.value]
    keep(before)
  }

  function redo(): void {
    const next = future.value.at(-1)
    if (!next) return
    future.value = future.value.slice(0, -1)
    past.value = [...past.value, draft.value]
    keep(next)
  }

  function discard(): void {
    forget()
    keep(emptyDraft)
  }

  /** Or is it a NIC that is there, and led elsewhere? */
  function isNew(machine: string, mac: string): boolean {
    const there = inventory.machinesById.get(machine)
    return !there?.nics.some((nic) => nic.mac === mac)
  }

  /** It is there now. */
  function settle(): void {
    forget()
    keep(applied(draft.value))
  }

  return {
    ...{ draft, isEmpty, world, all, become, undo, redo, discard, settle, isNew },
    canUndo: computed(() => past.value.length > 0),
    canRedo: computed(() => future.value.length > 0),
  }
})

/** What an older version, or a person, has left there may be anything. */
function sound(draft: Partial<Draft> | undefined): Draft {
  const { networks, machines, nics } = draft ?? {}
  const isSound = [networks, machines, nics].every(Array.isArray)
  return isSound ? (draft as Draft) : emptyDraft
}
