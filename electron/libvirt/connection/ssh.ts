/**
 * libvirt on another host, by ssh. libvirt would start ssh itself, but not inside Electron: between
 * fork and exec libvirt closes every descriptor, and Chromium's own close() ends a process that
 * closes what Chromium holds (SIGTRAP, libvirt 9.0 in Electron 33). So ssh is started from here, and
 * libvirt is given a socket to it; at the other end runs what libvirt itself would run there. It goes over
 * the login that is there for the rest of the host; where that lets nothing more in, by one of its own.
 */
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import type { ConnectionUri } from '../../../shared/rules/connection-uri.ts'
import { ownFolder } from '../../host/here/own-folder.ts'
import { start } from '../../host/here/programs.ts'
import { LinkError } from '../../host/side.ts'
import type { Login, Running } from '../../host/side.ts'

const MOST_WORDS = 2_000

/**
 * libvirt's helper where it is there (7.0 and newer), else a plain pipe to the daemon's socket. In a
 * shell of our own, as libvirt does: the user's may be fish or csh, which read `if` otherwise.
 */
const remoteCommands: Record<ConnectionUri['path'], string> = {
  '/system':
    "sh -c 'if command -v virt-ssh-helper >/dev/null; then exec virt-ssh-helper qemu:///system; else exec nc -U /var/run/libvirt/libvirt-sock; fi'",
  '/session': "sh -c 'exec virt-ssh-helper qemu:///session'",
  '/default': "sh -c 'exec virt-ssh-helper test:///default'",
}

export class SshTunnel {
  readonly socket: string
  /** What ssh said last, which is why it failed. */
  words = ''
  readonly #command: string
  readonly #argv: string[]
  readonly #login: Login | null

  private constructor(socket: string, uri: ConnectionUri, argv: string[], login: Login | null) {
    this.socket = socket
    this.#command = remoteCommands[uri.path]
    this.#argv = argv
    this.#login = login
  }

  /** Each connection made to its socket is a program of its own over there. */
  static async open(uri: ConnectionUri, host: string, login: Login | null): Promise<SshTunnel> {
    const folder = await ownFolder(process.env.XDG_RUNTIME_DIR)
    const argv = sshArguments(uri, host)
    const name = createHash('sha256').update(argv.join('\n')).digest('hex').slice(0, 16)
    const tunnel = new SshTunnel(join(folder, `${name}.sock`), uri, argv, login)
    // Left by a backend that was killed.
    await rm(tunnel.socket, { force: true })
    const server = createServer((socket) => void tunnel.#carry(socket))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(tunnel.socket, resolve)
    })
    return tunnel
  }

  /**
   * libvirt itself is patient for some seconds only, and a person may be asked for a password.
   * @throws LinkError
   */
  async enter(): Promise<void> {
    try {
      await this.#login?.enter()
    } catch (error) {
      if (error instanceof LinkError && error.isLetIn) return
      this.words = (error as Error).message
      throw error
    }
  }

  async #carry(socket: Socket): Promise<void> {
    socket.on('error', () => socket.destroy())
    const ssh = await this.#start()
    if (!ssh) return void socket.destroy()
    if (socket.destroyed) return void ssh.kill()
    ssh.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.words = (this.words + text).slice(-MOST_WORDS)
    })
    ssh.on('error', (error) => (this.words = error.message))
    ssh.on('close', () => socket.destroy())
    // Either end may go while the other still writes.
    ssh.stdin.on('error', () => socket.destroy())
    socket.on('close', () => ssh.kill())
    socket.pipe(ssh.stdin)
    ssh.stdout.pipe(socket)
  }

  /** The person's own configuration of ssh may name programs of theirs, which their PATH leads to. */
  async #start(): Promise<Running | null> {
    this.words = ''
    try {
      const running = await this.#login?.start(this.#command)
      return running ?? start('ssh', this.#argv, { PATH: process.env.PATH })
    } catch (error) {
      this.words = (error as Error).message
      return null
    }
  }
}

/**
 * Whatever the person's configuration has for this host, the connection is for libvirt alone: no
 * port is opened, no agent, display, ticket or terminal lent, no command of this computer run, and
 * no master connection left (one that is there is used: it may hold a second factor).
 */
const FOR_LIBVIRT_ALONE = [
  'BatchMode=yes',
  'ConnectTimeout=15',
  'ClearAllForwardings=yes',
  'PermitLocalCommand=no',
  'Tunnel=no',
  'ControlMaster=no',
  'RemoteCommand=none',
]

/** Asks nothing: nobody would see the question. */
export function sshArguments({ user, port, path }: ConnectionUri, host: string): string[] {
  return [
    ...[
      '-T',
      '-a',
      '-x',
      '-k',
      '-e',
      'none',
      ...FOR_LIBVIRT_ALONE.flatMap((option) => ['-o', option]),
    ],
    ...(port === null ? [] : ['-p', String(port)]),
    ...(user === null ? [] : ['-l', user]),
    ...['--', host.replace(/^\[|\]$/g, ''), remoteCommands[path]],
  ]
}
