/** More hosts for the sandbox: a workstation of each release on its LAN, with an sshd that lets the person in. */
import { spawn } from 'node:child_process'
import { HOST_NAMES, MODULAR, hostNamed, layersOf } from './setup/host/hosts.mjs'
import { Lab } from '../test/lab/lab.ts'
import { ended } from '../test/lab/process.ts'
import { hostAddress } from '../test/support/host.ts'
import { startSshServer } from '../test/support/ssh-server.ts'

/** Makes what is missing of them, starts them, and has the app know them by their names. */
export async function startHosts(client: Lab): Promise<Lab[]> {
  const hosts: Lab[] = []
  const ways: string[] = []
  const uris: string[] = []
  for (const name of HOST_NAMES.filter((each) => each !== MODULAR)) {
    await setUp(name)
    const lab = await Lab.start({ on: client, root: layersOf(hostNamed(name)), guests: ['web'] })
    const address = await hostAddress(lab)
    const { port } = await startSshServer(lab, { address, client })
    hosts.push(lab)
    ways.push(`Host ${name}\n  HostName ${address}\n  Port ${port}\n  User root\n`)
    uris.push(`qemu+ssh://${name}/system`)
    console.log(`${name} is up at ${address}.`)
  }
  await write(client, '/home/alex/.ssh/config', ways.join(''))
  await write(
    client,
    '/home/alex/.config/puente/connections.json',
    JSON.stringify({ connections: uris }),
  )
  return hosts
}

async function setUp(name: string): Promise<void> {
  const child = spawn(process.execPath, ['build/setup/main.mjs'], {
    env: { ...process.env, LAB_HOST: name },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if ((await ended(child)) !== 0) throw new Error(`${name} could not be set up.`)
}

/** As the person, for them alone. */
async function write(lab: Lab, path: string, input: string): Promise<void> {
  const script = 'umask 077; mkdir -p -- "$(dirname -- "$1")" && exec tee -- "$1"'
  await lab.run(['sh', '-c', script, 'sh', path], { user: 'alex', input })
}
