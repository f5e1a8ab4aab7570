/** What ssh is started with. Pure. */

/** Where a host is reached: a name of the person's own configuration of ssh, or an address. */
export interface Target {
  host: string
  user: string | null
  port: number | null
}

/**
 * Whatever the person's configuration has for this host, the link is for Puente alone: no port is
 * opened, no agent, display, ticket or terminal lent, no command of this computer run. It is the
 * master of its own connection, so that all that Puente does there is one login.
 */
const FOR_PUENTE_ALONE = [
  'ServerAliveInterval=15',
  'ServerAliveCountMax=4',
  'ClearAllForwardings=yes',
  'PermitLocalCommand=no',
  'Tunnel=no',
  'RemoteCommand=none',
  'ControlPersist=no',
]

/** Neither terminal, agent, display, ticket nor escape character. */
const QUIET = ['-T', '-a', '-x', '-k', '-e', 'none']

/** Nobody would see the question. */
const ASKS_NOTHING = ['BatchMode=yes']
/** A password once: a wrong one is told of, and asked for again by the person's own wish. */
const ASKS = ['BatchMode=no', 'NumberOfPasswordPrompts=1']

export interface LoginOptions {
  control: string
  /** The first program there. */
  command: string
  /** Seconds until it is known that nobody takes the connection. */
  patience: number
  /** May ssh ask? */
  asks: boolean
}

export function loginArguments(
  target: Target,
  { control, command, patience, asks }: LoginOptions,
): string[] {
  const own = ['ControlMaster=yes', `ControlPath=${control}`, `ConnectTimeout=${patience}`]
  return anew(target, [...(asks ? ASKS : ASKS_NOTHING), ...own], command)
}

/** A login beside all others, which ends at once: any shell knows the word. */
export function probeArguments(target: Target, patience: number): string[] {
  const own = ['ControlMaster=no', 'ControlPath=none', `ConnectTimeout=${patience}`]
  return anew(target, [...ASKS_NOTHING, ...own], 'exit 0')
}

function anew(target: Target, own: string[], command: string): string[] {
  return [
    ...QUIET,
    ...[...FOR_PUENTE_ALONE, ...own].flatMap((option) => ['-o', option]),
    ...(target.port === null ? [] : ['-p', String(target.port)]),
    ...(target.user === null ? [] : ['-l', target.user]),
    ...['--', target.host.replace(/^\[|\]$/g, ''), command],
  ]
}

/** Once the login has ended, ssh would log in anew by itself, at a host of that name. */
const OVER_THE_LOGIN = ['-F', 'none', '-o', 'BatchMode=yes', '-o', 'ProxyCommand=false']

/** One more program over the login that is there; the name stands for it and is not looked up. */
export function programArguments(control: string, command: string): string[] {
  return [...QUIET, ...OVER_THE_LOGIN, '-S', control, '--', 'link', command]
}

/** Sockets here that lead to sockets there. */
export function forwardArguments(
  control: string,
  ways: { here: string; there: string }[],
): string[] {
  const forwards = ways.flatMap(({ here, there }) => ['-L', `${here}:${there}`])
  return [...OVER_THE_LOGIN, '-S', control, '-O', 'forward', ...forwards, '--', 'link']
}

/** How a person types it in a terminal; the command after it is one word. */
export function sshWords({ host, user, port }: Target): string[] {
  const name = host.replace(/^\[|\]$/g, '')
  return [
    'ssh',
    ...(port === null ? [] : ['-p', String(port)]),
    user === null ? name : `${user}@${name}`,
  ]
}
