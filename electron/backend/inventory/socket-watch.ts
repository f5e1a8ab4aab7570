/** Tells when one of libvirt's daemons on this computer begins to listen, without asking it. */
import { type FSWatcher, watch } from 'node:fs'

const FOLDER = '/run/libvirt'
const SOCKETS = new Set(['libvirt-sock', 'virtqemud-sock', 'virtnetworkd-sock'])
/** Its socket is there a moment before it answers. */
const MOMENT_MS = 100
/** Until a package that is not there yet has made the folder. */
const FOLDER_LOOK_MS = 10_000

export class SocketWatch {
  readonly #onListening: () => void
  readonly #folder: string
  #watcher: FSWatcher | null = null
  #moment: NodeJS.Timeout | null = null

  constructor(onListening: () => void, folder = FOLDER) {
    this.#onListening = onListening
    this.#folder = folder
  }

  start(): void {
    try {
      this.#watcher = watch(this.#folder, { persistent: false }, (_, name) => {
        if (name !== null && SOCKETS.has(name)) this.#tell()
      })
      this.#watcher.on('error', () => this.#later())
    } catch {
      this.#later()
    }
  }

  #tell(): void {
    this.#moment ??= setTimeout(() => {
      this.#moment = null
      this.#onListening()
    }, MOMENT_MS)
  }

  #later(): void {
    this.#watcher?.close()
    this.#watcher = null
    setTimeout(() => this.start(), FOLDER_LOOK_MS).unref()
  }
}
