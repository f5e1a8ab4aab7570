/**
 * Makes `window.puente` from the contract's own list of names. Sandboxed: it knows nothing but
 * Electron's bridge, and hands the window functions, never a channel.
 */
import { contextBridge, ipcRenderer } from 'electron'
import type { EventName, MethodName, PuenteEvents } from '../../shared/contract.ts'
import type { CallResult } from '../../shared/protocol.ts'
import { CALL_CHANNEL, EVENT_CHANNEL } from './channels.ts'

/** Put in by the bundler, from shared/contract.ts: its schemas have no use here. */
declare const METHOD_NAMES: MethodName[]

async function call(method: MethodName, args: unknown[]): Promise<unknown> {
  const reply = (await ipcRenderer.invoke(CALL_CHANNEL, method, args)) as CallResult
  // Plain data: of an Error only the message would survive the bridge.
  if (!reply.ok) throw reply.error
  return reply.result
}

function on<E extends EventName>(event: E, listener: (payload: PuenteEvents[E]) => void) {
  const receive = (_: unknown, name: EventName, payload: unknown) => {
    if (name === event) listener(payload as PuenteEvents[E])
  }
  ipcRenderer.on(EVENT_CHANNEL, receive)
  return () => void ipcRenderer.off(EVENT_CHANNEL, receive)
}

const methods = METHOD_NAMES.map((method) => [method, (...args: unknown[]) => call(method, args)])
contextBridge.exposeInMainWorld('puente', { ...Object.fromEntries(methods), on })
