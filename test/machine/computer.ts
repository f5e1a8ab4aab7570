import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Init } from '../lab/init.ts'
import { Lan } from '../lab/lan.ts'
import { type Place } from '../lab/place.ts'
import {
  CommandFailed,
  type LabSpawnOptions,
  runIn,
  type RunOptions,
  type RunResult,
} from '../lab/process.ts'
import { type HostSnapshot, snapshotHost } from '../lab/snapshot.ts'
import { until } from '../lab/wait.ts'
import { Emulator, type CableOf } from './emulator.ts'
import { emulatorRoot, IMAGE_INSIDE, PREPARED, requireImage, RUNNING, STATE } from './image.ts'
import type { RemoteProcess } from './remote-process.ts'

export interface ComputerOptions {
  /** `running`: goes on from the state that the set-up saved; `off`: from the same disk, not booted. */
  from?: 'running' | 'off'
}

/** Inside the lab, and gone with it. */
const DISK = '/tmp/disk.qcow2'

/** A boot takes half a minute on a quiet machine, and five on one that is busy. */
const BOOT_MS = 600_000
const RUN_MS = 180_000
const MANAGEMENT = '192.0.2.1/30'

/**
 * A whole computer: its own kernel, systemd, a disk that stays over reboots and power cuts. It runs
 * under emulation in the LAN of a lab of its own, and ends with the process that started it. Its
 * disk is a throw-away one over what the set-up has made. All time is some ten times slower.
 */
export class Computer implements AsyncDisposable {
  readonly lan: Lan
  readonly #init: Init
  readonly #place: Place
  #emulator: Emulator | null = null
  #boot = ''

