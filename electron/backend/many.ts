/** Many backends in one process: each has a channel of its own within the one that there is. */
import type { Addressed, BackendMessage } from '../../shared/protocol.ts'
import type { Backend } from './backend.ts'
import type { Channel, Heard, Port } from './channel.ts'

type Serve = (uri: string, channel: Channel) => Pick<Backend, 'stop'>

interface Served {
  backend: Pick<Backend, 'stop'>
  hear: (message: Heard) => void
  /** Is it still wanted? What it has under way may go on for a while. */
  isOpen: boolean
}

export function serveMany(port: Port, serve: Serve): void {
  const all = new Map<string, Served>()

  function open(connection: string): void {
    let hear: Served['hear'] = () => undefined
    const served: Served = {
      backend: { stop: () => undefined },
      hear: (message) => hear(message),
      isOpen: true,
    }
    const channel: Channel = {
      send: (message) => {
        const addressed: Addressed<BackendMessage> = { connection, message }
        if (served.isOpen) port.post(addressed)
      },
      onMessage: (listener) => (hear = listener),
    }
    served.backend = serve(connection, channel)
    all.set(connection, served)
  }

  function close(connection: string): void {
    const served = all.get(connection)
    if (!served) return
    served.isOpen = false
    served.backend.stop()
    all.delete(connection)
  }

  port.onPosted((posted) => {
    const { connection, message } = posted as Addressed<Heard>
    if (message === 'open') open(connection)
    else if (message === 'close') close(connection)
    else all.get(connection)?.hear(message)
  })
}
