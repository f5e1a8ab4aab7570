import { watch } from 'vue'
import { useTasks } from '../../stores/tasks.ts'
import { useText } from '../useText.ts'

/** The desktop's notifications hold a line or two. */
const LONGEST = 200

/** Tells the shell of each task that has ended: it knows whether somebody looks at the window. */
export function useAwayTelling(): void {
  const tasks = useTasks()
  const { say } = useText()

  watch(
    () => tasks.last,
    (task) => {
      if (!task) return
      const title = say(task.title).slice(0, LONGEST)
      void window.puente.tellEnded({ title, failed: task.error !== null })
    },
  )
}
