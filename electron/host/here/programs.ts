/**
 * The one place that starts programs of this computer. Each is found by its name in folders that
 * root alone writes to, whatever the person's PATH says: a program of the same name in ~/bin would
 * otherwise be what pkexec makes root. And none inherits the environment, in which a variable
 * (LD_PRELOAD, PYTHONPATH, LIBVIRT_…) can make another program of it.
 */
import { execFile, spawn } from 'node:child_process'
import { commandLine } from '../../../shared/rules/shell.ts'
import type { LookOptions, Output, Running } from '../side.ts'
import { ownProgram, throughHelper } from './administrator.ts'
import { rootsFile } from './roots-file.ts'

/**
 * /usr/local is the administrator's, where a libvirt built by hand is, and comes last: it must not
 * replace what the distribution keeps up to date.
 */
const FOLDERS = ['/usr/bin', '/usr/sbin', '/bin', '/sbin', '/usr/local/bin', '/usr/local/sbin']
/** Where some distributions have QEMU, which nobody types. */
const EMULATOR_FOLDERS = [...FOLDERS, '/usr/libexec', '/usr/lib/qemu']

const LONGEST_MS = 5_000
/** As long as a program takes at most to see that it has no display or may not connect. */
const LAUNCH_MS = 1_500
/** Somebody types a password. */
const WITH_PASSWORD_MS = 120_000
const MOST_OUTPUT = 64 << 20

/**
 * What programs need of the person's own: whose session, language, ssh keys and Kerberos ticket it
 * is. None of these names a program or code to load.
 */
const PASSED_ON =
  /^(HOME|USER|LOGNAME|LANG|LANGUAGE|LC_[A-Z]+|TZ|XDG_RUNTIME_DIR|XDG_SESSION_ID|XDG_CONFIG_HOME|XDG_CACHE_HOME|XDG_DATA_HOME|DBUS_SESSION_BUS_ADDRESS|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|SSH_AUTH_SOCK|KRB5CCNAME)$/

/** Programs are missing on many computers, which is no fault of the app's. */
export class ProgramMissingError extends Error {
  override name = 'ProgramMissingError'

  constructor(program: string) {
    super(`${program} is not among the programs of the system (${FOLDERS.join(', ')})`)
  }
}

/**
 * The file of a program that root alone can change.
 * @param name of the program, never a path
 * @returns null where there is none
 */
export function programFile(name: string): string | null {
  return rootsFile(FOLDERS, name)
}

/** As `programFile`, for QEMU's, which may also be where no person looks. */
export function emulatorFile(name: string): string | null {
  return rootsFile(EMULATOR_FOLDERS, name)
}

/** What a program is started with, besides its words. */
export function cleanEnvironment(from: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const passed = Object.entries(from).filter(([name]) => PASSED_ON.test(name))
  return { ...Object.fromEntries(passed), PATH: FOLDERS.join(':') }
}

/** A program that only looks, and what it said, in English. Never throws: see `error`. */
export function look(program: string, words: string[], options: LookOptions = {}): Promise<Output> {
  const command = commandLine([program, ...words])
  return run(command, programFile(program), program, words, options)
}

/**
 * As `look`, of an emulator.
 * @param name such as `qemu-system-x86_64`: never a path, which would be somebody else's choice
 */
export function lookEmulator(
  name: string,
  words: string[],
  options: LookOptions = {},
): Promise<Output> {
  return run(commandLine([name, ...words]), emulatorFile(name), name, words, options)
}

/**
 * As root, once polkit allows it: through the package's own helper where it is installed, so that the
 * question says what it is for, and else as the command that it is.
 */
export function asAdministrator(program: string, words: string[]): Promise<Output> {
  const command = commandLine(['pkexec', program, ...words])
  const file = programFile(program) ?? ownProgram(program)
  if (file === null) return Promise.resolve(missing(command, program))
  const asked = throughHelper(program, words) ?? [file, ...words]
  return run(command, programFile('pkexec'), 'pkexec', asked, { timeout: WITH_PASSWORD_MS })
}

/**
 * Starts a program and leaves it running, to be talked with.
 * @param extra variables of the person's own that this program needs besides the usual ones
 * @throws ProgramMissingError
 */
export function start(program: string, words: string[], extra: NodeJS.ProcessEnv = {}): Running {
  const file = programFile(program)
  if (file === null) throw new ProgramMissingError(program)
  const env = { ...cleanEnvironment(), ...extra }
  return spawn(file, words, { env, stdio: ['pipe', 'pipe', 'pipe'] })
}

/**
 * Ends what it runs when its own input does, however whoever holds that has ended. The text is constant:
 * what is run are its words. The helper has the same for what root runs.
 */
const TETHER = '"$@" </dev/null & child=$!; exec >&-; cat >/dev/null; kill "$child"; wait "$child"'

/** @see HostSide.startTethered */
export async function startTethered(
  program: string,
  words: string[],
  by: 'person' | 'administrator',
): Promise<Running> {
  if (by === 'person') {
    const file = programFile(program)
    if (file === null) throw new ProgramMissingError(program)
    return start('sh', ['-c', TETHER, 'tether', file, ...words])
  }
  const asked = throughHelper(program, words)
  if (asked === null) throw new ProgramMissingError('as-administrator')
  return start('pkexec', asked)
}

/** @see Desk.launch */
export function launch(
  program: string,
  words: string[],
  patience = LAUNCH_MS,
): Promise<number | null> {
  const file = programFile(program)
  if (file === null) return Promise.reject(new ProgramMissingError(program))
  return new Promise((resolve, reject) => {
    const child = spawn(file, words, { env: cleanEnvironment(), detached: true, stdio: 'ignore' })
    const watched = setTimeout(() => resolve(null), patience)
    child.once('error', reject)
    child.once('exit', resolve)
    child.once('exit', () => clearTimeout(watched))
    child.unref()
  })
}

function run(
  command: string,
  file: string | null,
  program: string,
  words: string[],
  { timeout = LONGEST_MS }: LookOptions,
): Promise<Output> {
  if (file === null) return Promise.resolve(missing(command, program))
  const env = { ...cleanEnvironment(), LC_ALL: 'C' }
  return new Promise((resolve) => {
    execFile(file, words, { env, timeout, maxBuffer: MOST_OUTPUT }, (error, stdout, stderr) => {
      const why = error ? stderr.trim() || error.message : null
      resolve({ command, stdout, error: why })
    })
  })
}

function missing(command: string, program: string): Output {
  return { command, stdout: '', error: new ProgramMissingError(program).message }
}
