/** Tells when one of libvirt's daemons of a host begins to listen, without asking it. */
import type { HostSide } from './side.ts'

const FOLDER = '/run/libvirt'
const SOCKETS = new Set(['libvirt-sock', 'virtqemud-sock', 'virtnetworkd-sock'])
/** Its socket is there a moment before it answers. */
const MOMENT_MS = 100
/** Until a package that is not there yet has made the folder. */
const FOLDER_LOOK_MS = 10_000

export class SocketWatch {
  readonly #onListening: () => void
  readonly #side: HostSide
  #moment: NodeJS.Timeout | null = null

  constructor(side: HostSide, onListening: () => void) {
    this.#side = side
    this.#onListening = onListening
  }

  start(): void {
    this.#side.watchFolder(
      FOLDER,
      (name) => {
        if (SOCKETS.has(name)) this.#tell()
      },
      () => void setTimeout(() => this.start(), FOLDER_LOOK_MS).unref(),
    )
  }

  #tell(): void {
    this.#moment ??= setTimeout(() => {
      this.#moment = null
      this.#onListening()
    }, MOMENT_MS)
  }
}
