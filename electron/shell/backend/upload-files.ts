/**
 * Files for storage pools: which, the person says in the desktop's own dialog, and no page can. It
 * knows each by a number alone, and the connection that its upload began on cancels it, whichever is
 * looked at meanwhile.
 */
import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import type { FileKind } from '../../../shared/contract/desktop.ts'
import { PuenteError } from '../../../shared/errors.ts'
import type { UploadFile } from '../../../shared/model/new-machine.ts'
import type { CallResult } from '../../../shared/protocol.ts'
import { sizeOfChosen } from '../../state-files/chosen-file.ts'
import type { Connections } from './connections.ts'

export class UploadFiles {
  readonly #connections: Pick<Connections, 'ask' | 'call'>
  readonly #choose: (kind: FileKind) => Promise<string | null>
  /** Their paths, by their numbers. */
  readonly #chosen = new Map<string, string>()
  /** Those on their way, by their numbers. */
  readonly #running = new Map<string, { uri: string; answer: Promise<CallResult> }>()

  /** @param choose asks the person; null: none */
  constructor(
    connections: Pick<Connections, 'ask' | 'call'>,
    choose: (kind: FileKind) => Promise<string | null>,
  ) {
    this.#connections = connections
    this.#choose = choose
  }

  /** @throws PuenteError `upload-file-unreadable` */
  async choose(kind: FileKind): Promise<UploadFile | null> {
    const path = await this.#choose(kind)
    if (path === null) return null
    const [id, name] = [randomUUID(), basename(path)]
    try {
      const size = sizeOfChosen(path)
      this.#chosen.set(id, path)
      return { id, name, size }
    } catch (cause) {
      throw new PuenteError('upload-file-unreadable', { file: name }, { cause })
    }
  }

  async start(uri: string, args: unknown[]): Promise<CallResult> {
    const { file: id } = (args[0] ?? {}) as Record<string, unknown>
    const file = typeof id === 'string' ? this.#chosen.get(id) : undefined
    // Whatever is about no file is told by the backend, as with any other call.
    if (file === undefined) return this.#connections.call(uri, 'uploadVolume', args)
    const answer = this.#connections.ask(uri, { type: 'upload-volume', args, file })
    this.#running.set(id as string, { uri, answer })
    return answer.finally(() => this.#running.delete(id as string))
  }

  cancel(uri: string, args: unknown[]): Promise<CallResult> {
    const place = this.#running.get(String(args[0]))?.uri ?? uri
    return this.#connections.call(place, 'cancelUpload', args)
  }

  get isRunning(): boolean {
    return this.#running.size > 0
  }

  /** Resolves once what was half there is deleted. */
  async cancelAll(): Promise<void> {
    const ending = [...this.#running].map(([id, { uri, answer }]) =>
      this.cancel(uri, [id]).then(() => answer),
    )
    await Promise.all(ending)
  }
}
