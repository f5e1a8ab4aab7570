/** A real sshd on the lab's workstation, which lets the ordinary user in without a question. */
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import type { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'

const FOLDER = '/run/lab/ssh'
const KEYS = '/home/alex/.ssh'
const PORT = 2222

export interface SshServer extends AsyncDisposable {
  port: number
}

/** Must be called inside the lab. */
export async function startSshServer(lab: Lab): Promise<SshServer> {
  await lab.run(['mkdir', '-p', '-m', '755', FOLDER, '/run/sshd'])
  await lab.run(['mkdir', '-p', '-m', '700', KEYS], { user: 'alex' })
  await makeKey(lab, `${FOLDER}/host`, 'root')
  await makeKey(lab, `${KEYS}/id_ed25519`, 'alex')
  await lab.run(['cp', `${KEYS}/id_ed25519.pub`, `${FOLDER}/authorized_keys`])
  const { stdout } = await lab.run(['cut', '-d', ' ', '-f', '1,2', `${FOLDER}/host.pub`])
  const known = `[127.0.0.1]:${PORT} ${stdout}`
  await lab.run(['tee', `${KEYS}/known_hosts`], { user: 'alex', input: known })
  await writeFile(`${FOLDER}/config`, config())
  const server = lab.spawn(['/usr/sbin/sshd', '-D', '-e', '-f', `${FOLDER}/config`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await until('sshd listens', isListening)
  return {
    port: PORT,
    [Symbol.asyncDispose]: async () => {
      // Who is logged in has a process that outlives the server. Some may be about to end anyway.
      await lab.run(['pkill', '-P', String(server.pid)], { check: false })
      const ended = once(server, 'exit')
      server.kill()
      await ended
      await lab.run(['rm', '-rf', FOLDER, KEYS])
    },
  }
}

async function makeKey(lab: Lab, file: string, user: 'root' | 'alex'): Promise<void> {
  await lab.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', file], { user })
}

function config(): string {
  return [
    `Port ${PORT}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${FOLDER}/host`,
    `AuthorizedKeysFile ${FOLDER}/authorized_keys`,
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    'UsePAM no',
    'PidFile none',
    '',
  ].join('\n')
}

function isListening(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port: PORT })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
