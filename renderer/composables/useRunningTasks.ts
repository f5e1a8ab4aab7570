import { computed } from 'vue'
import { message, type Message } from '../../shared/message.ts'
import type { Machine } from '../../shared/model/machine.ts'
import { hasEnded } from '../../shared/model/plan.ts'
import { useDoctor } from '../stores/doctor.ts'
import { useInventory } from '../stores/inventory.ts'
import { useTasks } from '../stores/tasks.ts'

export interface Running {
  key: string
  title: Message
  /** From 0 to 1; null where nobody can tell. */
  fraction: number | null
  line: string | null
  cancel?: () => void
}

/** All that is under way, whoever does it: a call, the change to the host, the doctor, a guest. */
export function useRunningTasks() {
  const tasks = useTasks()
  const inventory = useInventory()
  const doctor = useDoctor()

  const calls = computed((): Running[] =>
    tasks.running.map(({ id, title, line, fraction, upload }) => ({
      key: `call-${id}`,
      title,
      line,
      fraction,
      ...(upload !== null && { cancel: () => tasks.cancelUpload(upload) }),
    })),
  )
  const change = computed((): Running[] => {
    const { change } = inventory
    if (!change || hasEnded(change)) return []
    const { id, title, steps } = change
    const done = steps.filter(({ state }) => state === 'done').length
    return [{ key: id, title, fraction: done / Math.max(1, steps.length), line: null }]
  })
  const diagnosis = computed((): Running[] => {
    if (!doctor.running) return []
    const title = message('tasks.diagnosing')
    return [{ key: 'doctor', title, fraction: doctor.progress, line: null }]
  })
  const guests = computed((): Running[] =>
    inventory.machines.filter(isLosingNic).flatMap(({ uuid, name, nics }) =>
      nics
        .filter(({ leaving }) => leaving)
        .map(({ mac }) => ({
          key: `${uuid} ${mac}`,
          title: message('tasks.guest', { name, mac }),
          fraction: null,
          line: null,
        })),
    ),
  )
  return computed(() => [...change.value, ...calls.value, ...diagnosis.value, ...guests.value])
}

function isLosingNic({ nics }: Machine): boolean {
  return nics.some(({ leaving }) => leaving)
}
