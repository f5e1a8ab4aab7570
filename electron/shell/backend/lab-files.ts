/** Labs and their files: which file, the person says in the desktop's own dialog, and no page can. */
import { basename } from 'node:path'
import { PuenteError } from '../../../shared/errors.ts'
import { LARGEST_LAB } from '../../../shared/model/labs/lab.ts'
import type { CallResult } from '../../../shared/protocol.ts'
import { readChosen, writeChosen } from '../../state-files/chosen-file.ts'
import type { Connections } from './connections.ts'

export interface Choose {
  /** Null: nowhere. */
  place: () => Promise<string | null>
  /** Null: none. */
  file: () => Promise<string | null>
}

/** A character may be four bytes. */
const MOST_BYTES = 4 * LARGEST_LAB

export class LabFiles {
  readonly #connections: Pick<Connections, 'ask' | 'call'>
  readonly #choose: Choose
  /** The text that was chosen last, by connection. */
  readonly #opened = new Map<string, string>()

  constructor(connections: Pick<Connections, 'ask' | 'call'>, choose: Choose) {
    this.#connections = connections
    this.#choose = choose
  }

  /** Made before it is asked where to: a lab that can't be saved needs no place. */
  async save(uri: string, args: unknown[]): Promise<CallResult> {
    const answer = await this.#connections.ask(uri, { type: 'save-lab', args })
    if (!answer.ok) return answer
    const file = await this.#choose.place()
    if (file === null) return { ok: true, result: null }
    try {
      writeChosen(file, answer.result as string)
      return { ok: true, result: basename(file) }
    } catch (cause) {
      return failed('lab-file-unwritable', file, cause)
    }
  }

  async open(uri: string, args: unknown[]): Promise<CallResult> {
    const { from, copies, image } = (args[0] ?? {}) as Record<string, unknown>
    // Whatever is about no file is told by the backend, as with any other call.
    if (from !== 'file' && from !== 'again') {
      return this.#connections.call(uri, 'planOpenLab', args)
    }
    const chosen = from === 'file' ? await this.#read(uri) : null
    if (chosen) return chosen
    const text = this.#opened.get(uri)
    if (text === undefined) return { ok: true, result: null }
    const asked = { copies: copies as number, image: image as string | undefined }
    return this.#connections.ask(uri, { type: 'open-lab', text, ...asked })
  }

  /** Null: it is read. */
  async #read(uri: string): Promise<CallResult | null> {
    const file = await this.#choose.file()
    if (file === null) return { ok: true, result: null }
    try {
      this.#opened.set(uri, readChosen(file, MOST_BYTES))
      return null
    } catch (cause) {
      return failed('lab-file-unreadable', file, cause)
    }
  }
}

function failed(
  code: 'lab-file-unreadable' | 'lab-file-unwritable',
  file: string,
  cause: unknown,
): CallResult {
  return { ok: false, error: new PuenteError(code, { file: basename(file) }, { cause }).data }
}
