/** What a host is asked through: its files, its programs, its neighbours. One maker for each way there. */
import type { EventEmitter } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { BusError } from '../dbus/bus.ts'
import type { Bus } from '../dbus/bus.ts'
import type { AskPerson } from '../../shared/model/login-question.ts'
import type { DiskImage } from './disk-header.ts'

export interface Output {
  command: string
  stdout: string
  /** Null when it went well. */
  error: string | null
}

export interface LookOptions {
  /** Milliseconds after which it is ended. */
  timeout?: number
}

/** What a name server is asked: for the root's own, or a name without a dot, which dnsmasq answers itself. */
export type Question = 'root' | 'plain-name'

/**
 * The ways into one host, chosen once (backend/which-host.ts). Each may have to cross a wire, so those
 * that many readings need take all their paths at once. None throws: what can't be had is null, or says
 * why in its `error`.
 */
export interface HostSide {
  /** Can it be looked at, at all? */
  readonly isKnown: boolean
  /** Does the way to it lead over its own network, which a change may cut? */
  readonly isFar: boolean
  /** As whom: `id` is 0 for root, null where nobody knows. */
  readonly user: { id: number | null; name: string }
  /**
   * Its system bus, as whoever `user` is.
   * @param onClosed called once, when the bus is gone or was closed
   * @throws Error when it can't be had; of a far host, with the words of the way there
   */
  openBus(onClosed: () => void): Promise<Bus>
  /** Somebody wants it now: a pause between two tries to reach it is over. */
  retryNow(): void
  /** As `retryNow`, of one that may be back any moment: a try that is not answered is soon given up. */
  seek(): void
  /** Does a new way in get through, beside what is open? */
  isReachedAnew(): Promise<boolean>
  /** Gives up a way in that says nothing any more, for a new one. */
  renew(): void
  /** Null where there is none: it is this computer, or the way there is not ssh. */
  readonly login: Login | null
  /** Whole texts; null for what is not there or may not be read. */
  readFiles(paths: string[]): Promise<(string | null)[]>
  /** Names, without their folder. */
  readFolders(paths: string[]): Promise<(string[] | null)[]>
  /** Where symbolic links lead, as they say it. */
  readLinks(paths: string[]): Promise<(string | null)[]>
  /** Permissions as stat(2) has them; null where there is nothing. Follows links. */
  readModes(paths: string[]): Promise<(number | null)[]>
  /** Tells the names of what appears in a folder, until `onEnd`: at once where it can't be watched. */
  watchFolder(folder: string, onName: (name: string) => void, onEnd: () => void): void
  readDiskImage(path: string): Promise<DiskImage>
  /** Each address with its prefix (`192.0.2.1/24`), whoever gave it to the interface. */
  addresses(): Promise<{ interface: string; cidr: string }[]>
  hasProgram(name: string): Promise<boolean>
  /** Where a QEMU of this name is that root alone can change. */
  emulatorFile(name: string): Promise<string | null>
  /** A program that only looks, and what it said, in English. */
  look(program: string, words: string[], options?: LookOptions): Promise<Output>
  /** As `look`, an emulator by its name: never a path, which would be somebody else's choice. */
  lookEmulator(name: string, words: string[], options?: LookOptions): Promise<Output>
  /** As root, once somebody has allowed it. */
  asAdministrator(program: string, words: string[]): Promise<Output>
  /** Can polkit ask the person for a password, for what is done over the system bus? */
  readonly mayAuthenticate: boolean
  /** Until it is disposed of polkit may ask them, once for all that is done meanwhile. */
  authenticating(ask: AskPerson): Disposable
  /**
   * A program that is talked with, and ends when its input is closed, or this program ends, however it does.
   * @throws Error where it can't be started; ProgramMissingError also where the administrator's helper is
   *   not installed
   */
  startTethered(program: string, words: string[], by: 'person' | 'administrator'): Promise<Running>
  /** What all of this goes over, as the host sees it: Puente's own packets there. Null: nothing. */
  ownWay(): Promise<readonly [WayEnd, WayEnd] | null>
  /** Is there something that asks for the password which `asAdministrator` needs? Null: not known. */
  hasPolkitAgent(): Promise<boolean | null>
  /** Sends a datagram that nobody reads, for which the kernel has to find out who has the address. */
  nudge(address: string, device: string): Promise<void>
  /** Does somebody take a TCP connection there? `silent`: no word within the time. */
  connects(address: string, port: number, timeoutMs: number): Promise<'yes' | 'refused' | 'silent'>
  /** Does any of these name servers answer? "No such name" is an answer, too. */
  askNameServers(servers: string[], timeoutMs: number, question?: Question): Promise<boolean>
}

