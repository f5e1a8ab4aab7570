/** Where the lab is, seen from this process: how to step into it and where its files are. */
export interface Place {
  /** The pid of the lab's first process; undefined when this process is itself inside. */
  readonly pid: number | undefined
}

export type User = 'root' | 'alex'
export type Where = 'workstation' | 'lan'

export interface CommandOptions {
  /** Who runs it. Default: root. */
  user?: User
  /** In which of the two hosts. Default: workstation. */
  where?: Where
  /** Default: the repository as it is seen inside. */
  cwd?: string
}

/** The repository's path inside the lab, whatever it is outside. */
export const REPOSITORY = '/opt/puente'
export const ALEX = 4242
/** Set for everything that runs inside: this is how `Lab.attach` knows. */
export const INSIDE = 'PUENTE_LAB'

/** A path of the lab's as this process must spell it. */
export function pathIn(place: Place, path: string): string {
  return place.pid === undefined ? path : `/proc/${place.pid}/root${path}`
}

/** The whole argv that runs `argv` in the lab. Each part replaces itself by the next. */
export function command(place: Place, argv: string[], options: CommandOptions = {}): string[] {
  const enter =
    place.pid === undefined
      ? []
      : ['nsenter', '-t', String(place.pid), '-m', '-u', '-i', '-n', '-p', '--']
  const lan = options.where === 'lan' ? ['nsenter', '--net=/run/netns/lan', '--'] : []
  const user =
    options.user === 'alex'
      ? [`--reuid=${ALEX}`, `--regid=${ALEX}`, '--init-groups', '--inh-caps=-all']
      : []
  // nsenter forks to enter the pid namespace and does not pass signals on: when it is killed,
  // the program must go too.
  const setpriv = ['setpriv', ...user, '--pdeathsig', 'KILL', '--']
  return [...enter, 'env', '-C', options.cwd ?? REPOSITORY, ...lan, ...setpriv, ...argv]
}

const PASSED_ON =
  /^(TERM|COLORTERM|LANG|LC_.*|TZ|CI|DISPLAY|FORCE_COLOR|NO_COLOR|DEBUG|LAB_HOST|PUENTE_.*)$/

/** A clean environment: nothing of the caller's session (D-Bus, XDG, NODE_*) leaks in. */
export function environment(user: User = 'root', extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const passed = Object.entries(process.env).filter(([name]) => PASSED_ON.test(name))
  return {
    LANG: 'C.UTF-8',
    ...Object.fromEntries(passed),
    PATH: `${REPOSITORY}/node_modules/.bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    HOME: user === 'alex' ? '/home/alex' : '/run/lab/root',
    USER: user,
    LOGNAME: user,
    SHELL: '/bin/bash',
    LIBVIRT_DEFAULT_URI: 'qemu:///system',
    ...(user === 'alex' && { XDG_RUNTIME_DIR: `/run/user/${ALEX}` }),
    [INSIDE]: '/run/lab',
    ...extra,
  }
}
