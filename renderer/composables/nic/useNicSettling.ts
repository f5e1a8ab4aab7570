import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import { refOf } from '../../model/nic/nics.ts'
import { useTasks } from '../../stores/tasks.ts'
import { useAction } from '../useAction.ts'
import { useText } from '../useText.ts'

/**
 * Ends a difference between the running and the stored NIC at one press; it can be taken back.
 * @param of the NIC that is looked at
 */
export function useNicSettling(of: () => string) {
  const { busy, run } = useAction(of)
  const tasks = useTasks()
  const { t } = useText()

  const settle = ({ uuid, name }: Machine, nic: MachineNic, how: 'apply' | 'discard') =>
    run(
      async () =>
        tasks.apply(await window.puente.planSettleNic({ machine: uuid, nic: refOf(nic), how })),
      t(`nic.settled.${how}`, { name, mac: nic.mac }),
    )

  return { busy, settle }
}
