/** Two builds of the package, and a clean Debian with what it depends on: outside of the lab. */
import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { LAB } from '../../build/setup/debian/packages.mjs'
import { isComplete, isOld, makingOf } from '../../build/setup/host/root.mjs'
import { chosenHost, type Host } from '../../build/setup/host/hosts.mjs'
import { output } from '../../build/package/run.ts'
import { ended } from '../lab/process.ts'
import { anotherHost, DEB, DEB_AGAIN, folderOf } from './debian.ts'

/** What the tests themselves ask: validators, and what tells of windows and packets. */
const JUDGES = [
  ...['appstream', 'desktop-file-utils', 'lintian', 'man-db', 'apparmor'],
  ...['hicolor-icon-theme', 'libglib2.0-bin', 'x11-utils'],
]

/** The folder of the Debian that the lab is to live in. */
export async function debianForPackage(): Promise<string> {
  await build(DEB, 'umask 022')
  // Another person's build of the same commit.
  await build(DEB_AGAIN, 'export TZ=Asia/Tokyo LC_ALL=C; node build/bundle.ts; umask 077')
  const [name = ''] = (await readdir(DEB)).filter((file) => file.endsWith('.deb'))
  const depends = await output(['dpkg-deb', '--field', `${DEB}/${name}`, 'Depends'])
  const [host, other] = [chosenHost(), anotherHost()]
  await makeRoot(host, [...LAB, ...JUDGES, depends.trim()])
  await makeRoot(other, ['apparmor', depends.trim()])
  return resolve(folderOf(host))
}

/** Not the lab's own: what the window's runtime needs is in that one whatever the package says. */
async function makeRoot(host: Host, packages: string[]): Promise<void> {
  const { release, days } = host
  const root = resolve(folderOf(host))
  if (isComplete(root, packages) && !isOld(root, days)) return
  await quietly(makingOf({ release, root, packages }))
}

function build(folder: string, before: string): Promise<void> {
  const options = '--only=deb --with-test-runtime --drivable --out="$1"'
  const script = `${before}; exec node build/package/main.ts ${options}`
  return quietly(['sh', '-euc', script, 'build', folder])
}

/** What it says is of interest only when it fails. */
async function quietly(argv: string[]): Promise<void> {
  const before = performance.now()
  const [program = '', ...rest] = argv
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => (text += part))
  }
  const code = await ended(child)
  if (code !== 0) throw new Error(`${argv.slice(0, 5).join(' ')} ended with ${code}:\n${text}`)
  console.log(
    `  ${argv.slice(0, 2).join(' ')}: ${((performance.now() - before) / 1000).toFixed(1)} s`,
  )
}
