/** The only place that listens to a window: who may call, what, and how much. */
import { ipcMain } from 'electron'
import type { IpcMainInvokeEvent } from 'electron'
import { methodNames } from '../../shared/contract.ts'
import type { MethodName } from '../../shared/contract.ts'
import { PuenteError } from '../../shared/errors.ts'
import type { CallResult } from '../../shared/protocol.ts'
import { APP_ORIGIN } from './app-protocol.ts'
import type { BackendProcess } from './backend-process.ts'
import { CALL_CHANNEL } from './channels.ts'

export function forwardCalls(backend: BackendProcess): void {
  ipcMain.handle(CALL_CHANNEL, (event, method: unknown, args: unknown): Promise<CallResult> => {
    if (!isOurPage(event) || !isMethod(method) || !Array.isArray(args)) {
      console.error('Rejected a call that no page of ours makes', event.senderFrame?.url)
      const { data: error } = new PuenteError('bad-request', {
        method: String(method).slice(0, 64),
      })
      return Promise.resolve({ ok: false, error })
    }
    return backend.call(method, args)
  })
}

/** The top frame of our own page; an iframe, or any other page, is nobody. */
function isOurPage({ senderFrame, sender }: IpcMainInvokeEvent): boolean {
  if (!senderFrame || senderFrame !== sender.mainFrame) return false
  return senderFrame.url.startsWith(`${APP_ORIGIN}/`)
}

function isMethod(method: unknown): method is MethodName {
  return methodNames.includes(method as MethodName)
}
