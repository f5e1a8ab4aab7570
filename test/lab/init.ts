import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { ended } from './process.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const REPOSITORY_OUTSIDE = fileURLToPath(new URL('../..', import.meta.url))

/** The lab's namespaces, held by init.sh, which lives as long as this process keeps its pipe. */
export class Init {
  /** The pid by which the namespaces are entered. */
  readonly pid: number
  readonly #unshare: ChildProcess

  private constructor(pid: number, unshare: ChildProcess) {
    this.pid = pid
    this.#unshare = unshare
  }

  /** `layers`: of a Debian to live in, instead of the machine's own files (init.sh). */
  static async start(layers?: string): Promise<Init> {
    if (process.getuid?.() !== 0) throw new Error('The lab needs root: it makes namespaces.')
    // Daemons and an ordinary user read what is written here.
    process.umask(0o022)
    const unshare = spawn(
      'unshare',
      [
        ...['--pid', '--fork', '--kill-child', '--mount', '--propagation', 'private'],
        ...[
          '--uts',
          '--ipc',
          '--net',
          '--',
          'bash',
          `${HERE}/init.sh`,
          ...(layers ? [layers] : []),
        ],
      ],
      {
        cwd: REPOSITORY_OUTSIDE,
        stdio: ['pipe', 'pipe', 'pipe'],
        // A session of its own: Ctrl-C must reach us alone, and end the lab through the pipe.
        detached: true,
      },
    )
    const { stdin, stdout, stderr } = unshare
    if (!stdin || !stdout || !stderr) throw new Error('unshare without pipes')
    let errors = ''
    stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
    const end = ended(unshare)
    const line = await Promise.race([
      once(createInterface({ input: stdout }), 'line'),
      end.then(() => undefined),
    ])
    if (!line) throw new Error(`The lab's namespaces could not be made:\n${errors}`)
    // None of this keeps a program alive that has nothing else to do.
    unshare.unref()
    for (const pipe of [stdin, stdout, stderr]) (pipe as unknown as { unref(): void }).unref()
    return new Init(Number(line[0]), unshare)
  }

  /** Resolves when every process of the lab has ended. */
  async stop(): Promise<void> {
    if (this.#unshare.exitCode !== null || this.#unshare.signalCode !== null) return
    this.#unshare.ref()
    const end = ended(this.#unshare)
    this.#unshare.stdin?.end()
    await end
  }
}
