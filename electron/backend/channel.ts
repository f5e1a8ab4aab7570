/** The backend's end of its one message channel: Electron's, or Node's when run by a test. */
import type {
  AnswerMessage,
  BackendMessage,
  CallMessage,
  ShellMessage,
} from '../../shared/protocol.ts'

export type Heard = CallMessage | ShellMessage | AnswerMessage

export interface Channel {
  send(message: BackendMessage): void
  onMessage(listener: (message: Heard) => void): void
}

/** What Electron gives a utility process in place of Node's channel. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

export function openChannel(): Channel {
  const { parentPort } = process as unknown as { parentPort?: ParentPort }
  return parentPort ? electronChannel(parentPort) : nodeChannel()
}

function electronChannel(port: ParentPort): Channel {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', ({ data }) => listener(data as Heard)),
  }
}

function nodeChannel(): Channel {
  // Whoever started us is gone: so is the person who could answer.
  process.on('disconnect', () => process.exit(0))
  return {
    send: (message) => process.send?.(message),
    onMessage: (listener) => process.on('message', (message) => listener(message as Heard)),
  }
}
