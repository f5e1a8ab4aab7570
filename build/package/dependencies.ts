/** What the package needs of others: read off the programs in it, not remembered. */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ELECTRON } from '../setup/debian/packages.mjs'
import { output } from './run.ts'

/** The oldest libvirt that Puente is made for; the binding by itself would do with less. */
const LIBVIRT = 'libvirt0 (>= 7.0.0)'

/** From dpkg's own records of which package has which library, and since when each symbol. */
export async function dependenciesOf(programs: string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'puente-shlibdeps-'))
  try {
    // It works only beside the sources of a Debian package.
    await mkdir(join(folder, 'debian'))
    await writeFile(
      join(folder, 'debian/control'),
      'Source: puente\n\nPackage: puente\nArchitecture: any\n',
    )
    const argv = ['dpkg-shlibdeps', '-O', ...programs.map((program) => `-e${program}`)]
    return dependencies(await output(argv, { cwd: folder }))
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** From a line like `shlibs:Depends=libc6 (>= 2.34), libcups2 (>= 1.7.0)`. */
export function dependencies(shlibdeps: string): string[] {
  const list = shlibdeps
    .trim()
    .replace(/^shlibs:Depends=/, '')
    .split(', ')
  return [...list.filter((one) => !one.startsWith('libvirt0 ')), LIBVIRT].map(withNewName).sort()
}

/** Where the 64-bit time came, some libraries have another name; both are the same to us. */
function withNewName(dependency: string): string {
  const [name] = dependency.split(' ')
  const names = ELECTRON.find((entry) => entry.startsWith(`${name}|`))
  return names ? [dependency, ...names.split('|').slice(1)].join(' | ') : dependency
}
