/** One call from the window: checked against the contract, then carried out. */
import { methods } from '../../shared/contract/contract.ts'
import type {
  PuenteMethods,
  SaveLabIntent,
  StartCaptureIntent,
  UploadVolumeIntent,
} from '../../shared/contract/contract.ts'
import { copies, image } from '../../shared/contract/labs.ts'
import { PuenteError, toErrorData } from '../../shared/errors.ts'
import { isOfFairSize } from '../../shared/protocol.ts'
import type { CallMessage, ReplyMessage, ShellMessage } from '../../shared/protocol.ts'
import type { Backend } from './backend.ts'

export function dispatch(
  backend: PuenteMethods,
  { id, method, args }: CallMessage,
): Promise<ReplyMessage> {
  return reply(id, () => {
    const checked = checkArguments(method, args)
    const call = backend[method] as (...values: unknown[]) => Promise<unknown>
    return call(...checked)
  })
}

type ForShell = Pick<
  Backend,
  'asksOf' | 'applyAgreed' | 'startCapture' | 'uploadVolume' | 'saveLab' | 'openLab' | 'logIn'
>

/** What the shell asks on its own account. */
export function dispatchShell(
  { asksOf, applyAgreed, startCapture, uploadVolume, saveLab, openLab, logIn }: ForShell,
  message: ShellMessage,
): Promise<ReplyMessage> {
  return reply(message.id, () => {
    switch (message.type) {
      case 'asks':
        return asksOf(message.plan)
      case 'apply-agreed':
        return applyAgreed(message.plan)
      case 'start-capture': {
        const [intent] = checkArguments('startCapture', message.args) as [StartCaptureIntent]
        return startCapture(intent, message.file)
      }
      case 'upload-volume': {
        const [intent] = checkArguments('uploadVolume', message.args) as [UploadVolumeIntent]
        return uploadVolume(intent, message.file)
      }
      case 'save-lab': {
        const [intent] = checkArguments('saveLab', message.args) as [SaveLabIntent]
        return saveLab(intent)
      }
      case 'open-lab':
        return openLab(message.text, copies.parse(message.copies), image.parse(message.image))
      case 'log-in':
        return logIn()
    }
  })
}

async function reply(id: number, answer: () => unknown): Promise<ReplyMessage> {
  try {
    return { type: 'reply', id, ok: true, result: await answer() }
  } catch (error) {
    return { type: 'reply', id, ok: false, error: toErrorData(error) }
  }
}

function checkArguments(method: string, args: unknown[]): unknown[] {
  if (!Object.hasOwn(methods, method)) throw new PuenteError('bad-request', { method })
  if (!isOfFairSize(args)) throw new PuenteError('bad-request', { method })
  const parsed = methods[method as keyof typeof methods].safeParse(args)
  if (!parsed.success) throw new PuenteError('bad-request', { method }, { cause: parsed.error })
  return parsed.data
}
