import type { ChangeNicIntent } from '../../../shared/contract/contract.ts'
import { isActive, type Machine, type MachineNic } from '../../../shared/model/machine.ts'
import { placeName } from '../../../shared/rules/nic-places.ts'
import { refOf } from '../../model/nic/nics.ts'
import { useDialogs, type NicPlace } from '../../stores/dialogs.ts'
import { useTasks } from '../../stores/tasks.ts'
import { useAction } from '../useAction.ts'
import { useText } from '../useText.ts'

/** Is a guest cut off by what is done to the NIC? */
function isLive(machine: Machine, nic: MachineNic): boolean {
  return isActive(machine) && nic.plugged
}

/** Both lives of the NIC, as far as it has them. */
export function changeOf(
  machine: Machine,
  nic: MachineNic,
  changes: ChangeNicIntent['changes'],
): ChangeNicIntent {
  const when = !isLive(machine, nic) ? 'stored' : nic.stored ? 'now-and-stored' : 'now'
  return { machine: machine.uuid, nic: refOf(nic), changes, when }
}

/**
 * A NIC's link and network, changed where they are shown, with Undo. What cuts a running guest off is
 * shown as a plan first.
 * @param of the NIC that is looked at
 */
export function useNicInPlace(of: () => string) {
  const { busy, run } = useAction(of)
  const dialogs = useDialogs()
  const tasks = useTasks()
  const { t } = useText()

  function change(intent: ChangeNicIntent, done: string): void {
    void run(async () => tasks.apply(await window.puente.planChangeNic(intent)), done)
  }

  function setLink(machine: Machine, nic: MachineNic, linkUp: boolean): void {
    if (!linkUp && isLive(machine, nic)) {
      dialogs.open({ type: 'unlink-nic', machine: machine.uuid, nic: refOf(nic) })
      return
    }
    const said = linkUp ? 'nic.linked' : 'nic.unlinked'
    const params = { name: machine.name, mac: nic.mac }
    change(changeOf(machine, nic, { linkUp }), t(said, params))
  }

  function moveTo(machine: Machine, nic: MachineNic, to: NicPlace): void {
    if (isLive(machine, nic)) {
      dialogs.open({ type: 'move-nic', machine: machine.uuid, nic: refOf(nic), to })
      return
    }
    const place = placeName(to.type === 'network' ? { ...to, portGroup: null } : to)
    const name = place || t('nic.kind.user')
    const source = to.type === 'network' ? { ...to, portGroup: null } : to
    change(changeOf(machine, nic, { source }), t('move.done', { name: machine.name, place: name }))
  }

  return { busy, setLink, moveTo }
}
