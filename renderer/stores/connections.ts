import { useLocalStorage } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Connection } from '../../shared/model/connection.ts'
import { useDialogs } from './dialogs.ts'
import { useInventory } from './inventory.ts'

/** The libvirts that the app is connected to, and the one that the window shows. */
export const useConnections = defineStore('connections', () => {
  const inventory = useInventory()
  const dialogs = useDialogs()
  const list = shallowRef<Connection[]>([])
  const chosen = useLocalStorage<string>('puente.connection', '', { writeDefaults: false })

  const host = computed(() => list.value.find(({ isHost }) => isHost) ?? null)
  const current = computed(() => list.value.find(({ uri }) => uri === chosen.value) ?? host.value)
  /** Is what is shown this computer's own? */
  const isHere = computed(() => current.value?.isHost ?? false)
  /** A change to this computer's connection must not go unanswered because another is looked at. */
  const unanswered = computed(
    () => list.value.find((item) => item.awaitsAnswer && item !== current.value) ?? null,
  )

  /** Everything that the window shows comes from the chosen one: the rest starts after this. */
  async function start(): Promise<void> {
    window.puente.on('connections', take)
    take(await window.puente.getConnections())
  }

  /** The chosen one may have been removed, here or in another time. */
  function take(connections: Connection[]): void {
    const before = current.value?.uri
    list.value = connections
    if (current.value && current.value.uri !== before) show(current.value)
  }

  /** Whether it is the one that is shown now: somebody may rather finish what they enter. */
  async function select(uri: string): Promise<boolean> {
    if (uri === current.value?.uri) return true
    if (!(await dialogs.mayLeave())) return false
    // Nobody looks at the one before any more: it need not poll.
    void window.puente.setVisible(false).catch(() => undefined)
    void window.puente.watchTraffic(false).catch(() => undefined)
    dialogs.close()
    chosen.value = uri
    if (current.value) show(current.value)
    return true
  }

  function show({ uri, ready }: Connection): void {
    window.puente.useConnection(uri)
    inventory.startAnew(ready)
  }

  return { list, host, current, isHere, unanswered, start, select }
})