/** Of a TCP connection. */
export interface WayEnd {
  address: string
  port: number
}

/** A running program, for whoever talks with it. */
export interface Running extends EventEmitter {
  stdin: Writable
  stdout: Readable
  stderr: Readable
  kill(): boolean
}

/** At a far host: the one that all goes over. */
export interface Login {
  /**
   * Waits until it is there.
   * @throws LinkError why nobody gets in
   */
  enter(): Promise<void>
  /**
   * The same, where ssh may ask. It is tried at once.
   * @throws LinkError
   */
  enterAsking(ask: AskPerson): Promise<void>
  /** Nobody wants it any more: it ends, and is not tried again. */
  leave(): void
  /**
   * A program over there, to be talked with.
   * @param command constant text of ours: the person's login shell over there reads it
   * @returns null where no further program is let in
   * @throws LinkError
   */
  start(command: string): Promise<Running | null>
}

/** The computer that a person sits at, whichever host is looked at: what is left running runs there. */
export interface Desk extends HostSide {
  /**
   * Starts a program and leaves it running, to be talked with.
   * @param extra variables of the person's own that this program needs besides the usual ones
   * @throws ProgramMissingError
   */
  start(program: string, words: string[], extra?: NodeJS.ProcessEnv): Running
  /** Is the package's helper there, which runs as the administrator what Puente may ask for? */
  hasHelper(): boolean
  /**
   * Starts a program with a window of its own, which goes on when this one is closed.
   * @param patience how long it is watched, in milliseconds: one that can't do its work ends at once
   * @returns its exit status if it has ended by then; null while it runs, or by a signal
   * @throws ProgramMissingError
   */
  launch(program: string, words: string[], patience?: number): Promise<number | null>
}

const none = (paths: string[]) => Promise.resolve(paths.map(() => null))
const HIDDEN = 'The host can’t be looked at from here'
const refused = (program: string): Promise<Output> =>
  Promise.resolve({ command: program, stdout: '', error: HIDDEN })

/** A host of which only libvirt tells. */
export const unknownSide: HostSide = {
  isKnown: false,
  isFar: true,
  user: { id: null, name: '' },
  openBus: () => Promise.reject(new BusError('org.freedesktop.DBus.Error.NoServer', HIDDEN)),
  retryNow: () => undefined,
  seek: () => undefined,
  isReachedAnew: async () => false,
  renew: () => undefined,
  login: null,
  readFiles: none,
  readFolders: none,
  readLinks: none,
  readModes: none,
  watchFolder: () => undefined,
  readDiskImage: async () => ({ is: 'hidden' }),
  addresses: async () => [],
  hasProgram: async () => false,
  emulatorFile: async () => null,
  look: refused,
  lookEmulator: refused,
  asAdministrator: refused,
  mayAuthenticate: false,
  authenticating: () => ({ [Symbol.dispose]: () => undefined }),
  startTethered: () => Promise.reject(new Error(HIDDEN)),
  ownWay: async () => null,
  hasPolkitAgent: async () => null,
  nudge: async () => undefined,
  connects: async () => 'silent',
  askNameServers: async () => false,
}

/** There is no way to a far host now; the message is what the way there had to say. */
export class LinkError extends Error {
  override name = 'LinkError'
  /** Has ssh let us in? Then it is the host's programs that we can't use. */
  readonly isLetIn: boolean

  constructor(message: string, isLetIn = false) {
    super(message)
    this.isLetIn = isLetIn
  }
}

/** What a program said. @throws Error with the program's own words */
export function outputOf({ stdout, error }: Output): string {
  if (error !== null) throw new Error(error)
  return stdout
}

/** One file; empty where there is none. */
export async function readFile(side: HostSide, path: string): Promise<string> {
  const [text] = await side.readFiles([path])
  return text ?? ''
}

/** Of one path. */
export async function exists(side: HostSide, path: string): Promise<boolean> {
  const [mode] = await side.readModes([path])
  return mode !== null && mode !== undefined
}

/** Each interface's bridge, or what else it is a port of; null for none, or for no such interface. */
export async function readControllers(
  side: HostSide,
  interfaces: string[],
): Promise<(string | null)[]> {
  const links = await side.readLinks(interfaces.map((name) => `/sys/class/net/${name}/master`))
  return links.map((link) => link?.split('/').at(-1) ?? null)
}
