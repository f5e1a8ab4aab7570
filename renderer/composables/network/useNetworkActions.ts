import { message } from '../../../shared/message.ts'
import type { ErrorData } from '../../../shared/errors.ts'
import { isActive, type Machine } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'
import { useDialogs } from '../../stores/dialogs.ts'
import { useAction } from '../useAction.ts'
import { useText } from '../useText.ts'

/** @param of the network that is looked at, by its UUID */
export function useNetworkActions(of?: () => string) {
  const { busy, run } = useAction(of)
  const dialogs = useDialogs()
  const { t } = useText()

  const start = ({ uuid, name }: Network) =>
    run(() => window.puente.startNetwork(uuid), t('network.started', { name }), {
      task: message('tasks.startNetwork', { name }),
    })

  const setAutostart = ({ uuid, name }: Network, on: boolean) => {
    const done = on ? t('network.autostarts', { name }) : t('network.autostartsNot', { name })
    const key = on ? 'tasks.autostartNetwork' : 'tasks.autostartNetworkNot'
    const task = message(key, { name })
    return run(() => window.puente.setNetworkAutostart(uuid, on), done, { task })
  }

  /** First asks the backend, which knows who uses the network at this very moment. */
  async function stop({ uuid, name }: Network, machines: Machine[]): Promise<void> {
    const done = t('network.stopped', { name })
    const task = message('tasks.stopNetwork', { name })
    const stopping = (force: boolean) => () => window.puente.stopNetwork(uuid, { force })
    const error = await run(stopping(false), done, { task, expected: 'network-in-use' })
    if (error?.code !== 'network-in-use') return
    if (await confirmCut(name, error, machines)) await run(stopping(true), done, { task })
  }

  function confirmCut(name: string, used: ErrorData, machines: Machine[]): Promise<boolean> {
    return dialogs.confirm({
      title: t('network.stopTitle', { name }),
      text: t('network.stopText'),
      items: namesIn(used) ?? machines.filter(isActive).map((machine) => machine.name),
      confirm: t('network.stopAnyway'),
    })
  }

  return { busy, start, stop, setAutostart }
}

function namesIn(error: ErrorData): string[] | null {
  const { machines } = error.params
  return typeof machines === 'string' && machines !== '' ? machines.split(', ') : null
}
