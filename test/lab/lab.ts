import type { ChildProcess } from 'node:child_process'
import { chosenHost, layersOf } from '../../build/setup/host/hosts.mjs'
import type { Daemon } from './daemon.ts'
import { Guest, GUESTS } from './guest.ts'
import { Init } from './init.ts'
import { type Cable, type Ipv6, Lan } from './lan.ts'
import { command, type CommandOptions, INSIDE, pathIn, type Place } from './place.ts'
import { Polkit } from './polkit.ts'
import {
  ended,
  type LabSpawnOptions,
  runIn,
  type RunOptions,
  type RunResult,
  spawnIn,
} from './process.ts'
import { type HostSnapshot, snapshotHost } from './snapshot.ts'
import { type Eth0, Workstation } from './workstation.ts'

export interface LabOptions {
  /** How the workstation's eth0 is configured. Default: dhcp. */
  eth0?: Eth0
  /** Which guests exist: all (the default), none, or these. */
  guests?: boolean | string[]
  /** Whether the LAN has IPv6, and how addresses come about. Default: none. */
  ipv6?: Ipv6
  /** Another lab, on whose LAN this one's workstation is. Default: a LAN of its own. */
  on?: Lab
  /** The workstation's files, as overlayfs takes layers. Default: those of the chosen host. */
  root?: string | undefined
}

/**
 * A whole disposable host with the real daemons, on a LAN that reaches nothing: see
 * docs/testing.md. It ends with the process that started it, however that one ends.
 */
export class Lab implements AsyncDisposable {
  readonly lan: Lan
  readonly polkit: Polkit
  readonly daemons: {
    readonly dbus: Daemon
    readonly networkManager: Daemon
    readonly libvirtd: Daemon
    readonly networkd: Daemon
  }
  readonly #place: Place
  readonly #init: Init | undefined

  private constructor(place: Place, workstation: Workstation, init?: Init, lan?: Lan) {
    this.#place = place
    this.#init = init
    this.lan = lan ?? new Lan(place)
    this.polkit = new Polkit(place)
    this.daemons = workstation
  }

  static async start(options: LabOptions = {}): Promise<Lab> {
    const init = await Init.start(options.root ?? layersOf(chosenHost()))
    const place = { pid: init.pid }
    const workstation = new Workstation(place)
    const lab = new Lab(place, workstation, init, options.on?.lan)
    try {
      if (options.on) await lab.lan.plug(place)
      else await lab.lan.build({ ipv6: options.ipv6 ?? 'none' })
      await workstation.start({ eth0: options.eth0 ?? 'dhcp', guests: guestNames(options.guests) })
      return lab
    } catch (cause) {
      const logs = await workstation.logs()
      await init.stop()
      throw new Error(`The lab did not start: ${String(cause)}\n${logs}`, { cause })
    }
  }

  /** The lab that this process runs in. */
  static attach(): Lab {
    if (!process.env[INSIDE]) throw new Error('This process does not run inside a lab.')
    const place = { pid: undefined }
    return new Lab(place, new Workstation(place))
  }

  /** The argv that runs `argv` in the lab, for whoever starts processes by other means. */
  command(argv: string[], options?: CommandOptions): string[] {
    return command(this.#place, argv, options)
  }

  run(argv: string[], options?: RunOptions): Promise<RunResult> {
    return runIn(this.#place, argv, options)
  }

  spawn(argv: string[], options?: LabSpawnOptions): ChildProcess {
    return spawnIn(this.#place, argv, options)
  }

  /** Runs a program on this terminal, inside, as root. Its exit status; null after a signal. */
  enter(argv: string[], options: Omit<LabSpawnOptions, 'stdio'> = {}): Promise<number | null> {
    return ended(this.spawn(argv, { ...options, stdio: 'inherit' }))
  }

  /** A path of the lab's as this process must spell it. */
  path(path: string): string {
    return pathIn(this.#place, path)
  }

  guest(name: string): Guest {
    return new Guest(this.#place, name)
  }

  cable(nic: Cable): { unplug(): Promise<void>; plug(): Promise<void> } {
    return this.lan.cable(nic)
  }

  async nmcli(...args: string[]): Promise<string> {
    return (await this.run(['nmcli', ...args])).stdout.trim()
  }

  async virsh(...args: string[]): Promise<string> {
    return (await this.run(['virsh', '-q', ...args])).stdout.trim()
  }

  /** `ip -j …` of the workstation, parsed. */
  async ip<T = Record<string, unknown>>(...args: string[]): Promise<T[]> {
    return JSON.parse((await this.run(['ip', '-j', ...args])).stdout || '[]') as T[]
  }

  snapshotHost(): Promise<HostSnapshot> {
    return snapshotHost((argv, options) => this.run(argv, options))
  }

  /** Ctrl-C ends it, and this process. */
  endOnInterrupt(): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => void this.stop().then(() => process.exit(130)))
    }
  }

  /** Ends every process of the lab; with the last one its network and mounts are gone. */
  async stop(): Promise<void> {
    await this.#init?.stop()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }
}

function guestNames(guests: LabOptions['guests'] = true): string[] {
  if (Array.isArray(guests)) return guests
  return guests ? GUESTS.map(({ name }) => name) : []
}
