import type { MessageKey } from '../../../shared/locales.ts'
import { message } from '../../../shared/message.ts'
import type { Machine } from '../../../shared/model/machine.ts'
import type { ErrorData } from '../../../shared/errors.ts'
import { useDialogs } from '../../stores/dialogs.ts'
import { useAction } from '../useAction.ts'
import { useNotify } from '../useNotify.ts'
import { useText } from '../useText.ts'

/** @param of the machine that is looked at, by its UUID */
export function useMachineActions(of?: () => string) {
  const { busy, run } = useAction(of)
  const dialogs = useDialogs()
  const notify = useNotify()
  const { t } = useText()

  const task = (key: MessageKey, name: string) => ({ task: message(key, { name }) })

  const start = ({ uuid, name }: Machine) =>
    run(
      () => window.puente.startMachine(uuid),
      t('machine.started', { name }),
      task('tasks.start', name),
    )

  const shutDown = ({ uuid, name }: Machine) =>
    run(
      () => window.puente.shutDownMachine(uuid),
      t('machine.shutDownAsked', { name }),
      task('tasks.shutDown', name),
    )

  const pause = ({ uuid, name }: Machine) =>
    run(
      () => window.puente.pauseMachine(uuid),
      t('machine.paused', { name }),
      task('tasks.pause', name),
    )

  const resume = ({ uuid, name }: Machine) =>
    run(
      () => window.puente.resumeMachine(uuid),
      t('machine.resumed', { name }),
      task('tasks.resume', name),
    )

  const setAutostart = ({ uuid }: Machine, autostart: boolean) =>
    run(() => window.puente.setMachineAutostart(uuid, autostart))

  const reboot = ({ uuid, name }: Machine) =>
    run(
      () => window.puente.rebootMachine(uuid),
      t('machine.rebootAsked', { name }),
      task('tasks.reboot', name),
    )

  const openConsole = ({ uuid, name }: Machine) =>
    run(() => window.puente.openConsole(uuid), t('machine.consoleOpened', { name }))

  /** Taken back by writing the note again that was there before. */
  async function setNote(machine: Machine, note: string): Promise<ErrorData | null> {
    const { uuid, name, note: before = '' } = machine
    const write = (text: string) => () => window.puente.setMachineNote(uuid, text)
    const failure = await run(write(note))
    if (failure) return failure
    notify.doneUndoably(t('machine.noteSaved', { name }), () =>
      run(write(before), t('common.undone')),
    )
    return null
  }

  async function forceOff({ uuid, name }: Machine): Promise<void> {
    const yes = await dialogs.confirm({
      title: t('machine.forceOffTitle', { name }),
      text: t('machine.forceOffText'),
      items: [name],
      confirm: t('machine.forceOff'),
    })
    if (yes)
      await run(
        () => window.puente.forceOffMachine(uuid),
        t('machine.forcedOff', { name }),
        task('tasks.forceOff', name),
      )
  }

  async function discardSaved({ uuid, name }: Machine): Promise<void> {
    const yes = await dialogs.confirm({
      title: t('machine.discardSavedTitle', { name }),
      text: t('machine.discardSavedText'),
      items: [name],
      confirm: t('machine.discardSaved'),
    })
    if (yes)
      await run(
        () => window.puente.discardSavedState(uuid),
        t('machine.savedDiscarded', { name }),
        task('tasks.discardSaved', name),
      )
  }

  return {
    ...{ busy, start, shutDown, reboot, forceOff, pause, resume, setAutostart, discardSaved },
    ...{ openConsole, setNote },
  }
}
