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

/** To whoever has started this process. */
export interface Port {
  post(message: unknown): void
  onPosted(listener: (message: unknown) => void): void
}

/** What Electron gives a utility process in place of Node's channel. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

export function openPort(): Port {
  const { parentPort } = process as unknown as { parentPort?: ParentPort }
  return parentPort ? electronPort(parentPort) : nodePort()
}

/** Of a process that has one backend. */
export function channelOf(port: Port): Channel {
  return {
    send: (message) => port.post(message),
    onMessage: (listener) => port.onPosted((message) => listener(message as Heard)),
  }
}

function electronPort(port: ParentPort): Port {
  return {
    post: (message) => port.postMessage(message),
    onPosted: (listener) => port.on('message', ({ data }) => listener(data)),
  }
}

function nodePort(): Port {
  // Whoever started us is gone: so is the person who could answer.
  process.on('disconnect', () => process.exit(0))
  return {
    post: (message) => process.send?.(message),
    onPosted: (listener) => process.on('message', (message) => listener(message)),
  }
}
