/** The kernel's own record of the programs that libvirt's daemons and the backend start, and whose each is. */
import { readFile } from 'node:fs/promises'
import type { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'

const FILE = '/run/lab/log/programs.log'
const ip = (...words: string[]) => JSON.stringify(['/usr/bin/ip', ...words]).replaceAll(',', ', ')
/** What the kernel alone knows of an address: whether it is one for privacy, and for how long. */
export const ADDRESSES = ip('-j', '-6', 'address', 'show')
/** What listens, whether the person has a systemd, and whose the firewall is. */
export const STANDING = [
  '"-Htulpn"]',
  '"is-system-running"]',
  '"NameHasOwner", "s", "org.fedoraproject.FirewallD1"]',
]
/** What the backend reads of the kernel by itself, whenever something has changed on the host. */
const READINGS = [
  ADDRESSES,
  ip('-o', '-d', 'link'),
  ip('-j', 'neigh', 'show'),
  ip('-j', '-4', 'neigh', 'show'),
  ip('-j', '-6', 'neigh', 'show'),
]
/** So often in a row is no chance. */
const TIMES = 5

/** Of a line of the record the program and its words, without whose it was. */
const wordsOf = (line: string) => /\[.*\]/.exec(line)?.[0] ?? line
const isReading = (line: string) => READINGS.some((words) => line.includes(words))

export class ProgramRecord {
  readonly #lab: Lab
  readonly #end: () => Promise<void>
  #seen = 0

  private constructor(lab: Lab, end: () => Promise<void>) {
    this.#lab = lab
    this.#end = end
  }

  /** Resolves once each of them is watched, and what they were in the middle of has been started. */
  static async start(lab: Lab): Promise<ProgramRecord> {
    const pids = await watched(lab)
    await lab.run(['rm', '-f', FILE])
    const options = ['-f', '-qq', '-e', 'trace=execve,execveat', '-e', 'signal=none', '-o', FILE]
    const child = lab.spawn(['strace', ...options, ...pids.flatMap((pid) => ['-p', pid])])
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    await until('it watches', async () => {
      const files = pids.map((pid) => `/proc/${pid}/status`)
      const { stdout } = await lab.run(['grep', '-L', '^TracerPid:.0$', ...files], { check: false })
      return stdout.trim().split('\n').length === pids.length
    })
    const record = new ProgramRecord(lab, async () => {
      child.kill('SIGINT')
      await ended
    })
    await record.quiet()
    return record
  }

  /** Every program since the last time somebody asked, a line each. */
  async programs(): Promise<string[]> {
    const text = await readFile(this.#lab.path(FILE), 'utf8').catch(() => '')
    const lines = text.split('\n').filter((line) => line.includes('exec'))
    return lines.slice(this.#seen, (this.#seen = lines.length))
  }

  /**
   * The programs of an action. Some of the backend's own readings may fall into any moment: such a one
   * is the action's only when it comes each time that it is done. Any other is, at once.
   */
  async programsOf(action: () => Promise<unknown>): Promise<string[]> {
    await this.programs()
    let always: string[] | undefined
    for (let time = 1; ; time++) {
      await action()
      const programs = await this.programs()
      if (!programs.every(isReading)) return programs
      const words = programs.map(wordsOf)
      always = always?.filter((one) => words.includes(one)) ?? words
      if (always.length === 0 || time === TIMES) return always
      await this.quiet()
    }
  }

  /** Until none has been started for half a second. */
  async quiet(): Promise<void> {
    await this.programs()
    const none = async () => (await this.programs()).length === 0
    await until('no program is started any more', none, { everyMs: 500 })
  }

  stop(): Promise<void> {
    return this.#end()
  }
}

/** libvirt's daemons themselves, not what they have just forked, and the backend. */
async function watched(lab: Lab): Promise<string[]> {
  const { stdout } = await lab.run([
    'sh',
    '-c',
    'for name in libvirtd virtqemud virtnetworkd; do pgrep -ox $name; done; pgrep -f [e]lectron/backend/main.ts',
  ])
  return stdout.split(/\s+/).filter(Boolean)
}
