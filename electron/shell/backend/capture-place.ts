/** Where packets are saved: the person says it in the desktop's own dialog, and no page can. */
import type { CallResult } from '../../../shared/protocol.ts'
import { isInterfaceName } from '../../../shared/rules/names.ts'
import type { Connections } from './connections.ts'

export class CapturePlace {
  readonly #connections: Connections
  readonly #choose: (name: string) => Promise<string | null>

  /** @param choose asks the person; null: nowhere */
  constructor(connections: Connections, choose: (name: string) => Promise<string | null>) {
    this.#connections = connections
    this.#choose = choose
  }

  /** Starts a capture on this connection, once it is known where to. */
  async start(uri: string, args: unknown[]): Promise<CallResult> {
    const name = nameToAskFor(args)
    // Whatever is no wish to choose is told by the backend, as with any other call.
    if (name === null) return this.#connections.call(uri, 'startCapture', args)
    const file = await this.#choose(name)
    if (file === null) return { ok: true, result: null }
    return this.#connections.ask(uri, { type: 'start-capture', args, file })
  }
}

/** Of the interface; null where the person does not want to choose. */
function nameToAskFor([intent]: unknown[]): string | null {
  const { choosePlace, interface: name } = (intent ?? {}) as Record<string, unknown>
  return choosePlace === true && typeof name === 'string' && isInterfaceName(name) ? name : null
}