  private constructor(init: Init) {
    this.#init = init
    this.#place = { pid: init.pid }
    this.lan = new Lan(this.#place)
  }

  static async start({ from = 'running' }: ComputerOptions = {}): Promise<Computer> {
    requireImage()
    const computer = await Computer.inLan()
    try {
      await computer.newDisk(`${IMAGE_INSIDE}/${from === 'running' ? RUNNING : PREPARED}`, 'qcow2')
      if (from === 'running') await computer.resume(`${IMAGE_INSIDE}/${STATE}`)
      else await computer.boot()
      return computer
    } catch (error) {
      await computer.stop()
      throw error
    }
  }

  /** Only the LAN, and no computer in it yet. */
  static async inLan(): Promise<Computer> {
    const init = await Init.start(emulatorRoot())
    const computer = new Computer(init)
    await computer.lan.build({}, 'tap')
    const script = `ip tuntap add dev mgmt mode tap; ip address add ${MANAGEMENT} dev mgmt; ip link set mgmt up`
    await computer.runOutside(['sh', '-ec', script])
    return computer
  }

  /** A disk over another, which is never written to. */
  async newDisk(over: string, format: 'qcow2' | 'raw', disk = DISK): Promise<void> {
    await this.runOutside(['rm', '-f', disk])
    await this.runOutside([
      'qemu-img',
      'create',
      '-q',
      '-f',
      'qcow2',
      '-b',
      over,
      '-F',
      format,
      disk,
    ])
  }

  /** Switches it on; resolves once its first service answers, long before the network is there. */
  async boot(disk = DISK): Promise<void> {
    this.#emulator = await Emulator.start(this.#place, disk)
    this.#boot = await this.#emulator.agent.boot(BOOT_MS)
  }

  /** Goes on from a saved state, as if no time had passed; only the clock and the new LAN are told. */
  async resume(state: string, disk = DISK): Promise<void> {
    this.#emulator = await Emulator.start(this.#place, disk, state)
    this.#boot = await this.#emulator.agent.boot(BOOT_MS)
    const now = Math.round(Date.now() / 1000)
    // The router of this LAN has another MAC than that one's.
    await this.sh(`date --set @${now}; ip neighbour flush all`)
  }

  /** Saves what runs; it is off afterwards, and its disk is what the state goes with. */
  async save(state: string): Promise<void> {
    await this.#running.save(state)
    await this.#running.kill()
  }

  /** `systemctl reboot`, as a person does; resolves once the next boot answers. */
  async reboot(): Promise<void> {
    const { agent } = this.#running
    agent.start({ argv: ['systemctl', 'reboot'], env: {}, cwd: '/', user: 'root' })
    const next = async () => {
      const boot = await agent.boot(BOOT_MS)
      return boot !== this.#boot && boot
    }
    this.#boot = await until('the next boot answers', next, { timeoutMs: BOOT_MS })
    agent.lose()
  }

  async powerOff(): Promise<void> {
    const { agent } = this.#running
    agent.start({ argv: ['systemctl', 'poweroff'], env: {}, cwd: '/', user: 'root' })
    await this.#running.ended()
  }

  setCable(nic: CableOf, isIn: boolean): Promise<void> {
    return this.#running.setCable(nic, isIn)
  }

  /** From one moment to the next: only what was written to the disk is there at the next boot. */
  async cutPower(): Promise<void> {
    await this.#running.kill()
  }

  spawn(argv: string[], options: LabSpawnOptions = {}): ChildProcess {
    const child = this.start(argv, options)
    if (options.stdio !== 'ignore') {
      child.on('output', (where, text) => process[where].write(text))
    }
    return child as unknown as ChildProcess
  }

  /** Runs a program to its end. */
  async run(argv: string[], options: RunOptions = {}): Promise<RunResult> {
    const child = this.start(argv, options)
    const texts = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
    child.on('output', (where, text) => texts[where].push(text))
    let late = false
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
      child.lost()
    }, options.timeoutMs ?? RUN_MS)
    await new Promise((resolve) => child.once('exit', resolve))
    clearTimeout(timer)
    const [stdout, stderr] = [texts.stdout, texts.stderr].map((all) =>
      Buffer.concat(all).toString(),
    )
    const result: RunResult = { stdout: stdout ?? '', stderr: stderr ?? '', code: child.exitCode }
    if (late) throw new CommandFailed(argv, result, 'not done in time')
    if (result.code !== 0 && options.check !== false) {
      throw new CommandFailed(argv, result, `exit status ${result.code}`)
    }
    return result
  }

  start(
    argv: string[],
    options: RunOptions & { stdio?: unknown; terminal?: [number, number] } = {},
  ): RemoteProcess {
    const user = options.user ?? 'root'
    return this.#running.agent.start({
      ...{ argv, user, cwd: options.cwd ?? '/' },
      env: { ...environment(user), ...options.env },
      input: Buffer.from(options.input ?? '').toString('base64'),
      channel: Array.isArray(options.stdio) && options.stdio.includes('ipc'),
      ...(options.terminal && { terminal: options.terminal }),
    })
  }

  /** A script’s output, without the line’s end. */
  async sh(script: string, options: RunOptions = {}): Promise<string> {
    return (await this.run(['sh', '-euc', script], options)).stdout.trim()
  }

  async does(script: string): Promise<boolean> {
    return (await this.run(['sh', '-euc', script], { check: false })).code === 0
  }

  async nmcli(...args: string[]): Promise<string> {
    return (await this.run(['nmcli', ...args])).stdout.trim()
  }

  async virsh(...args: string[]): Promise<string> {
    return (await this.run(['virsh', '-q', ...args])).stdout.trim()
  }

  /** `ip -j …`, parsed. */
  async ip<T = Record<string, unknown>>(...args: string[]): Promise<T[]> {
    return JSON.parse((await this.run(['ip', '-j', ...args])).stdout || '[]') as T[]
  }

  snapshotHost(): Promise<HostSnapshot> {
    return snapshotHost((argv, options) => this.run(argv, options))
  }

  async write(path: string, text: string, mode = '644'): Promise<void> {
    await this.run(['install', '-D', '-m', mode, '/dev/stdin', path], { input: text })
  }

  /** In the lab around it, on the LAN’s side of its cables. */
  runOutside(argv: string[], options: RunOptions = {}): Promise<RunResult> {
    return runIn(this.#place, argv, { where: 'lan', timeoutMs: RUN_MS, ...options })
  }

  /** The words of its kernels, of all boots. */
  console(): string {
    return readFileSync(Emulator.console(this.#place), 'utf8')
  }

  async stop(): Promise<void> {
    await this.#emulator?.kill()
    await this.#init.stop()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  get #running(): Emulator {
    if (!this.#emulator || this.#emulator.hasEnded) throw new Error('The computer is off.')
    return this.#emulator
  }
}

function environment(user: 'root' | 'alex'): NodeJS.ProcessEnv {
  return {
    LANG: 'C.UTF-8',
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: user === 'alex' ? '/home/alex' : '/root',
    USER: user,
    LOGNAME: user,
    LIBVIRT_DEFAULT_URI: 'qemu:///system',
    ...(user === 'alex' && { XDG_RUNTIME_DIR: '/run/user/4242' }),
  }
}
