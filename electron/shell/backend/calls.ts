/** The only place that listens to a window: who may call, what, of which connection, how much. */
import { ipcMain } from 'electron'
import type { IpcMainInvokeEvent } from 'electron'
import type { MethodName } from '../../../shared/contract/contract.ts'
import type { DesktopMethods } from '../../../shared/contract/desktop.ts'
import type { ShellMethods } from '../../../shared/contract/shell.ts'
import { PuenteError, toErrorData } from '../../../shared/errors.ts'
import { isOfFairSize } from '../../../shared/protocol.ts'
import type { CallResult } from '../../../shared/protocol.ts'
import { APP_ORIGIN } from '../window/app-protocol.ts'
import { CALL_CHANNEL, SHELL_CHANNEL } from '../channels.ts'
import type { CapturePlace } from './capture-place.ts'
import type { Connections } from './connections.ts'
import type { Consent } from './consent.ts'
import type { LabFiles } from './lab-files.ts'
import type { UploadFiles } from './upload-files.ts'
import { methodNames, shellMethodNames, shellMethodsTakingNothing } from '../method-names.ts'

export interface Answerers {
  connections: Connections
  consent: Consent
  captures: CapturePlace
  labs: LabFiles
  uploads: UploadFiles
  desktop: DesktopMethods
}

export function forwardCalls(answerers: Answerers): void {
  const { connections, consent, captures, labs, uploads, desktop } = answerers
  const answererOf = (method: keyof ShellMethods) => {
    if (method === 'addConnection') return consent
    return Object.hasOwn(desktop, method) ? desktop : connections
  }
  ipcMain.handle(CALL_CHANNEL, (event, connection: unknown, method: unknown, args: unknown) => {
    const isFair = isOurPage(event) && isMethod(method) && isArguments(args)
    if (!isFair || typeof connection !== 'string') return rejected(event, method)
    if (method === 'applyPlan') return consent.apply(connection, args)
    if (method === 'startCapture') return captures.start(connection, args)
    if (method === 'saveLab') return labs.save(connection, args)
    if (method === 'planOpenLab') return labs.open(connection, args)
    if (method === 'uploadVolume') return uploads.start(connection, args)
    if (method === 'cancelUpload') return uploads.cancel(connection, args)
    return connections.call(connection, method, args)
  })
  ipcMain.handle(SHELL_CHANNEL, async (event, method: unknown, args: unknown) => {
    if (!isOurPage(event) || !isOwnMethod(method) || !isArguments(args))
      return rejected(event, method)
    const checked = await checkedArguments(method, args)
    if (!checked) return rejected(event, method)
    return answer(answererOf(method) as ShellMethods, method, checked)
  })
}

async function answer(
  answerer: ShellMethods,
  method: keyof ShellMethods,
  args: unknown[],
): Promise<CallResult> {
  try {
    const call = answerer[method].bind(answerer) as (...values: unknown[]) => Promise<unknown>
    return { ok: true, result: await call(...args) }
  } catch (error) {
    return { ok: false, error: toErrorData(error) }
  }
}

function rejected(event: IpcMainInvokeEvent, method: unknown): Promise<CallResult> {
  console.error('Rejected a call that no page of ours makes', event.senderFrame?.url)
  const { data: error } = new PuenteError('bad-request', { method: String(method).slice(0, 64) })
  return Promise.resolve({ ok: false, error })
}

/** The top frame of our own page; an iframe, or any other page, is nobody. */
function isOurPage({ senderFrame, sender }: IpcMainInvokeEvent): boolean {
  if (!senderFrame || senderFrame !== sender.mainFrame) return false
  return senderFrame.url.startsWith(`${APP_ORIGIN}/`)
}

function isMethod(method: unknown): method is MethodName {
  return methodNames.includes(method as MethodName)
}

/** The schemas are the backend's; what is too large must not even reach it. */
function isArguments(args: unknown): args is unknown[] {
  return Array.isArray(args) && isOfFairSize(args)
}

/**
 * By the contract's schemas. They are 25 ms of this process, and are loaded when a method is called
 * that takes something: no start waits for them.
 * @returns null for what its method does not take
 */
async function checkedArguments(
  method: keyof ShellMethods,
  args: unknown[],
): Promise<unknown[] | null> {
  if (shellMethodsTakingNothing.includes(method)) return args.length === 0 ? args : null
  const { shellMethods } = await import('../../../shared/contract/shell.ts')
  return shellMethods[method].safeParse(args).data ?? null
}

function isOwnMethod(method: unknown): method is keyof ShellMethods {
  return shellMethodNames.includes(method as keyof ShellMethods)
}
