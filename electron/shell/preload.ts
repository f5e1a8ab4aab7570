/**
 * Makes `window.puente` from the contract's own list of names. Sandboxed: it knows nothing but
 * Electron's bridge, and hands the window functions, never a channel.
 */
import { contextBridge, ipcRenderer } from 'electron'
import type { EventName, MethodName, PuenteEvents } from '../../shared/contract/contract.ts'
import type { ShellMethods } from '../../shared/contract/shell.ts'
import type { CallResult } from '../../shared/protocol.ts'
import { CALL_CHANNEL, EVENT_CHANNEL, SHELL_CHANNEL } from './channels.ts'
import { methodNames, shellMethodNames } from './method-names.ts'

/** Which connection calls go to and events are of. */
let connection = ''

async function call(method: MethodName, args: unknown[]): Promise<unknown> {
  return resultOf(await ipcRenderer.invoke(CALL_CHANNEL, connection, method, args))
}

async function callShell(method: keyof ShellMethods, args: unknown[]): Promise<unknown> {
  return resultOf(await ipcRenderer.invoke(SHELL_CHANNEL, method, args))
}

function resultOf(reply: CallResult): unknown {
  // Plain data: of an Error only the message would survive the bridge.
  if (!reply.ok) throw reply.error
  return reply.result
}

function on<E extends EventName>(event: E, listener: (payload: PuenteEvents[E]) => void) {
  const receive = (_: unknown, uri: string | null, name: EventName, payload: unknown) => {
    const isOurs = uri === null || uri === connection
    if (name === event && isOurs) listener(payload as PuenteEvents[E])
  }
  ipcRenderer.on(EVENT_CHANNEL, receive)
  return () => void ipcRenderer.off(EVENT_CHANNEL, receive)
}

function useConnection(uri: string): void {
  connection = uri
}

const methods = methodNames.map((method) => [method, (...args: unknown[]) => call(method, args)])
const shellMethods = shellMethodNames.map((method) => [
  method,
  (...args: unknown[]) => callShell(method, args),
])
const all = Object.fromEntries([...methods, ...shellMethods])
contextBridge.exposeInMainWorld('puente', { ...all, on, useConnection })
