/** One login at a far host, and all that goes over it. */
import { once } from 'node:events'
import { createConnection, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { AskPerson } from '../../../shared/model/login-question.ts'
import { newFolder, removeFolder } from '../here/own-folder.ts'
import { appears } from '../here/login-folder.ts'
import { start } from '../here/programs.ts'
import { LinkError } from '../side.ts'
import type { Running } from '../side.ts'
import { ASKS_NOBODY, Askpass } from './askpass.ts'
import { greetBus, joinBus } from './bus-greeting.ts'
import type { Greeted } from './bus-greeting.ts'
import {
  BUS_SCRIPT,
  POLKIT_SCRIPT,
  POLKIT_SOCKET,
  REMOTE_COMMAND,
  TETHER_SCRIPT,
  opening,
} from './far-script.ts'
import { FarShell, GREETING_MS, ended, newToken } from './far-shell.ts'
import type { Question } from './far-shell.ts'
import { Framing } from './framing.ts'
import type { Part } from './framing.ts'
import { Shells } from './shells.ts'
import { converse } from './polkit-helper.ts'
import type { Answer } from './polkit-helper.ts'
import {
  forwardArguments,
  loginArguments,
  probeArguments,
  programArguments,
} from './ssh-arguments.ts'
import type { Target } from './ssh-arguments.ts'
import { causeIn } from './ssh-words.ts'

const BUS_SOCKET = '/run/dbus/system_bus_socket'
const MOST_WORDS = 2_000
/** A login with all that a slow host does for one. */
const PROBE_MS = 10_000
/** The same, with what comes after the connection; a person takes the time that they need. */
const LOGIN_MS = 20_000

export interface SessionOptions {
  /** Seconds until it is known that nobody takes the connection. */
  patience: number
  /** Null: ssh must not ask. */
  ask: AskPerson | null
}

export class Session {
  /** Where dbus-next is answered. */
  readonly busAddress: string
  /** Resolves when the login has ended. */
  readonly closed: Promise<void>
  #isClosed = false
  readonly #folder: string
  readonly #login: Running
  readonly #server: Server
  readonly #askpass: Askpass | null
  #shells: Shells | null = null
  #isForwarding = true
  #isLetIn = false
  #words = ''
  #letsIn: Promise<boolean> | null = null

  private constructor(folder: string, login: Running, askpass: Askpass | null) {
    this.#folder = folder
    this.#login = login
    this.#askpass = askpass
    const socket = join(folder, 'near-bus')
    this.busAddress = `unix:path=${socket}`
    this.#server = createServer((near) => void this.#carryBus(near)).listen(socket)
    if (askpass) askpass.givenUp = () => login.kill()
    login.stderr.setEncoding('utf8').on('data', (said: string) => {
      const words = askpass ? askpass.take(said) : said
      this.#words = (this.#words + words).slice(-MOST_WORDS)
    })
    this.closed = ended(login)
    void this.closed.then(() => this.#end())
  }

  /** @throws LinkError with ssh's own words; ProgramMissingError */
  static async open(target: Target, { patience, ask }: SessionOptions): Promise<Session> {
    const folder = await newFolder(process.env.XDG_RUNTIME_DIR, 'h-')
    const control = join(folder, 'ssh')
    const askpass = ask && (await Askpass.in(folder, ask))
    const options = { control, command: REMOTE_COMMAND, patience, asks: ask !== null }
    const login = startSsh(loginArguments(target, options), askpass?.environment)
    const session = new Session(folder, login, askpass)
    try {
      await session.#letIn(ask ? Infinity : LOGIN_MS)
      const first = await FarShell.start(login)
      session.#shells = new Shells(first, () => FarShell.start(session.#startProgram()))
      const ways = [
        { here: join(folder, 'far-bus'), there: BUS_SOCKET },
        { here: join(folder, 'far-polkit'), there: POLKIT_SOCKET },
      ]
      await ended(startSsh(forwardArguments(control, ways)))
      return session
    } catch (error) {
      session.close()
      await session.closed
      throw new LinkError(session.words || (error as Error).message, session.#isLetIn)
    }
  }

  /** @see Login.start */
  async start(command: string): Promise<Running | null> {
    this.#letsIn ??= endsWell(startSsh(programArguments(this.#control, 'exit 0')))
    return (await this.#letsIn) ? startSsh(programArguments(this.#control, command)) : null
  }

  /** @see HostSide.startTethered @throws Error where it does not greet in time */
  async startTethered(words: string[]): Promise<Running> {
    const running = await startedPast(this.#startProgram(), TETHER_SCRIPT)
    running.stdin.write([words.length, ...words, ''].join('\n'))
    return running
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Did it take a password or the like? */
  get tookSecret(): boolean {
    return this.#askpass?.hasSecret ?? false
  }

  /** What ssh said last. */
  get words(): string {
    return this.#words.trim()
  }

  /** @throws Error when there is no answer */
  async ask(question: Question): Promise<Part[]> {
    if (this.#isClosed || !this.#shells) throw this.#hasEnded()
    return this.#shells.ask(question)
  }

  /**
   * Has polkit's helper there try what `answer` says.
   * @param user of whom
   * @param cookie which of polkit's questions it is
   */
  async authenticate(user: string, cookie: string, answer: Answer): Promise<boolean> {
    const told = [user, cookie]
    const socket = createConnection(join(this.#folder, 'far-polkit'))
    const bySocket = await converse(socket, told, answer)
    if (bySocket !== null) return bySocket
    const program = await throughPast(this.#startProgram(), POLKIT_SCRIPT)
    return (await converse(program, told, answer)) ?? false
  }

  close(): void {
    this.#login.kill()
  }

  get #control(): string {
    return join(this.#folder, 'ssh')
  }

  /**
   * Resolves once ssh takes what is to go over the login. The shell's own patience begins after it, however
   * long the person has taken to answer.
   * @throws Error when it has ended, or after `ms`
   */
  async #letIn(ms: number): Promise<void> {
    const given = new AbortController()
    const { promise: failed, reject } = Promise.withResolvers<never>()
    const late = () => reject(new Error(`The host has not let us in for ${ms / 1000} s`))
    const timer = Number.isFinite(ms) ? setTimeout(late, ms) : undefined
    void this.closed.then(() => reject(new Error('The connection to the host has ended')))
    await Promise.race([this.#isIn(given.signal), failed]).finally(() => {
      clearTimeout(timer)
      given.abort()
    })
  }

  async #isIn(signal: AbortSignal): Promise<void> {
    await appears(this.#control, signal)
    this.#isLetIn = true
  }

  #startProgram(): Running {
    return startSsh(programArguments(this.#control, REMOTE_COMMAND))
  }

  async #carryBus(near: Socket): Promise<void> {
    near.on('error', () => near.destroy())
    try {
      joinBus(near, await this.#reachBus())
    } catch {
      near.destroy()
    }
  }

  /** By its socket; where sshd forwards none (`AllowStreamLocalForwarding no`), by a program that does. */
  async #reachBus(): Promise<Greeted> {
    if (this.#isForwarding) {
      try {
        return await greetBus(createConnection(join(this.#folder, 'far-bus')))
      } catch {
        this.#isForwarding = false
      }
    }
    return greetBus(await throughPast(this.#startProgram(), BUS_SCRIPT))
  }

  #end(): void {
    this.#isClosed = true
    this.#server.close()
    this.#askpass?.end()
    this.#shells?.end(this.#hasEnded())
    removeFolder(this.#folder)
  }

  #hasEnded(): LinkError {
    return new LinkError(this.words || 'The connection to the host has ended')
  }
}

/**
 * By a login of its own, which does nothing. Whatever ssh may wait for, it ends.
 * @returns `asked` where the host has answered, shown its key, and wants what only the person has
 */
export async function getsIn(target: Target, patience: number): Promise<'yes' | 'asked' | 'no'> {
  const running = startSsh(probeArguments(target, patience))
  const timer = setTimeout(() => running.kill(), PROBE_MS)
  const [isIn, words] = await Promise.all([endsWell(running), text(running.stderr)])
  clearTimeout(timer)
  if (isIn) return 'yes'
  return causeIn(words) === 'connection-not-let-in' ? 'asked' : 'no'
}

async function endsWell(running: Running): Promise<boolean> {
  const [status] = await once(running, 'close').catch(() => [null])
  return status === 0
}

/** The person's own configuration of ssh may name programs of theirs, which their PATH leads to. */
function startSsh(words: string[], more: NodeJS.ProcessEnv = ASKS_NOBODY): Running {
  const running = start('ssh', words, { PATH: process.env.PATH, ...more })
  running.stdin.on('error', () => undefined)
  return running
}

/** What a program there says and hears, once a login script is through. @throws Error */
async function throughPast(program: Running, script: string): Promise<Duplex> {
  const running = await startedPast(program, script)
  const stream = Duplex.from({ readable: running.stdout, writable: running.stdin })
  stream.once('close', () => running.kill())
  return stream
}

/** A program there, once a login script is through: what it says from then on is its own. @throws Error */
function startedPast(running: Running, script: string): Promise<Running> {
  const token = newToken()
  const framing = new Framing(token)
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      running.kill()
      reject(new Error(`The host has not answered for ${GREETING_MS / 1000} s`))
    }, GREETING_MS)
    const hear = (data: Buffer) => {
      const [greeting] = framing.take(data)
      if (!greeting) return
      clearTimeout(timer)
      running.stdout.off('data', hear).pause()
      running.stdout.unshift(framing.rest)
      resolve(running)
    }
    running.once('close', () => reject(new Error('The program has ended')))
    running.stdout.on('data', hear)
    running.stdin.write(opening(script, token))
  })
}
