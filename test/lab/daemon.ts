import { existsSync, readFileSync } from 'node:fs'
import { pathIn, type Place, type Where } from './place.ts'
import { runIn } from './process.ts'
import { until } from './wait.ts'

export interface DaemonSpec {
  name: string
  argv: string[]
  where?: Where
  /** Resolves to true once it answers. */
  ready: () => Promise<boolean>
  /** Resolves to true once its place is free: the bus may hold a killed daemon's name a moment. */
  released?: () => Promise<boolean>
  /** As systemd's `Restart=on-failure`, of a daemon that is known to crash by itself. */
  restartsAfterCrash?: boolean
}

/** Its pid is in the file that comes first; what it says goes where the script's output does. */
const ONCE = 'echo $$ >"$0"; exec "$@"'
/** Again after SIGSEGV and SIGABRT; whoever ends it wants it to be gone. */
const AGAIN = `while sh -c '${ONCE}' "$0" "$@"; status=$?; [ $status = 139 ] || [ $status = 134 ]; do
  echo "crashed with status $status, and is started again"; done`

/** One of the lab's daemons, in the foreground of a session of its own, with a log. */
export class Daemon {
  readonly name: string
  readonly #place: Place
  readonly #spec: DaemonSpec

  constructor(place: Place, spec: DaemonSpec) {
    this.name = spec.name
    this.#place = place
    this.#spec = spec
  }

  /** Its pid inside the lab. */
  get pid(): number {
    return Number(readFileSync(pathIn(this.#place, this.#pidFile), 'utf8'))
  }

  get isRunning(): boolean {
    return existsSync(pathIn(this.#place, `/proc/${this.pid}`))
  }

  get log(): string {
    return readFileSync(pathIn(this.#place, `/run/lab/log/${this.name}.log`), 'utf8')
  }

  /** `argv` replaces the usual one from now on. */
  async start(argv = this.#spec.argv): Promise<void> {
    this.#spec.argv = argv
    const script = this.#spec.restartsAfterCrash ? AGAIN : ONCE
    const logged = `exec </dev/null >>/run/lab/log/${this.name}.log 2>&1; ${script}`
    await runIn(this.#place, ['setsid', '-f', 'sh', '-c', logged, this.#pidFile, ...argv], {
      where: this.#spec.where ?? 'workstation',
      cwd: '/',
    })
    await this.ready()
  }

  ready(): Promise<boolean> {
    return until(`${this.name} answers`, this.#spec.ready, { timeoutMs: 30_000 })
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    await runIn(this.#place, ['kill', '-s', signal.slice(3), String(this.pid)])
  }

  /**
   * Resolves when it is gone and nothing answers in its place: its successor would give up. As
   * systemd does, one that has not ended in time is killed: libvirt 11.3, ended soon after its start,
   * may wait for its udev thread, which nobody wakes any more.
   */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.kill(signal)
    const ends = () => until(`${this.name} ends`, () => !this.isRunning, { everyMs: 10 })
    await ends().catch(async () => {
      console.error(`${this.name} has not ended by ${signal}, and is killed.`)
      await this.kill('SIGKILL')
      await ends()
    })
    await until(`${this.name} is silent`, async () => !(await this.#spec.ready()))
  }

  async restart(signal?: NodeJS.Signals): Promise<void> {
    await this.stop(signal)
    await this.start()
  }

  get #pidFile(): string {
    return `/run/lab/pid/${this.name}`
  }
}
