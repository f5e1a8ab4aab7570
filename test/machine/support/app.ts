/** Puente on a whole computer: its bundle brought in, its backend driven from outside. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { REPOSITORY } from '../../lab/place.ts'
import { type BackendOptions, TestBackend } from '../../support/backend.ts'
import type { Computer } from '../computer.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const FILES = [
  ...['package.json', 'out/app/backend', 'node_modules/node-libvirt/package.json'],
  ...['node_modules/node-libvirt/dist', 'node_modules/node-libvirt/build/Release/libvirt.node'],
]

/** Emulated, a backend takes long until it has seen all. */
const CONNECT_MS = 180_000
/** Longer than any step of it takes here. */
const ANSWER_SECONDS = 120
const ADDRESS_MS = 90_000

/** @param more paths in the repository */
export async function bringApp(computer: Computer, more: string[] = []): Promise<void> {
  const options = { cwd: root, maxBuffer: 64 * 1024 * 1024 }
  const archive = execFileSync('tar', ['-czh', ...FILES, ...more], options).toString('base64')
  const script = `mkdir -p ${REPOSITORY} && base64 -d | tar -xz -C ${REPOSITORY} && sync`
  await computer.sh(script, { input: archive })
}

/** What the package installs for an administrator’s part, out of `build/package/files`. */
export async function installHelper(computer: Computer): Promise<void> {
  const from = `${REPOSITORY}/build/package/files`
  await computer.sh(`for name in as-administrator forwards names proxy-arp netem docker-user; do
  install -D -m 755 ${from}/$name /usr/lib/puente/$name
done
install -D -m 644 -t /usr/share/polkit-1/actions ${from}/org.puente.Puente.policy`)
}

export async function startBackend(
  computer: Computer,
  options: BackendOptions = {},
): Promise<TestBackend> {
  const backend = await TestBackend.start(computer, {
    program: `${REPOSITORY}/out/app/backend/main.js`,
    answerSeconds: ANSWER_SECONDS,
    addressMs: ADDRESS_MS,
    connectMs: CONNECT_MS,
    ...options,
  })
  // libvirtd is started by who comes first, and is then slower than an answer may be.
  await backend.until(
    ({ interfaces, services }) =>
      services.libvirt.status === 'connected' && interfaces.some(({ name }) => name === 'eth0'),
    CONNECT_MS,
  )
  return backend
}
