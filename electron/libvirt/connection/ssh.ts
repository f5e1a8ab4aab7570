/**
 * libvirt on another host, by ssh. libvirt would start ssh itself, but not inside Electron: between
 * fork and exec libvirt closes every descriptor, and Chromium's own close() ends a process that
 * closes what Chromium holds (SIGTRAP, libvirt 9.0 in Electron 33). So ssh is started from here, and
 * libvirt is given a socket to it; at the other end runs what libvirt itself would run there.
 */
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import type { ConnectionUri } from '../../../shared/rules/connection-uri.ts'
import { ownFolder } from '../../host/here/own-folder.ts'
import { start } from '../../host/here/programs.ts'
import type { Running } from '../../host/side.ts'

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
  readonly #argv: string[]

  private constructor(socket: string, argv: string[]) {
    this.socket = socket
    this.#argv = argv
  }

  /** Each connection made to its socket is an ssh of its own. */
  static async open(uri: ConnectionUri, host: string): Promise<SshTunnel> {
    const folder = await ownFolder(process.env.XDG_RUNTIME_DIR)
    const argv = sshArguments(uri, host)
    const name = createHash('sha256').update(argv.join('\n')).digest('hex').slice(0, 16)
    const tunnel = new SshTunnel(join(folder, `${name}.sock`), argv)
    // Left by a backend that was killed.
    await rm(tunnel.socket, { force: true })
    const server = createServer((socket) => tunnel.#carry(socket))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(tunnel.socket, resolve)
    })
    return tunnel
  }

  #carry(socket: Socket): void {
    const ssh = this.#start()
    if (!ssh) return void socket.destroy()
    ssh.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.words = (this.words + text).slice(-MOST_WORDS)
    })
    ssh.on('error', (error) => (this.words = error.message))
    ssh.on('close', () => socket.destroy())
    // Either end may go while the other still writes.
    ssh.stdin.on('error', () => socket.destroy())
    socket.on('error', () => ssh.kill())
    socket.on('close', () => ssh.kill())
    socket.pipe(ssh.stdin)
    ssh.stdout.pipe(socket)
  }

  /** The person's own configuration of ssh may name programs of theirs, which their PATH leads to. */
  #start(): Running | null {
    this.words = ''
    try {
      return start('ssh', this.#argv, { PATH: process.env.PATH })
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
