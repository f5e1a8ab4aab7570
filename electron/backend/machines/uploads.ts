/** Files of this computer on their way into storage pools of the machines' host. */
import { basename } from 'node:path'
import type { UploadProgress, UploadVolumeIntent } from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { piecesOfChosen, sizeOfChosen } from '../../state-files/chosen-file.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'

/** How often it is told how far one has come, in ms. */
const TOLD_MS = 250

export interface UploadsParts {
  libvirt: Pick<LibvirtService, 'managing'>
  tell: (progress: UploadProgress) => void
}

interface Sending {
  /** The file's number, and where it is. */
  file: string
  path: string
  size: number
  cancelled: AbortSignal
}

export class Uploads {
  readonly #parts: UploadsParts
  readonly #running = new Map<string, AbortController>()

  constructor(parts: UploadsParts) {
    this.#parts = parts
  }

  /**
   * @param path of the file that the person has chosen
   * @throws PuenteError see the contract
   */
  async start({ file, pool, volume }: UploadVolumeIntent, path: string): Promise<string> {
    const { managing } = this.#parts.libvirt
    const size = sizeOf(path)
    const cancelling = new AbortController()
    this.#running.set(file, cancelling)
    try {
      const pieces = this.#pieces({ file, path, size, cancelled: cancelling.signal })
      return await managing.uploadVolume({ pool, volume, size }, pieces)
    } finally {
      this.#running.delete(file)
    }
  }

  cancel(file: string): void {
    this.#running.get(file)?.abort()
  }

  /** What is asked for after a piece tells that libvirt has taken it. */
  async *#pieces({ file, path, size, cancelled }: Sending): AsyncGenerator<Uint8Array> {
    let done = 0
    let toldAt = -Infinity
    try {
      for await (const piece of piecesOfChosen(path, size)) {
        if (cancelled.aborted) throw new PuenteError('upload-cancelled')
        yield piece
        done += piece.length
        if (performance.now() - toldAt < TOLD_MS) continue
        toldAt = performance.now()
        this.#parts.tell({ file, done, total: size })
      }
    } catch (error) {
      throw error instanceof PuenteError ? error : unreadable(path, error)
    }
  }
}

/** @throws PuenteError `upload-file-unreadable` */
function sizeOf(path: string): number {
  try {
    return sizeOfChosen(path)
  } catch (error) {
    throw unreadable(path, error)
  }
}

function unreadable(path: string, cause: unknown): PuenteError {
  return new PuenteError('upload-file-unreadable', { file: basename(path) }, { cause })
}
