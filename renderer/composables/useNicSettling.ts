import { ref } from 'vue'
import type { Machine, MachineNic } from '../../shared/model/machine.ts'
import { refOf } from '../model/nics.ts'
import { errorDataOf } from '../model/thrown.ts'
import { useTasks } from '../stores/tasks.ts'
import { useNotify } from './useNotify.ts'
import { useText } from './useText.ts'

/** Ends a difference between the running and the stored NIC at one press; it can be taken back. */
export function useNicSettling() {
  const busy = ref(false)
  const notify = useNotify()
  const tasks = useTasks()
  const { t } = useText()

  async function settle(
    { uuid, name }: Machine,
    nic: MachineNic,
    how: 'apply' | 'discard',
  ): Promise<void> {
    busy.value = true
    try {
      const plan = await window.puente.planSettleNic({ machine: uuid, nic: refOf(nic), how })
      const { id } = await tasks.apply(plan)
      notify.undoable(t(`nic.settled.${how}`, { name, mac: nic.mac }), id)
    } catch (thrown) {
      notify.failed(errorDataOf(thrown))
    } finally {
      busy.value = false
    }
  }

  return { busy, settle }
}
