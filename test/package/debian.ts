/** What is read off the clean Debian that the package is installed in. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { chosenHost, type Host, hostNamed } from '../../build/setup/host/hosts.mjs'
import type { Lab } from '../lab/lab.ts'

const ASAR = 'node_modules/.bin/asar'

export const DEB = 'out/package'
export const DEB_AGAIN = 'out/package-again'

/** Another release: other names of libraries, and an AppArmor that knows of user namespaces. */
export function anotherHost(): Host {
  return hostNamed(chosenHost().name === 'debian13' ? 'testing' : 'debian13')
}

/** The clean Debian that the package is tried in, from the repository's folder. */
export const folderOf = ({ release }: Host): string => `.cache/debian/${release}`

/** The package's path from the repository's folder. */
export async function debFile(folder = DEB): Promise<string> {
  const name = (await readdir(folder)).find((file) => file.endsWith('.deb'))
  if (!name) throw new Error(`no package in ${folder}`)
  return `${folder}/${name}`
}

/** The installed program as a release has it: the same, but for what a build for tests says of itself. */
export async function asReleased(lab: Lab): Promise<string> {
  const folder = '/tmp/released'
  const [archive, files] = [`${folder}/resources/app.asar`, '/tmp/released-files']
  await lab.run(['rm', '-rf', folder, files])
  await lab.run(['cp', '-r', '/usr/lib/puente', folder])
  await lab.run(['node_modules/.bin/node', ASAR, 'extract', archive, files])
  const about = lab.path(`${files}/package.json`)
  const { drivable, ...rest } = JSON.parse(await readFile(about, 'utf8')) as { drivable: boolean }
  if (!drivable) throw new Error('the package is no build for tests')
  await writeFile(about, JSON.stringify(rest))
  const unpack = ['--unpack', '**/*.node']
  await lab.run(['node_modules/.bin/node', ASAR, 'pack', files, archive, ...unpack])
  return `${folder}/puente`
}

/** dpkg's own records and logs tell of what was installed once, as they should. */
const RECORDS =
  /^\/var\/(lib\/dpkg|lib\/apt|log|cache\/(man|ldconfig))(\/|$)|^\/usr\/share\/applications$/

/**
 * Every file of the system: path, kind, mode, owner, where a link leads. Of libvirt's own files
 * only the path: it writes a machine that was changed with another mode than the lab did.
 */
export async function systemFiles(lab: Lab): Promise<string[]> {
  const format = '%p %y %m %U:%G %l\\n'
  const argv = ['find', '/etc', '/usr', '/var', '-xdev', '-printf', format]
  const { stdout } = await lab.run(argv)
  const lines = stdout.trim().split('\n')
  return lines
    .filter((line) => !RECORDS.test(pathOf(line)))
    .map((line) => (pathOf(line).startsWith('/etc/libvirt/') ? pathOf(line) : line))
    .sort()
}

function pathOf(line: string): string {
  return line.split(' ')[0] ?? ''
}

/** Programs and libraries of the package, as absolute paths. */
export async function binaries(lab: Lab): Promise<string[]> {
  const { stdout } = await lab.run(['dpkg-query', '--listfiles', 'puente'])
  return stdout
    .split('\n')
    .filter((path) =>
      /\/(puente|chrome_crashpad_handler|[^/]*\.so(\.\d+)?|[^/]*\.node)$/.test(path),
    )
    .filter((path) => path.startsWith('/usr/lib/puente/'))
}

/** A program of Chromium's, by the kernel's own record of it. */
export interface ProcessRecord {
  pid: string
  argv: string[]
  /** 2: system calls are filtered. */
  seccomp: string
  noNewPrivileges: string
  userNamespace: string
}

export async function processesOf(lab: Lab, program: string): Promise<ProcessRecord[]> {
  const { stdout } = await lab.run(['pgrep', '-f', `^${program}`], { check: false })
  return Promise.all(
    stdout
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((pid) => recordOf(lab, pid)),
  )
}

async function recordOf(lab: Lab, pid: string): Promise<ProcessRecord> {
  const read = async (...argv: string[]) => (await lab.run(argv)).stdout
  const status = await read('cat', `/proc/${pid}/status`)
  const field = (name: string) => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status)?.[1] ?? ''
  return {
    pid,
    argv: (await read('cat', `/proc/${pid}/cmdline`)).split(/[\0 ]/),
    seccomp: field('Seccomp'),
    noNewPrivileges: field('NoNewPrivs'),
    userNamespace: (await read('readlink', `/proc/${pid}/ns/user`)).trim(),
  }
}
