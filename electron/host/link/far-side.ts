/** A host at the other end of a link, as what is asked of a host. Whatever it answers is checked first. */
import { isIP } from 'node:net'
import { z } from 'zod'
import { isLinkLocal } from '../../../shared/rules/ip.ts'
import { commandLine } from '../../../shared/rules/shell.ts'
import type { AskPerson } from '../../../shared/model/login-question.ts'
import { Bus } from '../../dbus/bus.ts'
import { listed } from '../told.ts'
import type { HostSide, Login, LookOptions, Output, Question } from '../side.ts'
import { MOST_OF_A_FILE } from './far-script.ts'
import type { Part } from './framing.ts'
import type { Link } from './link.ts'
import { loginBy } from './login.ts'
import { Asking, becomeAgent } from './polkit-agent.ts'
import type { AgentHost } from './polkit-agent.ts'
import type { Session } from './session.ts'
import { sshWords } from './ssh-arguments.ts'

/** What a request may take besides the time that it was given over there. */
const ON_THE_WAY_MS = 10_000
const LOOK_MS = 5_000
const ADMINISTRATOR_MS = 60_000
/** Words of one request; more are asked in several. */
const MOST_WORDS = 400
const MOST_NAMES = 20_000
const LONGEST_NAME = 255
const LAST_PORT = 65_535
const FOLDERS = ['/usr/bin', '/usr/sbin', '/bin', '/sbin', '/usr/local/bin', '/usr/local/sbin']
const EMULATOR_FOLDERS = [...FOLDERS, '/usr/libexec', '/usr/lib/qemu']
/** A name, and never a path or an option. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.+-]*$/
/** timeout(1), sh: what they end with where a program took too long, and where there is none. */
const TOOK_TOO_LONG = 124
const NOT_FOUND = 127
/** The first two bytes of the question, which each answer has, too. */
const ANSWER = '50 55'

const addressEntry = z.object({
  ifname: z.string().max(LONGEST_NAME),
  addr_info: z.array(z.object({ local: z.string().optional(), prefixlen: z.number().optional() })),
})
const PERSON = /^[a-z_][a-z0-9_.-]{0,31}\$?$/i
const identity = new RegExp(`^(\\d{1,10})\\n(${PERSON.source.slice(1, -1)})\\n?$`, 'i')

export function farSide(link: Link): HostSide {
  return new FarSide(link)
}

class FarSide implements HostSide {
  readonly isKnown = true
  readonly isFar = true
  #user: HostSide['user'] = { id: null, name: '' }
  #mayAuthenticate = false
  #asking: Asking | null = null
  readonly #link: Link

  constructor(link: Link) {
    this.#link = link
    this.login = loginBy(link)
  }

  get user(): HostSide['user'] {
    return this.#user
  }

  readonly openBus: HostSide['openBus'] = async (onClosed) => {
    const session = await this.#link.session()
    await this.#readUser()
    const bus = await Bus.connect(() => {
      this.#mayAuthenticate = false
      onClosed()
    }, session.busAddress)
    if (this.#user.id !== 0) await this.#becomeAgent(bus, session)
    return bus
  }

  get mayAuthenticate(): boolean {
    return this.#mayAuthenticate
  }

  readonly authenticating = (ask: AskPerson): Disposable => {
    const asking = new Asking(ask)
    this.#asking = asking
    return {
      [Symbol.dispose]: () => {
        if (this.#asking === asking) this.#asking = null
      },
    }
  }

  readonly retryNow = (): void => this.#link.retryNow()

  readonly seek = (): void => this.#link.seek()

  readonly isReachedAnew = (): Promise<boolean> => this.#link.isReachedAnew()

  readonly renew = (): void => this.#link.renew()

  readonly login: Login

  readonly readFiles: HostSide['readFiles'] = (paths) =>
    this.#each('files', paths, ({ data }) =>
      data.length < MOST_OF_A_FILE ? data.toString('utf8') : null,
    )

  readonly readFolders: HostSide['readFolders'] = (paths) =>
    this.#each('folders', paths, ({ data }) =>
      data.toString('utf8').split('\0').filter(isFileName).slice(0, MOST_NAMES),
    )

