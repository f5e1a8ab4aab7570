/** A real sshd on a lab's workstation, which lets the ordinary user of another host in without a question. */
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import type { Lab } from '../lab/lab.ts'
import { until } from '../lab/wait.ts'

const FOLDER = '/run/lab/ssh'
const KEYS = '/home/alex/.ssh'
const PORT = 2222

export interface SshServer extends AsyncDisposable {
  port: number
}

export interface SshServerOptions {
  /** Where it listens, and is known by. Default: 127.0.0.1 alone. */
  address?: string
  /** Lines of sshd_config(5) that come first, and so count. */
  settings?: string[]
  /** The lab where that person sits. Default: the same, where they may be on the LAN. */
  client?: Lab
  /** Does the person know the host's key? Default: yes. */
  isKnown?: boolean
}

/** What sshd asks for where keys are not taken. */
export const PASSWORD_ONLY = ['PasswordAuthentication yes', 'PubkeyAuthentication no']

/** A lab has one at a time. */
export async function startSshServer(
  lab: Lab,
  { address = '127.0.0.1', settings = [], isKnown = true, client = lab }: SshServerOptions = {},
): Promise<SshServer> {
  await lab.run(['mkdir', '-p', '-m', '755', FOLDER, '/run/sshd'])
  await client.run(['mkdir', '-p', '-m', '700', KEYS], { user: 'alex' })
  await makeKey(lab, `${FOLDER}/host`, 'root')
  await makeKey(client, `${KEYS}/id_ed25519`, 'alex')
  const key = await client.run(['cat', `${KEYS}/id_ed25519.pub`])
  await writeFile(lab.path(`${FOLDER}/authorized_keys`), key.stdout)
  const { stdout } = await lab.run(['cut', '-d', ' ', '-f', '1,2', `${FOLDER}/host.pub`])
  const known = `[${address}]:${PORT} ${stdout}`
  const input = isKnown ? known : ''
  await client.run(['tee', '-a', `${KEYS}/known_hosts`], { user: 'alex', input })
  await writeFile(lab.path(`${FOLDER}/config`), config(address, settings))
  const server = lab.spawn(['/usr/sbin/sshd', '-D', '-e', '-f', `${FOLDER}/config`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await until('sshd listens', () => isListening(lab))
  return {
    port: PORT,
    [Symbol.asyncDispose]: async () => {
      // Who is logged in has a process that outlives the server. Some may be about to end anyway.
      await lab.run(['pkill', '-P', await pidOf(lab)], { check: false })
      const ended = once(server, 'exit')
      server.kill()
      await ended
      await lab.run(['rm', '-rf', FOLDER])
      if (client === lab) await lab.run(['rm', '-rf', KEYS])
    },
  }
}

async function makeKey(lab: Lab, file: string, user: 'root' | 'alex'): Promise<void> {
  // Several servers take the same person's key.
  if ((await lab.run(['test', '-e', file], { check: false })).code === 0) return
  await lab.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', file], { user })
}

function config(address: string, settings: string[]): string {
  return [
    ...settings,
    `Port ${PORT}`,
    `ListenAddress ${address}`,
    `HostKey ${FOLDER}/host`,
    `AuthorizedKeysFile ${FOLDER}/authorized_keys`,
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    'UsePAM no',
    `PidFile ${FOLDER}/pid`,
    '',
  ].join('\n')
}

async function isListening(lab: Lab): Promise<boolean> {
  return (await lab.run(['ss', '-Htln', 'sport', '=', `:${PORT}`])).stdout !== ''
}

/** How many are logged in. */
export async function countLogins(lab: Lab): Promise<number> {
  const { stdout } = await lab.run(['pgrep', '-c', '-P', await pidOf(lab)], { check: false })
  return Number(stdout)
}

/** Ends all who are logged in, as a cut does that TCP notices; the server goes on. */
export async function endLogins(lab: Lab): Promise<void> {
  await lab.run(['pkill', '-P', await pidOf(lab)])
}

async function pidOf(lab: Lab): Promise<string> {
  return (await lab.run(['cat', `${FOLDER}/pid`])).stdout.trim()
}