  readonly readLinks: HostSide['readLinks'] = async (paths) => {
    const lines = await this.#lines('links', paths)
    const links = new Map(
      lines.flatMap((line) => {
        const at = line.indexOf(' -> ')
        return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 4)] as const]
      }),
    )
    return paths.map((path) => links.get(path) ?? null)
  }

  readonly readModes: HostSide['readModes'] = async (paths) => {
    const lines = await this.#lines('modes', paths)
    const modes = new Map(
      lines.flatMap((line) => {
        const [, mode = '', path = ''] = /^([0-9a-f]{1,8}) (.*)$/.exec(line) ?? []
        return mode === '' ? [] : [[path, parseInt(mode, 16)] as const]
      }),
    )
    return paths.map((path) => modes.get(path) ?? null)
  }

  /** Nobody tells of it over there. */
  readonly watchFolder: HostSide['watchFolder'] = (_folder, _onName, onEnd) => onEnd()

  /** What it stands on would have to be followed over there, as root has it mounted. */
  readonly readDiskImage: HostSide['readDiskImage'] = async () => ({ is: 'hidden' })

  readonly addresses: HostSide['addresses'] = async () => {
    const { stdout, error } = await this.look('ip', ['-j', 'address'])
    return listed(error === null ? stdout : '', addressEntry).flatMap(({ ifname, addr_info }) =>
      addr_info.flatMap(({ local, prefixlen }) =>
        local !== undefined && prefixlen !== undefined && isIP(local) !== 0
          ? [{ interface: ifname, cidr: `${local}/${prefixlen}` }]
          : [],
      ),
    )
  }

  readonly hasProgram: HostSide['hasProgram'] = async (name) =>
    (await this.#where(name, FOLDERS)) !== null

  readonly emulatorFile: HostSide['emulatorFile'] = (name) => this.#where(name, EMULATOR_FOLDERS)

  readonly look: HostSide['look'] = (program, words, options) =>
    this.#run('run', program, words, options)

  readonly lookEmulator: HostSide['lookEmulator'] = (name, words, options) =>
    this.#run('emulator', name, words, options)

  /** Who is root there needs nobody's leave; for anybody else sudo answers by its rules, unasked. */
  readonly asAdministrator: HostSide['asAdministrator'] = (program, words) => {
    const options = { timeout: ADMINISTRATOR_MS }
    return this.#user.id === 0
      ? this.look(program, words, options)
      : this.look('sudo', ['-n', program, ...words], options)
  }

  /** As whoever logs in there: nobody could be asked for a password. */
  readonly startTethered: HostSide['startTethered'] = async (program, words) => {
    if (!NAME.test(program) || words.some((word) => /[\n\0]/.test(word))) {
      throw new Error(`${program} can’t be started so`)
    }
    return (await this.#link.session()).startTethered([program, ...words])
  }

  readonly ownWay: HostSide['ownWay'] = async () => {
    const [said] = (await this.#parts('way', [], 1, LOOK_MS)) ?? []
    const [client = '', from, host = '', to] = said?.data.toString('utf8').trim().split(' ') ?? []
    const ends = [
      { address: client.replace(/%.*$/, ''), port: Number(from) },
      { address: host.replace(/%.*$/, ''), port: Number(to) },
    ] as const
    const isEnd = ({ address, port }: (typeof ends)[number]) =>
      isIP(address) !== 0 && Number.isInteger(port) && port > 0 && port <= LAST_PORT
    return ends.every(isEnd) ? ends : null
  }

  readonly hasPolkitAgent: HostSide['hasPolkitAgent'] = async () => this.#user.id === 0

  readonly nudge: HostSide['nudge'] = async (address, device) => {
    if (isIP(address) === 0 || !isFileName(device)) return
    const target = isLinkLocal(address) ? `${address}%${device}` : address
    await this.#parts('nudge', [target], 1, LOOK_MS)
  }

  readonly connects: HostSide['connects'] = async (address, port, timeoutMs) => {
    if (isIP(address) === 0 || !Number.isInteger(port)) return 'silent'
    const words = [address, String(port), (timeoutMs / 1000).toFixed(1)]
    const [answer] = (await this.#parts('connect', words, 1, timeoutMs)) ?? []
    if (answer?.status === 0) return 'yes'
    return answer?.data.includes('Connection refused') ? 'refused' : 'silent'
  }

  readonly askNameServers: HostSide['askNameServers'] = async (servers, timeoutMs, question) => {
    const asked = servers.map((server) => this.#asksNameServer(server, timeoutMs, question))
    return (await Promise.all(asked)).includes(true)
  }

  async #asksNameServer(server: string, ms: number, question: Question = 'root'): Promise<boolean> {
    if (isIP(server.replace(/%.*$/, '')) === 0) return false
    const words = [server, (ms / 1000).toFixed(1), question]
    const [answer] = (await this.#parts('dns', words, 1, ms)) ?? []
    return answer?.data.toString('latin1').trim() === ANSWER
  }

  /** Without polkit, or where it takes no agent, what would want a password is refused. */
  async #becomeAgent(bus: Bus, session: Session): Promise<void> {
    const host: AgentHost = {
      user: this.#user,
      startOf: async (pid) => startTime((await this.readFiles([`/proc/${pid}/stat`]))[0] ?? ''),
      nameOf: (uid) => this.#nameOf(uid),
      authenticate: (user, cookie, answer) => session.authenticate(user, cookie, answer),
    }
    this.#mayAuthenticate = await becomeAgent(bus, host, () => this.#asking).then(
      () => true,
      () => false,
    )
  }

  async #nameOf(uid: number): Promise<string | null> {
    const { stdout, error } = await this.look('getent', ['passwd', String(uid)])
    const [name = '', , id] = stdout.split(':')
    return error === null && id === String(uid) && PERSON.test(name) ? name : null
  }

  async #readUser(): Promise<void> {
    const [who] = (await this.#parts('who', [], 1, LOOK_MS)) ?? []
    const [, id, name = ''] = identity.exec(who?.data.toString('utf8') ?? '') ?? []
    if (id !== undefined) this.#user = { id: Number(id), name }
  }

  async #where(name: string, folders: string[]): Promise<string | null> {
    if (!NAME.test(name)) return null
    const [found] = (await this.#parts('where', [name, ...folders], 1, LOOK_MS)) ?? []
    const path = found?.data.toString('utf8') ?? ''
    return folders.some((folder) => path === `${folder}/${name}`) ? path : null
  }

  async #run(
    verb: 'run' | 'emulator',
    program: string,
    words: string[],
    { timeout = LOOK_MS }: LookOptions = {},
  ): Promise<Output> {
    const command = commandLine([...sshWords(this.#link.target), commandLine([program, ...words])])
    const failed = (error: string): Output => ({ command, stdout: '', error })
    if (!NAME.test(program)) return failed(`${program} is no program’s name`)
    try {
      const asked = [String(Math.ceil(timeout / 1000)), program, ...words]
      const [said, errors] = await this.#ask(verb, asked, 2, timeout)
      if (!said || !errors) return failed('The host has not answered')
      const stdout = said.data.toString('utf8')
      return { command, stdout, error: errorOf(said.status, program, errors) }
    } catch (error) {
      return failed((error as Error).message)
    }
  }

  /** Of verbs that answer with a part for each path. */
  async #each<T>(
    verb: 'files' | 'folders',
    paths: string[],
    read: (part: Part) => T | null,
  ): Promise<(T | null)[]> {
    const found = await Promise.all(
      inBatches(paths).map(async (batch) => {
        const parts = await this.#parts(verb, batch, batch.length, LOOK_MS)
        return batch.map((_, index) => {
          const part = parts?.[index]
          return part?.status === 0 ? read(part) : null
        })
      }),
    )
    return found.flat()
  }

  /** Of verbs that answer with a line for each path that is there. */
  async #lines(verb: 'links' | 'modes', paths: string[]): Promise<string[]> {
    const found = await Promise.all(
      inBatches(paths).map(async (batch) => {
        const [part] = (await this.#parts(verb, batch, 1, LOOK_MS)) ?? []
        return part?.data.toString('utf8').split('\n') ?? []
      }),
    )
    return found.flat()
  }

  /** Null where there is no answer. */
  async #parts(
    verb: string,
    words: string[],
    parts: number,
    timeoutMs: number,
  ): Promise<Part[] | null> {
    try {
      return await this.#ask(verb, words, parts, timeoutMs)
    } catch {
      return null
    }
  }

  #ask(verb: string, words: string[], parts: number, timeoutMs: number): Promise<Part[]> {
    return this.#link.ask({ verb, words, parts, timeoutMs: timeoutMs + ON_THE_WAY_MS })
  }
}

function errorOf(status: number, program: string, { data }: Part): string | null {
  if (status === 0) return null
  if (status === NOT_FOUND) return `${program} is not among the programs of the host`
  const said = data.toString('utf8').trim()
  if (status === TOOK_TOO_LONG) return said || `${program} has not answered`
  return said || `${program} ended with ${status}`
}

/** proc(5), /proc/pid/stat: the 22nd, counted behind the program's name, which may be anything. */
function startTime(stat: string): bigint {
  const found = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  return /^\d+$/.test(found) ? BigInt(found) : 0n
}

function isFileName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\n]/.test(name)
    ? Buffer.byteLength(name) <= LONGEST_NAME
    : false
}

function inBatches(paths: string[]): string[][] {
  const count = Math.ceil(paths.length / MOST_WORDS)
  return Array.from({ length: count }, (_, index) =>
    paths.slice(index * MOST_WORDS, (index + 1) * MOST_WORDS),
  )
}
